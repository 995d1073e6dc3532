//! Separates Rust's code from its comments and strings, line by line.
//!
//! Only as far as the rules need: it handles nested comments, raw strings, and
//! lifetimes as opposed to characters.

/// The state between two characters.
#[derive(Clone, Copy)]
enum LexState {
    Code,
    LineComment,
    /// The nesting depth of block comments.
    Comment(usize),
    Text,
    /// The number of `#` that close the raw string.
    Raw(usize),
}

/// Each line twice: with only its code, and with only its strings.
pub(super) fn split(text: &str) -> (Vec<String>, Vec<String>) {
    let mut place = LexState::Code;
    let (mut code, mut strings) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let (line_code, line_strings, after) = one_line(line, place);
        code.push(line_code);
        strings.push(line_strings);
        place = if matches!(after, LexState::LineComment) {
            LexState::Code
        } else {
            after
        };
    }
    (code, strings)
}

fn one_line(line: &str, mut place: LexState) -> (String, String, LexState) {
    let (mut code, mut strings) = (String::new(), String::new());
    let mut rest = line;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let (length, next) = match place {
            LexState::Code => in_code(rest, before),
            LexState::LineComment => (rest.len(), place),
            LexState::Comment(depth) => in_comment(rest, depth),
            LexState::Text => match first {
                '\\' => (1 + rest.chars().nth(1).map_or(0, char::len_utf8), place),
                '"' => (1, LexState::Code),
                _ => (first.len_utf8(), place),
            },
            LexState::Raw(hashes) => {
                let close = format!("\"{}", "#".repeat(hashes));
                if rest.starts_with(&close) {
                    (close.len(), LexState::Code)
                } else {
                    (first.len_utf8(), place)
                }
            }
        };
        let taken = &rest[..length];
        match (place, next) {
            (LexState::Code, LexState::Code) => code.push_str(taken),
            (LexState::Text | LexState::Raw(_), LexState::Text | LexState::Raw(_)) => {
                strings.push_str(taken);
            }
            _ => code.push(' '),
        }
        before = first;
        place = next;
        rest = &rest[length..];
    }
    (code, strings, place)
}

/// The length of the next piece of code, and the state after it.
fn in_code(rest: &str, before: char) -> (usize, LexState) {
    if rest.starts_with("//") {
        return (2, LexState::LineComment);
    }
    if rest.starts_with("/*") {
        return (2, LexState::Comment(1));
    }
    if rest.starts_with('"') {
        return (1, LexState::Text);
    }
    let in_word = before.is_alphanumeric() || before == '_';
    if let Some(raw) = rest.strip_prefix('r').filter(|_| !in_word || before == 'b') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            return (hashes + 2, LexState::Raw(hashes));
        }
    }
    (
        character(rest).unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8)),
        LexState::Code,
    )
}

/// The length of a character literal, so that `'"'` opens no string; `None` for
/// a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let mut chars = inside.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next()?;
        return inside[2..].find('\'').map(|end| end + 4);
    }
    let (end, close) = chars.next()?;
    (close == '\'').then_some(end + 2)
}

fn in_comment(rest: &str, depth: usize) -> (usize, LexState) {
    if rest.starts_with("/*") {
        (2, LexState::Comment(depth + 1))
    } else if rest.starts_with("*/") {
        (
            2,
            if depth == 1 {
                LexState::Code
            } else {
                LexState::Comment(depth - 1)
            },
        )
    } else {
        (
            rest.chars().next().map_or(1, char::len_utf8),
            LexState::Comment(depth),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    fn code(text: &str) -> String {
        let (code, _) = split(text);
        code.join("\n")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        assert_eq!(code("a(); // b()\n/* c() /* d() */ */ e();"), "a(); e();");
        assert_eq!(code(r#"f("g() \" h()", i);"#), "f( , i);");
        assert_eq!(code("j(r#\"k \"quoted\" l\"#, m);"), "j( , m);");
        assert_eq!(code("n(b\"o\", br\"p\");"), "n(b , b );");
    }

    #[test]
    fn characters_and_lifetimes_open_nothing() {
        assert_eq!(code("a('\"', b); c(\"d\");"), "a('\"', b); c( );");
        assert_eq!(code("a('\\'', '\\\\', \"b\");"), "a('\\'', '\\\\', );");
        assert_eq!(
            code("fn a<'b>(c: &'b str) { \"d\" }"),
            "fn a<'b>(c: &'b str) { }"
        );
    }

    #[test]
    fn strings_are_kept_apart() {
        let (_, strings) = split("a(\"b c\"); // \"d\"\ne(r\"f\n g\");");
        assert_eq!(strings, ["b c", "f", " g"]);
    }
}
