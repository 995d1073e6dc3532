//! The card holder's name, as the bank knows it.

use crate::desk::FieldProblem;
use crate::field_limits::NAME;
use crate::input::normalized;

/// Reads a name: letters of any script, the `·` of Uyghur and Tibetan names,
/// and the blank, dot, hyphen and apostrophe of Latin ones. Surrounding blanks
/// are removed, inner ones become one; variants of the middle dot become `·`,
/// of the apostrophe `'`. A letter may have an accent for which Unicode has no
/// letter of its own (ọ̀).
///
/// # Errors
/// The [`FieldProblem`] of the field.
pub fn read(typed: &str) -> Result<String, FieldProblem> {
    let typed: String = typed.chars().map(punctuation).collect();
    let typed = normalized(&typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let name = words.join(" ");
    NAME.check(name.chars().count())?;
    let belongs = |c: char| {
        c.is_alphabetic() || matches!(c, ' ' | '·' | '.' | '-' | '\'' | '\u{300}'..='\u{36F}')
    };
    if !name.chars().all(belongs) || !name.chars().any(char::is_alphabetic) {
        return Err(FieldProblem::Format);
    }
    Ok(name)
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
