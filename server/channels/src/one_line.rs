//! Free text for messages: one line of characters that networks accept.

/// `text` as one line: white space, control characters and `separator`s become
/// single blanks; invisible characters and those outside the basic plane
/// (emoji), which networks refuse, are removed. The ends are not trimmed.
pub(crate) fn one_line(text: &str, separator: impl Fn(char) -> bool) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        let blank = c.is_whitespace() || c.is_control() || separator(c);
        let c = if blank { ' ' } else { c };
        if c > '\u{FFFF}' || is_invisible(c) || (c == ' ' && line.ends_with(' ')) {
            continue;
        }
        line.push(c);
    }
    line
}

/// True for invisible characters and those that change the direction of text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn blanks_are_single_and_emoji_are_removed() {
        let line = one_line(" 明前\t\n龙井|\u{200B}🍵 250g\u{FE0F} ", |c| c == '|');
        assert_eq!(line, " 明前 龙井 250g ");
        assert_eq!(one_line("🍵", |_| false), "");
    }
}
