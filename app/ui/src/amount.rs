//! The formats of amounts and counts on pages.

use domain::locale::Locale;
use domain::money::Money;

/// `¥1,280.00`.
pub fn yuan(amount: Money) -> String {
    format!("¥{}", amount.grouped())
}

const WAN: i64 = 10_000;

/// A sum as a headline has it: large ones in Chinese by 万 and 亿, rounded to two
/// decimals (CLDR 49, short decimal formats), any other exact.
pub fn headline(locale: Locale, amount: Money) -> String {
    let fen = amount.minor();
    if locale != Locale::ZhCn || fen.abs() < WAN * 100 {
        return yuan(amount);
    }
    // In hundredths of the unit. A sum that rounds up to 亿 is of 亿.
    let in_unit = |unit: i64| (fen.abs() + unit / 2) / unit;
    let hundredths = in_unit(WAN);
    let (hundredths, unit) = if hundredths < WAN * 100 {
        (hundredths, "万")
    } else {
        (in_unit(WAN * WAN), "亿")
    };
    let sign = if fen < 0 { "-" } else { "" };
    let number = Money::fen(hundredths).grouped();
    let number = number.trim_end_matches('0').trim_end_matches('.');
    format!("¥{sign}{number}{unit}")
}

/// `1,000,000`.
pub fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, headline};
    use domain::locale::Locale;
    use domain::money::Money;

    #[test]
    fn large_sums_are_read_in_wan_and_yi() {
        for (fen, chinese) in [
            (0, "¥0.00"),
            (999_999, "¥9,999.99"),
            (1_000_000, "¥1万"),
            (12_345_678, "¥12.35万"),
            (12_000_000, "¥12万"),
            (123_400_000, "¥123.4万"),
            (9_999_994_999, "¥9,999.99万"),
            (9_999_995_000, "¥1亿"),
            (11_000_000_000, "¥1.1亿"),
            (-12_345_678, "¥-12.35万"),
        ] {
            assert_eq!(headline(Locale::ZhCn, Money::fen(fen)), chinese, "{fen}");
        }
        let english = headline(Locale::En, Money::fen(12_345_678));
        assert_eq!(english, "¥123,456.78");
    }

    #[test]
    fn counts_are_read_in_groups_of_three() {
        let read = [0, 999, 1_000, 123_456, 1_000_000, u32::MAX].map(grouped);
        let meant = ["0", "999", "1,000", "123,456", "1,000,000", "4,294,967,295"];
        assert_eq!(read, meant);
    }
}
