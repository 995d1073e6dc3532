//! The file of an export: CSV (RFC 4180) that spreadsheets open as it is meant.
//!
//! A byte order mark says that it is UTF-8. A number has a backtick before it,
//! as the bills of networks have, so that a spreadsheet neither rounds it nor
//! takes it for a date. A text that a spreadsheet would take for a formula has
//! an apostrophe before it (OWASP, CSV injection).

use crate::text::ConsoleText;
use domain::console::ExportRow;
use domain::day::date_time_in_china;
use domain::locale::Locale;
use ui::words;

/// The byte order mark and the columns.
pub(crate) fn head(locale: Locale) -> String {
    let columns = ConsoleText::of(locale).exports.columns;
    format!("\u{feff}{}", line(columns.map(str::to_owned)))
}

/// The lines of a part.
pub(crate) fn lines(locale: Locale, rows: &[ExportRow]) -> String {
    rows.iter().map(|of| row(locale, of)).collect()
}

fn row(locale: Locale, row: &ExportRow) -> String {
    let text = &ConsoleText::of(locale).orders;
    let way = row.product.map(|product| words::product(locale, product));
    line([
        number(&row.mall_order_no),
        number(row.id.as_str()),
        safe_text(&row.subject),
        safe_text(&row.mall),
        safe_text(row.store.as_deref().unwrap_or_default()),
        row.amount.decimal(),
        row.refunded.decimal(),
        (text.of_state)(row.state).to_owned(),
        way.unwrap_or_default().to_owned(),
        date_time_in_china(row.created_at),
        row.paid_at.map(date_time_in_china).unwrap_or_default(),
    ])
}

fn number(text: &str) -> String {
    format!("`{text}")
}

/// A text that may be anything: no formula, and no long number.
fn safe_text(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{feff}']).chars().next();
    let is_formula = first.is_some_and(|first| "=+-@\t\r\n＝＋－＠".contains(first));
    let is_number = text.len() > 11 && text.bytes().all(|byte| byte.is_ascii_digit());
    match (is_formula, is_number) {
        (true, _) => format!("'{text}"),
        (_, true) => number(text),
        _ => text.to_owned(),
    }
}

fn line<const N: usize>(cells: [String; N]) -> String {
    let cells = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::{head, line, lines, safe_text};
    use domain::clock::At;
    use domain::console::ExportRow;
    use domain::ids::OrderId;
    use domain::locale::Locale;
    use domain::money::Money;
    use domain::order::OrderState;
    use domain::product::Product;

    #[test]
    fn no_text_is_a_formula_or_a_long_number() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-2", "'-2"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("202611220000000001", "`202611220000000001"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(safe_text(text), safe, "{text}");
        }
        let quoted = line(["a \"b\", c".to_owned(), "d\ne".to_owned()]);
        assert_eq!(quoted, "\"a \"\"b\"\", c\",\"d\ne\"\r\n");
    }

    #[test]
    fn a_line_has_all_columns_in_words() {
        let row = ExportRow {
            id: OrderId::parse("ord_00000000000000000000000001").expect("an id"),
            mall_order_no: "2026112200000000018".into(),
            subject: "=cmd|' /C calc'!A0".into(),
            mall: "云上商城".into(),
            store: Some("-西湖店".into()),
            amount: Money::fen(12_800),
            refunded: Money::fen(0),
            state: OrderState::Paid,
            product: Some(Product::Scan),
            created_at: At::from_ms(1_795_334_400_000),
            paid_at: None,
        };
        assert_eq!(
            lines(Locale::ZhCn, std::slice::from_ref(&row)),
            "\"`2026112200000000018\",\"`ord_00000000000000000000000001\",\"'=cmd|' /C calc'!A0\",\"云上商城\",\"'-西湖店\",\
             \"128.00\",\"0.00\",\"已支付\",\"扫码支付\",\"2026-11-22 16:00:00\",\"\"\r\n"
        );
        assert!(lines(Locale::En, &[row]).contains("\"Paid\""));
        for locale in [Locale::ZhCn, Locale::En] {
            let head = head(locale);
            assert!(
                head.starts_with("\u{feff}\"") && head.contains("UTC+8") && head.ends_with("\r\n")
            );
        }
    }
}
