//! Normalizing typed text: blanks and hyphens between groups of digits,
//! full-width characters of Chinese keyboards, invisible characters of pasted
//! text. All of these are accepted.

/// `text` in upper case without blanks, hyphens and invisible characters,
/// full-width characters replaced. Everything else is left for the caller to
/// check.
pub fn compact(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !is_separator(*c);
    text.chars()
        .filter(kept)
        .map(|c| to_half_width(c).to_ascii_uppercase())
        .collect()
}

/// The ASCII character of a full-width one; other characters unchanged.
pub fn to_half_width(c: char) -> char {
    match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// True for hyphens and invisible characters, which only separate digits.
const fn is_separator(c: char) -> bool {
    matches!(c, '-' | '－' | '\u{00AD}' | '\u{2010}'..='\u{2015}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn separators_are_removed_and_everything_else_is_kept() {
        assert_eq!(compact(" 6222-0212 3456\u{200b}7890 "), "6222021234567890");
        assert_eq!(compact("６２２２　０２１２"), "62220212");
        assert_eq!(compact("11010519491231002x"), "11010519491231002X");
        assert_eq!(compact("62a2.1"), "62A2.1");
    }
}
