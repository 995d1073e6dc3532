//! A style sheet: the files of a folder in the order of their names, minified.
//!
//! Only comments and blanks without meaning are removed. Strings and `url()`
//! are kept, and so is a blank that may separate (`a :hover`, `1px + 2px`).

use anyhow::{Context as _, Result};
use std::path::Path;

/// All sheets of the folder as one, minified.
pub(super) fn read(folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "css") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut sheet = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file);
        sheet += &text.with_context(|| format!("cannot read {}", file.display()))?;
        sheet.push('\n');
    }
    Ok(shrink(&sheet))
}

/// The sheet without comments and needless blanks.
fn shrink(sheet: &str) -> String {
    let mut small = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("/*") {
            blank(&mut small);
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' || first == '\'' {
            let length = string_length(rest, first);
            small.push_str(&rest[..length]);
            length
        } else if bare_address(rest) {
            let length = rest.find(')').map_or(rest.len(), |end| end + 1);
            small.push_str(&rest[..length]);
            length
        } else {
            if first.is_ascii_whitespace() {
                blank(&mut small);
            } else {
                put(&mut small, first);
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    small.trim_end().to_owned()
}

/// True if a `url()` without quotes starts here; it is copied to its end.
fn bare_address(text: &str) -> bool {
    let inside = text.strip_prefix("url(").map(str::trim_start);
    inside.is_some_and(|inside| !inside.starts_with(['"', '\'']))
}

/// The length of the string that starts here, with both quotes.
fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Adds a blank, unless the character before it already separates.
fn blank(small: &mut String) {
    if !small.is_empty() && !small.ends_with([' ', '{', '}', ';', ',', ':', '>', '(']) {
        small.push(' ');
    }
}

/// Adds a character of code; one that separates removes the blank before it.
fn put(small: &mut String, c: char) {
    if matches!(c, '{' | '}' | ';' | ',' | '>' | ')') && small.ends_with(' ') {
        small.pop();
    }
    if c == '}' && small.ends_with(';') {
        small.pop();
    }
    small.push(c);
}

#[cfg(test)]
mod tests {
    use super::{read, shrink};

    #[test]
    fn blanks_and_comments_go() {
        assert_eq!(
            shrink(
                "/* top */\na , b {\n  color : red ;\n  margin: 0 auto;\n}\n\n@media (width > 40rem) { a>b { top:0 } }\n"
            ),
            "a,b{color :red;margin:0 auto}@media (width>40rem){a>b{top:0}}"
        );
    }

    #[test]
    fn what_may_matter_stays() {
        for same in [
            "a :hover{b:c}",
            "a:not(.b) .c{d:e}",
            "a{width:calc(1px + 2px - var(--x))}",
            "a{content:\"x  /* y */ \\\" z\"}",
            "a{b:url(data:image/svg+xml;utf8,<svg  x='1'/>)}",
            "a{b:url(\"x) /* y */\")}",
            "a{margin:1px -2px}",
            "a + b ~ c{d:e}",
            "@media (a) and (b){c{d:e}}",
        ] {
            assert_eq!(shrink(same), same);
        }
    }

    #[test]
    fn a_comment_still_separates() {
        assert_eq!(shrink("a/**/b{c:d}"), "a b{c:d}");
    }

    #[test]
    fn sheets_follow_their_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("2.css"), "b { c: d }").unwrap();
        std::fs::write(folder.path().join("1.css"), "a { c: d }").unwrap();
        std::fs::write(folder.path().join("note.txt"), "no").unwrap();
        assert_eq!(read(folder.path()).unwrap(), "a{c:d}b{c:d}");
        assert_eq!(read(&folder.path().join("none")).unwrap(), "");
    }
}
