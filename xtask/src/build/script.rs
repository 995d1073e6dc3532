//! Making wasm-bindgen's script smaller without understanding it.
//!
//! Only what is certainly not code goes: the blanks before a line, empty lines,
//! and doc comments that stand on lines of their own. A line that may be inside
//! a template literal would be one that follows an odd count of backquotes; the
//! script is then left as it is.

/// The script without indentation and doc comments.
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
        } else if !line.is_empty() {
            small.push_str(line);
            small.push('\n');
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use super::shrink;

    #[test]
    fn blanks_and_doc_comments_go() {
        let js = "\n/**\n * @param {any} a\n */\nexport function f(a) {\n    return a;\n}\n/** one */\nf();";
        assert_eq!(shrink(js), "export function f(a) {\nreturn a;\n}\nf();\n");
    }

    #[test]
    fn a_template_over_several_lines_is_left_alone() {
        let js = "const t = `a\n    b`;\n";
        assert_eq!(shrink(js), js);
        assert_eq!(shrink("  g(`x`);\n"), "g(`x`);\n");
    }
}
