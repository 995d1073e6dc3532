//! A line of text that people read: goods, names, reasons.
//!
//! A shopper must see what was registered or sent, so a line holds no character
//! that cannot be seen or changes how the text around it is shown: controls,
//! line and paragraph separators, controls of direction, and what Unicode calls
//! default-ignorable (zero-width spaces, fillers, tags). Two of these are
//! allowed where people type them: a variation selector after the character
//! whose shape it chooses, and the joiner between two emoji. Nor does it hold
//! what is no text for people: noncharacters and the marks of interlinear
//! annotations.
//!
//! At least one character can be read: a letter, a digit, a punctuation mark or
//! a symbol. Beside it a character for private use is taken, because rare
//! characters of Chinese names have such ones in older systems, and one that
//! Unicode has not assigned yet, because a later version may have.

use crate::refusal::{Code, Refusal};
use icu_properties::CodePointMapData;
use icu_properties::props::{
    BidiControl, BinaryProperty as _, DefaultIgnorableCodePoint, EmojiModifier,
    ExtendedPictographic, GeneralCategory, GeneralCategoryGroup, NoncharacterCodePoint,
    VariationSelector,
};

const LINE_SEPARATOR: char = '\u{2028}';
const PARAGRAPH_SEPARATOR: char = '\u{2029}';
/// Joins emoji into one.
const JOINER: char = '\u{200D}';
/// A blank, although Unicode counts it as a symbol: braille without a dot.
const BRAILLE_BLANK: char = '\u{2800}';

/// Stand for something that is not there: an object, and what could not be read.
const REPLACEMENTS: [char; 2] = ['\u{FFFC}', '\u{FFFD}'];

/// Checks a line of 1 to `max` characters, the field at `pointer`.
///
/// # Errors
/// [`Code::FieldInvalid`] at the pointer.
pub fn check(text: &str, max: usize, pointer: &str) -> Result<(), Refusal> {
    let invalid = |detail: String| Err(Refusal::at(Code::FieldInvalid, pointer, detail));
    if text.chars().all(is_blank) || text.chars().count() > max {
        return invalid(format!("1 to {max} characters"));
    }
    if let Some(unseen) = first_unseen(text) {
        return invalid(format!(
            "one line of visible characters, without U+{:04X}",
            u32::from(unseen)
        ));
    }
    if text.chars().any(can_be_read) {
        return Ok(());
    }
    invalid("a text that can be read: it has no letter, digit, punctuation mark or symbol".into())
}

/// The first character that cannot be seen, or changes the text around it.
fn first_unseen(text: &str) -> Option<char> {
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if is_unseen(c) && !is_typed(before, c, rest.clone().next()) {
            return Some(c);
        }
        // What is seen before a joiner or selector, which is not seen itself.
        if !is_unseen(c) {
            before = Some(c);
        }
    }
    None
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, LINE_SEPARATOR | PARAGRAPH_SEPARATOR)
        || BidiControl::for_char(c)
        || DefaultIgnorableCodePoint::for_char(c)
        || NoncharacterCodePoint::for_char(c)
        || matches!(c, '\u{FFF9}'..='\u{FFFB}')
}

/// True for a character that says something without another one beside it.
fn can_be_read(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let groups = [
        GeneralCategoryGroup::Letter,
        GeneralCategoryGroup::Number,
        GeneralCategoryGroup::Punctuation,
        GeneralCategoryGroup::Symbol,
    ];
    groups.into_iter().any(|group| group.contains(category))
        && !is_blank(c)
        && !REPLACEMENTS.contains(&c)
}

/// True for a selector of a shape or a joiner of emoji, in its place.
fn is_typed(before: Option<char>, c: char, after: Option<char>) -> bool {
    let Some(before) = before.filter(|before| !is_blank(*before)) else {
        return false;
    };
    // A colour of skin is no pictograph, but ends one.
    let emoji = |c: char| ExtendedPictographic::for_char(c) || EmojiModifier::for_char(c);
    VariationSelector::for_char(c) || (c == JOINER && emoji(before) && after.is_some_and(emoji))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == BRAILLE_BLANK
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::refusal::Code;
    use proptest::prelude::*;

    fn holds(text: &str) -> bool {
        let checked = check(text, 128, "/subject");
        if let Err(refusal) = &checked {
            assert_eq!(refusal.code, Code::FieldInvalid);
            assert_eq!(refusal.pointer.as_deref(), Some("/subject"));
        }
        checked.is_ok()
    }

    #[test]
    fn what_people_write_is_a_line() {
        for text in [
            "龙井茶 250g",
            "Anne O’Neil & Søn",
            "ئۇيغۇر چېيى",
            "བོད་ཇ",
            "a\u{0301}",
            "全角　空格",
            "☕️ 咖啡",
            "👨‍👩‍👧 亲子装",
            "👩🏽‍🍳 厨师",
            "❤️‍🔥",
            "葛\u{E0100}",
            "🍵",
            "1️⃣",
            "🇨🇳",
            "€ 5",
            "…",
            "ᠮᠣᠩᠭᠣᠯ",
            "ชาเขียว",
            "चाय",
            "王\u{E863}",
            "茶\u{0378}",
            &"茶".repeat(128),
        ] {
            assert!(holds(text), "{text}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_seen_whole_is_refused() {
        for text in [
            "",
            " ",
            "\u{3000}",
            "\u{2800}",
            "\u{FE0F}",
            " \u{FE0F}",
            "\u{200D}",
            "👨\u{200D}",
            "茶\u{200D}茶",
            "👨\u{200D}\u{200D}👩",
            "a\u{200D}👩",
            &"茶".repeat(129),
        ] {
            assert!(!holds(text), "{text:?}");
        }
        for c in [
            '\0',
            '\t',
            '\n',
            '\r',
            '\u{7F}',
            '\u{85}',
            '\u{AD}',
            '\u{34F}',
            '\u{61C}',
            '\u{115F}',
            '\u{17B4}',
            '\u{180E}',
            '\u{200B}',
            '\u{200C}',
            '\u{200D}',
            '\u{200E}',
            '\u{200F}',
            '\u{2028}',
            '\u{2029}',
            '\u{202A}',
            '\u{202E}',
            '\u{2060}',
            '\u{2064}',
            '\u{2066}',
            '\u{2069}',
            '\u{206F}',
            '\u{3164}',
            '\u{FEFF}',
            '\u{FFA0}',
            '\u{1BCA0}',
            '\u{1D173}',
            '\u{E0001}',
            '\u{E0041}',
            '\u{FDD0}',
            '\u{FFF9}',
            '\u{FFFA}',
            '\u{FFFB}',
            '\u{FFFE}',
            '\u{FFFF}',
            '\u{10FFFF}',
        ] {
            for text in [
                c.to_string(),
                format!("{c}茶"),
                format!("茶{c}"),
                format!("茶{c}叶"),
            ] {
                assert!(!holds(&text), "{text:?}");
            }
        }
        let refused = check("茶\u{202E}叶", 128, "/subject").expect_err("refused");
        assert!(refused.detail.ends_with("U+202E"), "{refused}");
    }

    #[test]
    fn a_line_with_nothing_to_read_is_refused() {
        for text in [
            "\u{301}",
            " \u{301}\u{302} ",
            "\u{93E}",
            "\u{E000}",
            "\u{F0000}\u{E001}",
            "\u{378}",
            "\u{FFFD}\u{FFFD}",
            "\u{FFFC}",
        ] {
            assert!(!holds(text), "{text:?}");
            assert!(holds(&format!("茶{text}")), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_none_that_holds_breaks_a_line(text in any::<String>()) {
            if holds(&text) {
                prop_assert!(!text.contains(char::is_control));
                prop_assert_eq!(text.lines().count(), 1);
            }
        }
    }
}
