//! Words that may not stand in Rust code, or only in one room.

use super::{Breach, Source};

/// Refused everywhere, tests too. In parts, so that this table is not its own breach.
const NEVER: [(&str, &str); 5] = [
    ("todo!", "unfinished code is not committed"),
    ("unimplemented!", "unfinished code is not committed"),
    ("#[ignore", "a test that does not run is no test"),
    ("thread::sleep", "wait for a condition with a deadline"),
    ("#[allow(", "use #[expect(..., reason)]"),
];

/// How a statement in SQL begins.
const SQL: [&str; 5] = [
    "SELECT ",
    "INSERT INTO ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "ALTER TABLE ",
];

/// Module names that say nothing of what is inside.
const NAMELESS: [&str; 5] = ["utils", "common", "types", "helpers", "manager"];

/// Every such word of one file.
pub(super) fn check(source: &Source) -> Vec<Breach> {
    let mut found = Vec::new();
    for (at, (code, strings)) in source.code.iter().zip(&source.strings).enumerate() {
        let mut breach = |rule: &str| found.push(Breach::new(&source.path, at + 1, rule));
        for (word, rule) in NEVER {
            if code.contains(word) {
                breach(&format!("`{word}`: {rule}"));
            }
        }
        if inline_module(code).is_some_and(|name| NAMELESS.contains(&name)) {
            breach("a module of that name has no noun");
        }
        if knows_leptos(code) && !may_know_leptos(&source.path) {
            breach("leptos is known only to app, app/wasm and server");
        }
        if at < source.tests_from {
            if code.contains(".unwrap()") {
                breach("no unwrap outside tests: handle it, or `expect` why it cannot fail");
            }
            if is_sql(strings) && !may_hold_sql(&source.path) {
                breach("SQL lives only in server/store");
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

fn knows_leptos(code: &str) -> bool {
    code.contains("leptos::") || code.contains("leptos_axum::")
}

fn may_know_leptos(path: &str) -> bool {
    ["app/", "server/src/", "server/tests/"]
        .iter()
        .any(|room| path.starts_with(room))
}

fn is_sql(strings: &str) -> bool {
    SQL.iter().any(|word| strings.contains(word))
        || (strings.contains("UPDATE ") && strings.contains(" SET "))
}

fn may_hold_sql(path: &str) -> bool {
    path.starts_with("server/store/")
        // The disk's own speed is measured without the desk.
        || path == "server/bench/src/commits.rs"
        || path == "xtask/src/tidy/content.rs"
}

#[cfg(test)]
mod tests {
    use super::{Source, check};

    fn rules(path: &str, text: &str) -> usize {
        check(&Source::new(path, text)).len()
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
    fn sql_has_one_room() {
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
    fn leptos_has_three_rooms() {
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
