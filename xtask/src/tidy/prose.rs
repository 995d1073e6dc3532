//! Text that is refused in every file, and the README's length.

use super::{SourceFile, Violation};

/// Absolute folders that are refused, without slashes.
const FOLDERS: [&str; 4] = ["home", "root", "tmp", "work"];

/// The most lines of the README.
const README: usize = 150;

/// Refused in the browser tests, in two parts so that this table does not
/// violate itself.
const BROWSER_TESTS: [(&str, &str); 6] = [
    ("waitForTimeout", "wait for a condition with a deadline"),
    ("test.skip", "a test that does not run is no test"),
    ("test.fixme", "a test that does not run is no test"),
    ("test.only", "the other tests would not run"),
    ("describe.skip", "a test that does not run is no test"),
    ("describe.only", "the other tests would not run"),
];

/// All violations in one file.
pub(super) fn check(source: &SourceFile) -> Vec<Violation> {
    let mut found = Vec::new();
    let browser_test = source.path.starts_with("end2end/");
    for (at, line) in source.text.lines().enumerate() {
        for folder in FOLDERS {
            if holds_folder(line, folder) {
                let rule = format!("a path of one machine (/{folder})");
                found.push(Violation::new(&source.path, at + 1, rule));
            }
        }
        for (word, rule) in BROWSER_TESTS {
            if browser_test && line.contains(word) {
                found.push(Violation::new(
                    &source.path,
                    at + 1,
                    format!("`{word}`: {rule}"),
                ));
            }
        }
    }
    let length = source.text.lines().count();
    if source.path == "README.md" && length > README {
        let rule = format!("{length} lines; it has at most {README}");
        found.push(Violation::new(&source.path, README + 1, rule));
    }
    found
}

/// True if an absolute path starts with this folder: `/x/`, and not `y/x/`.
fn holds_folder(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || "-_./}".contains(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, check};

    fn rules(path: &str, text: &str) -> usize {
        check(&SourceFile::new(path, text)).len()
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        let path = ["", "home", "me", "x"].join("/");
        assert_eq!(rules("a/src/b.rs", &format!("let a = \"{path}\";")), 1);
        assert_eq!(rules("README.md", &format!("see {path}")), 1);
        assert_eq!(
            rules("README.md", &format!("see mall.example{path} or ..{path}")),
            0
        );
    }

    #[test]
    fn browser_tests_wait_for_something_and_all_run() {
        assert_eq!(
            rules("end2end/tests/a.spec.ts", "await page.waitForTimeout(5);"),
            1
        );
        assert_eq!(rules("end2end/tests/a.spec.ts", "test.only('a', f)"), 1);
        assert_eq!(rules("end2end/tests/a.spec.ts", "test('a', f)"), 0);
    }

    #[test]
    fn the_readme_is_short() {
        assert_eq!(rules("README.md", &"a\n".repeat(150)), 0);
        assert_eq!(rules("README.md", &"a\n".repeat(151)), 1);
        assert_eq!(rules("server/README.md", &"a\n".repeat(151)), 0);
    }
}
