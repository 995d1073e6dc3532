//! Makes wasm-bindgen's script smaller without parsing it.
//!
//! Names are replaced word by word. Beyond that only indentation, empty lines
//! and comments on their own lines are removed. A line can be inside a template
//! literal only after an odd number of backquotes; the script is then left
//! unchanged.

use std::collections::HashMap;

/// The script with whole words replaced.
pub(super) fn rename(js: &str, names: &HashMap<String, String>) -> String {
    let mut renamed = String::with_capacity(js.len());
    let mut rest = js;
    while !rest.is_empty() {
        let word = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        renamed += names
            .get(&rest[..word])
            .map_or(&rest[..word], String::as_str);
        let other = rest[word..]
            .find(in_word)
            .map_or(rest.len(), |at| word + at);
        renamed += &rest[word..other];
        rest = &rest[other..];
    }
    renamed
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The script without indentation and comments.
pub(super) fn shrink(js: &str) -> String {
    let mut small = String::with_capacity(js.len());
    let mut in_comment = false;
    for line in js.lines() {
        if line.matches('`').count() % 2 == 1 {
            return js.to_owned();
        }
        let line = line.trim();
        in_comment |= line.starts_with("/**");
        if in_comment {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            small.push_str(line);
            small.push('\n');
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use super::{rename, shrink};
    use std::collections::HashMap;

    #[test]
    fn whole_words_are_renamed() {
        let names = HashMap::from([("__wbg_log_1".to_owned(), "i0".to_owned())]);
        let js = "__wbg_log_1: f(), __wbg_log_12: 付(__wbg_log_1)";
        assert_eq!(rename(js, &names), "i0: f(), __wbg_log_12: 付(i0)");
        assert_eq!(rename("", &names), "");
    }

    #[test]
    fn blanks_and_comments_go() {
        let js = "\n/**\n * @param {any} a\n */\nexport function f(a) {\n    return a;\n  // why\n}\n/** one */\nf();";
        assert_eq!(shrink(js), "export function f(a) {\nreturn a;\n}\nf();\n");
    }

    #[test]
    fn a_template_over_several_lines_is_left_alone() {
        let js = "const t = `a\n    b`;\n";
        assert_eq!(shrink(js), js);
        assert_eq!(shrink("  g(`x`);\n"), "g(`x`);\n");
    }
}
