//! Normalizing typed text, the first step of reading every field of a form:
//! full-width characters of Chinese keyboards, blanks of every kind, invisible
//! characters of pasted text, letters in two parts. All of these are accepted.

/// `text` as it looks: in composed form (NFC), with ASCII for full-width
/// characters, a plain blank for each blank and without invisible characters.
/// Everything else is left for the caller to check.
pub fn normalized(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c));
    composed(visible.map(|c| match to_half_width(c) {
        c if c.is_whitespace() => ' ',
        c => c,
    }))
}

/// [`normalized`], in upper case and without blanks and hyphens: for digits that
/// people type in groups.
pub fn compact(text: &str) -> String {
    normalized(text)
        .chars()
        .filter(|c| *c != ' ' && !is_hyphen(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// [`normalized`], without accents and tone marks: for a search. In the browser
/// the caller decomposes the text first, see [`composed`].
pub fn without_marks(text: &str) -> String {
    let is_mark = |c: &char| matches!(c, '\u{300}'..='\u{36F}');
    decomposed(&normalized(text))
        .filter(|c| !is_mark(c))
        .collect()
}

/// NFD (Unicode annex 15).
#[cfg(not(target_arch = "wasm32"))]
fn decomposed(text: &str) -> impl Iterator<Item = char> {
    unicode_normalization::UnicodeNormalization::nfd(text)
}

#[cfg(target_arch = "wasm32")]
fn decomposed(text: &str) -> impl Iterator<Item = char> {
    text.chars()
}

/// NFC (Unicode annex 15).
#[cfg(not(target_arch = "wasm32"))]
fn composed(text: impl Iterator<Item = char>) -> String {
    unicode_normalization::UnicodeNormalization::nfc(text).collect()
}

/// The tables of NFC would double the size of the wasm module. Without it, the
/// browser confirms fewer names while they are typed, and the server reads them.
#[cfg(target_arch = "wasm32")]
fn composed(text: impl Iterator<Item = char>) -> String {
    text.collect()
}

/// The ASCII character of a full-width one; other characters unchanged.
pub fn to_half_width(c: char) -> char {
    match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// True for hyphens and dashes.
const fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}'
    )
}

/// True for characters that show nothing (`Default_Ignorable_Code_Point` of
/// Unicode), such as the zero-width space and the byte order mark. A list, because
/// the browser's half would be larger with Unicode's table.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::{compact, is_invisible, normalized};
    use icu_properties::props::{BinaryProperty as _, DefaultIgnorableCodePoint};
    use proptest::prelude::*;

    #[test]
    fn separators_are_removed_and_everything_else_is_kept() {
        assert_eq!(compact(" 6222-0212 3456\u{200b}7890 "), "6222021234567890");
        assert_eq!(compact("６２２２　０２１２"), "62220212");
        assert_eq!(compact("6222\u{2212}0212\u{2014}3456"), "622202123456");
        assert_eq!(compact("11010519491231002x"), "11010519491231002X");
        assert_eq!(compact("62a2.1"), "62A2.1");
    }

    #[test]
    fn a_text_is_read_as_it_looks() {
        for (typed, read) in [
            ("Jose\u{301}", "José"),
            ("\u{FEFF}王\u{200B}芳", "王芳"),
            ("Ａｎｎｅ　Ｌｉ", "Anne Li"),
            ("Anne\u{A0}Li\u{202F}", "Anne Li "),
            ("葛\u{E0100}\u{FE0F}", "葛"),
            ("\u{3164}", ""),
        ] {
            assert_eq!(normalized(typed), read, "{typed:?}");
        }
    }

    #[test]
    fn the_invisible_characters_are_those_of_unicode() {
        let differs = |c: &char| is_invisible(*c) != DefaultIgnorableCodePoint::for_char(*c);
        let differing: String = (char::MIN..=char::MAX).filter(differs).collect();
        assert_eq!(differing, "");
    }

    proptest! {
        #[test]
        fn normalizing_twice_changes_nothing(text in ".{0,30}") {
            let once = normalized(&text);
            prop_assert_eq!(normalized(&once), once);
        }
    }
}
