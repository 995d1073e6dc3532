//! Names, headings and lengths of files.

use super::{SourceFile, Violation};

/// File names that are refused because they do not say what the file holds.
const NAMELESS: [&str; 9] = [
    "utils", "util", "common", "types", "helpers", "helper", "manager", "misc", "mod",
];

/// The most lines of code in a file.
const CAP: usize = 500;
/// Nine of ten files are at most this long.
const LONG: usize = 350;
/// Half of the files are at most this long.
const TYPICAL: usize = 150;

/// Checks names, headings and lengths of Rust files, and lengths of style
/// sheets.
pub(super) fn check(sources: &[SourceFile]) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        if NAMELESS.contains(&source.stem()) {
            found.push(Violation::new(
                &source.path,
                0,
                format!("a file named `{}` has no noun", source.stem()),
            ));
        }
        if !source.text.starts_with("//!") {
            found.push(Violation::new(&source.path, 1, "does not open with `//!`"));
        }
    }
    for source in sources {
        let length = length(source);
        if length > CAP && (source.is_rust() || source.path.starts_with("style/")) {
            found.push(Violation::new(
                &source.path,
                CAP + 1,
                format!("{length} lines; the cap is {CAP}"),
            ));
        }
    }
    found.extend(spread(sources));
    found
}

/// The number of lines without tests.
fn length(source: &SourceFile) -> usize {
    source.tests_from.min(source.text.lines().count())
}

/// Checks the distribution of lengths.
fn spread(sources: &[SourceFile]) -> Vec<Violation> {
    let files = sources
        .iter()
        .filter(|source| source.is_rust() && source.tests_from > 0);
    let mut files: Vec<(usize, &str)> = files
        .map(|source| (length(source), source.path.as_str()))
        .collect();
    files.sort_unstable();
    let at = |place: usize| files.get(place).copied().unwrap_or((0, ""));
    let mut found = Vec::new();
    let (ninth, file) = at((files.len() * 9).div_ceil(10).saturating_sub(1));
    if ninth > LONG {
        found.push(Violation::new(
            file,
            LONG + 1,
            format!("more than one file in ten is over {LONG} lines"),
        ));
    }
    let (middle, file) = at(files.len().div_ceil(2).saturating_sub(1));
    if middle > TYPICAL {
        found.push(Violation::new(
            file,
            TYPICAL + 1,
            format!("half of the files are over {TYPICAL} lines"),
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, check};

    fn rules(path: &str, text: &str) -> Vec<String> {
        check(&[SourceFile::new(path, text)])
            .into_iter()
            .map(|violation| violation.to_string())
            .collect()
    }

    fn lines(count: usize) -> String {
        format!("//! noun\n{}", "//\n".repeat(count - 1))
    }

    #[test]
    fn a_file_opens_with_what_it_holds() {
        assert_eq!(rules("a/src/money.rs", "//! Money.\n"), [""; 0]);
        assert_eq!(
            rules("a/src/money.rs", "use b;\n"),
            ["a/src/money.rs:1: does not open with `//!`"]
        );
    }

    #[test]
    fn a_file_has_a_noun() {
        for name in ["mod", "utils", "common"] {
            assert_eq!(rules(&format!("a/src/{name}.rs"), "//! a\n").len(), 1);
        }
    }

    #[test]
    fn lengths_are_held() {
        let one = |count| check(&[SourceFile::new("a/src/b.rs", &lines(count))]).len();
        assert_eq!(one(150), 0);
        assert_eq!(one(151), 1, "half");
        assert_eq!(one(351), 2, "and one in ten");
        assert_eq!(one(501), 3, "and the cap");
        assert_eq!(rules("style/a.css", &"a{}\n".repeat(501)).len(), 1);
        let tested = format!(
            "//! a\n#[cfg(test)]\nmod tests {{\n{}}}\n",
            "//\n".repeat(900)
        );
        assert_eq!(rules("a/src/b.rs", &tested), [""; 0], "tests are exempt");
    }

    #[test]
    fn a_few_longer_files_are_allowed() {
        let mut files: Vec<SourceFile> = (0..9)
            .map(|n| SourceFile::new(&format!("a/src/f{n}.rs"), &lines(100)))
            .collect();
        files.push(SourceFile::new("a/src/long.rs", &lines(400)));
        assert_eq!(check(&files), []);
        files.push(SourceFile::new("a/src/longer.rs", &lines(400)));
        assert_eq!(check(&files).len(), 1);
    }
}
