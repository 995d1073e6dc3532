//! Phone numbers that can be tapped. Only a `tel:` link dials on every phone;
//! the pages switch off the browser's own guess.

use leptos::prelude::*;

/// A line of text, with its first phone number as a link.
pub(crate) fn line(text: &str) -> AnyView {
    let Some((before, number, after)) = split(text) else {
        return text.to_owned().into_any();
    };
    (before.to_owned(), link(number), after.to_owned()).into_any()
}

/// A phone number as a link.
pub(crate) fn link(number: &str) -> AnyView {
    let dialled: String = number.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    view! { <a href=format!("tel:{dialled}")>{number.to_owned()}</a> }.into_any()
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
    use super::split;

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
