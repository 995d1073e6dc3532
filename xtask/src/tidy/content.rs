//! Words that are refused in Rust code, or allowed in some files only.

use super::{SourceFile, Violation};

/// Refused everywhere, also in tests. This table is not checked, because
/// strings are not code.
const NEVER: [(&str, &str); 5] = [
    ("todo!", "unfinished code is not committed"),
    ("unimplemented!", "unfinished code is not committed"),
    ("#[ignore", "a test that does not run is no test"),
    ("thread::sleep", "wait for a condition with a deadline"),
    ("#[allow(", "use #[expect(..., reason)]"),
];

/// The beginnings of SQL statements.
const SQL: [&str; 5] = [
    "SELECT ",
    "INSERT INTO ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "ALTER TABLE ",
];

/// Module names without a noun.
const NAMELESS: [&str; 5] = ["utils", "common", "types", "helpers", "manager"];

/// All violations in one file.
pub(super) fn check(source: &SourceFile) -> Vec<Violation> {
    let mut found = Vec::new();
    for (at, (code, strings)) in source.code.iter().zip(&source.strings).enumerate() {
        let mut violation = |rule: &str| found.push(Violation::new(&source.path, at + 1, rule));
        for (word, rule) in NEVER {
            if code.contains(word) {
                violation(&format!("`{word}`: {rule}"));
            }
        }
        if inline_module(code).is_some_and(|name| NAMELESS.contains(&name)) {
            violation("a module of that name has no noun");
        }
        if uses_leptos(code) && !may_use_leptos(&source.path) {
            violation("leptos is used only by app, app/wasm and server");
        }
        if at < source.tests_from {
            if code.contains(".unwrap()") {
                violation("no unwrap outside tests: handle it, or `expect` why it cannot fail");
            }
            if is_sql(strings) && !may_hold_sql(&source.path) {
                violation("SQL is written only in server/store");
            }
        }
    }
    found
}

fn inline_module(code: &str) -> Option<&str> {
    let words = code
        .trim()
        .trim_start_matches("pub(crate) ")
        .trim_start_matches("pub ");
    words.strip_prefix("mod ")?.split([' ', ';', '{']).next()
}

fn uses_leptos(code: &str) -> bool {
    code.contains("leptos::") || code.contains("leptos_axum::")
}

fn may_use_leptos(path: &str) -> bool {
    ["app/", "server/src/", "server/tests/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}

fn is_sql(strings: &str) -> bool {
    SQL.iter().any(|word| strings.contains(word))
        || (strings.contains("UPDATE ") && strings.contains(" SET "))
}

fn may_hold_sql(path: &str) -> bool {
    // The benchmark's one-row commits use no table of Paydesk.
    let others = ["server/bench/src/commits.rs", "xtask/src/tidy/content.rs"];
    path.starts_with("server/store/") || others.contains(&path)
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, check};

    fn rules(path: &str, text: &str) -> usize {
        check(&SourceFile::new(path, text)).len()
    }

    #[test]
    fn unfinished_code_is_found() {
        assert_eq!(rules("a/src/b.rs", "fn f() { todo!() }"), 1);
        assert_eq!(rules("a/tests/b.rs", "#[ignore = \"slow\"]\nfn f() {}"), 1);
        assert_eq!(rules("a/tests/b.rs", "std::thread::sleep(d);"), 1);
        assert_eq!(rules("a/src/b.rs", "// todo!()\nlet a = \"todo!()\";"), 0);
    }

    #[test]
    fn unwrap_is_for_tests() {
        assert_eq!(rules("a/src/b.rs", "a.unwrap();"), 1);
        assert_eq!(rules("a/src/b.rs", "a.unwrap_or(b);"), 0);
        assert_eq!(
            rules("a/src/b.rs", "#[cfg(test)]\nmod tests {\n a.unwrap();\n}"),
            0
        );
        assert_eq!(rules("a/tests/b.rs", "a.unwrap();"), 0);
    }

    #[test]
    fn sql_is_written_in_the_store() {
        let text = "q(\"SELECT a FROM b\");";
        assert_eq!(rules("server/store/src/order.rs", text), 0);
        assert_eq!(rules("server/engine/src/pay.rs", text), 1);
        assert_eq!(rules("server/src/main.rs", "q(\"UPDATE a SET b = 1\");"), 1);
        assert_eq!(
            rules("server/src/main.rs", "q(\"UPDATE your browser\");"),
            0
        );
    }

    #[test]
    fn leptos_is_used_by_three_packages() {
        let text = "use leptos::prelude::*;";
        assert_eq!(rules("app/src/page.rs", text), 0);
        assert_eq!(rules("server/src/main.rs", text), 0);
        assert_eq!(rules("server/engine/src/lib.rs", text), 1);
    }

    #[test]
    fn a_module_has_a_noun() {
        assert_eq!(rules("a/src/lib.rs", "pub(crate) mod utils;"), 1);
        assert_eq!(rules("a/src/lib.rs", "mod types {\n}"), 1);
        assert_eq!(rules("a/src/lib.rs", "mod typeset;"), 0);
    }
}
