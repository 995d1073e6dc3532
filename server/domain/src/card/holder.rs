//! The card holder's name, as the bank knows it.

use crate::desk::FieldProblem;
use crate::field_limits::NAME;
use crate::input::normalized;

/// Reads a name: letters of any script, the `·` of Uyghur and Tibetan names,
/// and the blank, dot, hyphen and apostrophe of Latin ones. Surrounding blanks
/// are removed, and inner ones between Chinese characters or beside a middle
/// dot; others become one. Variants of the middle dot become `·`, of the
/// apostrophe `'`. A letter may have an accent for which Unicode has no
/// letter of its own (ọ̀).
///
/// # Errors
/// The [`FieldProblem`] of the field.
pub fn read(typed: &str) -> Result<String, FieldProblem> {
    let typed: String = typed.chars().map(punctuation).collect();
    let typed = normalized(&typed);
    let name = typed.split_whitespace().fold(String::new(), joined);
    NAME.check(name.chars().count())?;
    let belongs = |c: char| {
        c.is_alphabetic() || matches!(c, ' ' | '·' | '.' | '-' | '\'' | '\u{300}'..='\u{36F}')
    };
    if !name.chars().all(belongs) || !name.chars().any(char::is_alphabetic) {
        return Err(FieldProblem::Format);
    }
    Ok(name)
}

/// A name and its next word, with a blank where the bank has one.
fn joined(mut name: String, word: &str) -> String {
    let (before, after) = (name.chars().next_back(), word.chars().next());
    let is_one = |before: char, after: char| {
        before == '·' || after == '·' || is_han(before) && is_han(after)
    };
    if before
        .zip(after)
        .is_some_and(|(before, after)| !is_one(before, after))
    {
        name.push(' ');
    }
    name.push_str(word);
    name
}

/// True for a Chinese character. A list of Unicode's blocks, because the
/// browser's half would be larger with its table.
const fn is_han(c: char) -> bool {
    matches!(
        c,
        '〇' | '々' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
    )
}

/// The middle dot and the apostrophe as banks write them.
const fn punctuation(c: char) -> char {
    match c {
        '•' | '‧' | '∙' | '⋅' | '・' | '･' | '．' => '·',
        '’' | '‘' | 'ʼ' | '＇' => '\'',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::desk::FieldProblem;

    #[test]
    fn names_are_read_as_people_write_them() {
        assert_eq!(read(" 王芳 ").as_deref(), Ok("王芳"));
        assert_eq!(read("买买提•阿卜杜拉").as_deref(), Ok("买买提·阿卜杜拉"));
        assert_eq!(
            read("𠮷田").as_deref(),
            Ok("𠮷田"),
            "rare characters are names too"
        );
        assert_eq!(
            read("Anne-Marie  O'Neil").as_deref(),
            Ok("Anne-Marie O'Neil")
        );
        assert_eq!(read("Anne O’Neil").as_deref(), Ok("Anne O'Neil"));
    }

    #[test]
    fn a_pasted_name_is_read_as_it_looks() {
        for (typed, name) in [
            ("Jose\u{301} Nguye\u{302}\u{303}n", "José Nguyễn"),
            ("\u{FEFF}王\u{200B}芳\u{A0}", "王芳"),
            ("Ａｎｎｅ　Ｌｉ", "Anne Li"),
            ("Ade\u{301}ba\u{301}yo\u{323}\u{300}", "Adébáyọ\u{300}"),
            ("葛\u{E0100}城", "葛城"),
            ("买买提．阿卜杜拉", "买买提·阿卜杜拉"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(name), "{typed:?}");
        }
    }

    #[test]
    fn a_blank_is_kept_where_a_bank_has_one() {
        for (typed, name) in [
            ("林 晓雨", "林晓雨"),
            ("林　晓　雨", "林晓雨"),
            ("欧阳  \u{20BB7}", "欧阳\u{20BB7}"),
            ("买买提 · 艾力", "买买提·艾力"),
            ("买买提 •艾力", "买买提·艾力"),
            ("Anne   Li", "Anne Li"),
            ("Anne 李", "Anne 李"),
            ("Maria . Li", "Maria . Li"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(name), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_name_is_named() {
        assert_eq!(read("　"), Err(FieldProblem::Empty));
        assert_eq!(read("\u{200B}\u{3164}"), Err(FieldProblem::Empty));
        assert_eq!(read("王芳1"), Err(FieldProblem::Format));
        assert_eq!(read("··"), Err(FieldProblem::Format));
        assert_eq!(read("a=b&c"), Err(FieldProblem::Format));
        assert_eq!(read(&"王".repeat(33)), Err(FieldProblem::TooLong));
        assert!(read(&"王".repeat(32)).is_ok());
    }
}
