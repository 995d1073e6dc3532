//! Phone numbers that can be tapped. Only a `tel:` link dials on every phone;
//! the pages switch off the browser's own guess.

use crate::html::{Html, IntoHtml as _};
use crate::parts::foreign;
use domain::locale::Locale;
use leptos::prelude::*;

/// A line of text, with its first phone number as a link.
pub(crate) fn line(text: &str) -> Html {
    let Some((before, number, after)) = split(text) else {
        return text.to_owned().into_html();
    };
    (before.to_owned(), link(number), after.to_owned()).into_html()
}

/// A line of text after its label, which is left out where the line begins with it.
pub(crate) fn labelled(locale: Locale, label: &'static str, text: &str) -> Html {
    let lang = foreign::lang(locale, text);
    let starts = text.get(..label.len());
    let label = starts
        .is_none_or(|start| !start.eq_ignore_ascii_case(label))
        .then_some(label);
    view! { {label} {label.map(|_| " ")} <span lang=lang>{line(text)}</span> }.into_html()
}

/// A phone number as a link.
pub(crate) fn link(number: &str) -> Html {
    let dialled: String = number.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    view! { <a href=format!("tel:{dialled}")>{number.to_owned()}</a> }.into_html()
}

/// The text before the first phone number, the number, and the text after it. A
/// number is 5 to 15 digits (12378, 400-800-1234, +86 571 8888 1234): groups of
/// at least three after the first one, with one hyphen or space between two.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find(|c: char| c == '+' || c.is_ascii_digit()) {
        let start = from + start;
        let end = start + number_length(&text[start..]);
        let digits = text[start..end].bytes().filter(u8::is_ascii_digit).count();
        if (5..=15).contains(&digits) {
            return Some((&text[..start], &text[start..end], &text[end..]));
        }
        from = end.max(start + 1);
    }
    None
}

/// The length of the number that `text` begins with.
fn number_length(text: &str) -> usize {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let plus = usize::from(text.starts_with('+'));
    let mut end = plus + digits(plus);
    while text[end..].starts_with(['-', ' ']) && digits(end + 1) >= 3 {
        end += 1 + digits(end + 1);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{labelled, split};
    use domain::locale::Locale;
    use leptos::prelude::RenderHtml;

    #[test]
    fn a_line_that_begins_with_its_label_has_no_second_one() {
        let html = |locale, label, line| {
            let html = labelled(locale, label, line).to_html();
            html.replace("<!>", "")
        };
        let zh = |line| html(Locale::ZhCn, "客服", line);
        assert_eq!(zh("每日 9 时起"), "客服 <span>每日 9 时起</span>");
        assert_eq!(zh("客服 9 时起"), "<span>客服 9 时起</span>");
        assert_eq!(zh("服"), "客服 <span>服</span>");
        let en = |line| html(Locale::En, "Customer service", line);
        assert_eq!(
            en("customer service: a@b.c"),
            "<span>customer service: a@b.c</span>"
        );
        let marked = "Customer service <span lang=\"zh-CN\">客服中心</span>";
        assert_eq!(en("客服中心"), marked);
    }

    #[test]
    fn the_first_number_of_a_line_is_found() {
        for (line, number) in [
            ("400-800-1234(9:00–21:00)", Some("400-800-1234")),
            ("客服 95588，每日 9:00 至 21:00", Some("95588")),
            (
                "9:00–21:00 拨打 +86 571 8888 1234",
                Some("+86 571 8888 1234"),
            ),
            ("400-800-1234 9:00", Some("400-800-1234")),
            ("每日 9:00 至 21:00", None),
            ("help@tea.example", None),
            ("2026 年 4 月", None),
            ("订单 12345678901234567890", None),
            ("", None),
        ] {
            assert_eq!(split(line).map(|(_, number, _)| number), number, "{line}");
        }
    }
}
