//! What people type into number fields: spaces and hyphens between groups,
//! full-width digits from a Chinese keyboard, invisible marks from a paste.
//! None of it is a mistake, so it is read, not complained about.

/// `text` without blanks, hyphens and invisible marks, full-width letters and
/// digits made plain, in upper case. Anything else stays, for the caller to
/// refuse.
pub fn compact(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !is_separator(*c);
    text.chars()
        .filter(kept)
        .map(|c| plain(c).to_ascii_uppercase())
        .collect()
}

/// A full-width ASCII character as the plain one; others as they are.
pub fn plain(c: char) -> char {
    match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// True for what has no place in a line that people read: control characters,
/// and those that turn the direction of text, by which a name could rewrite
/// the line it stands in.
pub fn is_unreadable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// True for what stands between groups of digits and means nothing.
const fn is_separator(c: char) -> bool {
    matches!(c, '-' | '－' | '\u{00AD}' | '\u{2010}'..='\u{2015}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn what_means_nothing_goes_and_what_means_something_stays() {
        assert_eq!(compact(" 6222-0212 3456\u{200b}7890 "), "6222021234567890");
        assert_eq!(compact("６２２２　０２１２"), "62220212");
        assert_eq!(compact("11010519491231002x"), "11010519491231002X");
        assert_eq!(compact("62a2.1"), "62A2.1");
    }
}
