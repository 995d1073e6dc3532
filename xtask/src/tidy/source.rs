//! The files that the rules check, and which of their lines are code or tests.

mod lexer;

use anyhow::{Context as _, Result};
use std::collections::BTreeSet;
use std::path::Path;

/// Folders that are not read, and the file `.git` of a linked worktree.
const SKIPPED: [&str; 8] = [
    "target",
    "target-wasm",
    "node_modules",
    "data",
    "test-results",
    "playwright-report",
    ".git",
    "vectors",
];

/// The endings of files written by hand, unlike pictures, snapshots and lock
/// files.
const ENDINGS: [&str; 14] = [
    "rs", "toml", "md", "css", "js", "mjs", "ts", "sql", "yml", "yaml", "sh", "svg", "html", "txt",
];

/// One file of the repository.
pub(super) struct SourceFile {
    /// The path from the root, with `/`.
    pub(super) path: String,
    pub(super) text: String,
    /// For Rust: the lines with comments and the content of strings blanked.
    pub(super) code: Vec<String>,
    /// For Rust: the lines with only the content of strings left.
    pub(super) strings: Vec<String>,
    /// The first line (from 0) of test code; the number of lines if there is
    /// none.
    pub(super) tests_from: usize,
}

impl SourceFile {
    /// A file from its path and text.
    pub(super) fn new(path: &str, text: &str) -> Self {
        let rust = Path::new(path)
            .extension()
            .is_some_and(|ending| ending == "rs");
        let (code, strings) = if rust {
            lexer::split(text)
        } else {
            Default::default()
        };
        let mut source = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            strings,
            tests_from: 0,
        };
        if !source.is_test_file() {
            source.tests_from = source.first_test_line();
        }
        source
    }

    pub(super) fn is_rust(&self) -> bool {
        !self.code.is_empty()
    }

    /// The file's name without folder and extension.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default()
    }

    fn is_test_file(&self) -> bool {
        self.path.contains("/tests/") || self.path.starts_with("end2end/") || self.stem() == "tests"
    }

    /// The line of `#[cfg(test)]` before a module with a body.
    fn first_test_line(&self) -> usize {
        let ours = self.test_attributes().find(|(_, item)| item.ends_with('{'));
        ours.map_or(self.text.lines().count(), |(line, _)| line)
    }

    /// Each `#[cfg(test)]`, with the item that it applies to.
    fn test_attributes(&self) -> impl Iterator<Item = (usize, &str)> {
        let starts = self
            .code
            .iter()
            .enumerate()
            .filter(|(_, line)| line.contains("#[cfg(test)]"));
        starts.filter_map(|(at, line)| {
            let same = line
                .split("#[cfg(test)]")
                .nth(1)
                .map(str::trim)
                .unwrap_or_default();
            let after = self.code[at + 1..].iter().map(|line| line.trim());
            let mut items = std::iter::once(same).chain(after);
            let item = items.find(|text| !text.is_empty() && !text.starts_with("#["))?;
            item.contains("mod ").then_some((at, item))
        })
    }

    /// The files of modules that are test code by declaration: `#[cfg(test)]
    /// mod name;`.
    fn test_modules(&self) -> Vec<String> {
        let folder = self.path.strip_suffix(".rs").unwrap_or_default();
        let folder = match self.stem() {
            "lib" | "main" | "mod" => folder.rsplit_once('/').map_or("", |(folder, _)| folder),
            _ => folder,
        };
        let names = self
            .test_attributes()
            .filter_map(|(_, item)| item.strip_suffix(';')?.split_whitespace().next_back());
        names.map(|name| format!("{folder}/{name}")).collect()
    }
}

/// Reads all files that the rules check.
pub(super) fn read_all(root: &Path) -> Result<Vec<SourceFile>> {
    let mut sources = Vec::new();
    walk(root, root, &mut sources)?;
    let tests: BTreeSet<String> = sources.iter().flat_map(SourceFile::test_modules).collect();
    for source in &mut sources {
        let inside = |module: &String| {
            let rest = source.path.strip_prefix(module.as_str());
            rest.is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
        };
        if tests.iter().any(inside) {
            source.tests_from = 0;
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

fn walk(root: &Path, folder: &Path, sources: &mut Vec<SourceFile>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if SKIPPED.contains(&name.as_ref()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(root, &path, sources)?;
            continue;
        }
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().into_owned());
        if ending.is_none_or(|ending| ENDINGS.contains(&ending.as_str())) {
            let bytes =
                std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            if let Ok(text) = String::from_utf8(bytes) {
                let path = path
                    .strip_prefix(root)?
                    .to_string_lossy()
                    .replace('\\', "/");
                sources.push(SourceFile::new(&path, &text));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, read_all};

    #[test]
    fn tests_start_at_their_module() {
        let source = SourceFile::new(
            "a/src/b.rs",
            "//! b\nfn f() {}\n\n#[cfg(test)]\nmod tests {\n}\n",
        );
        assert_eq!(source.tests_from, 3);
        assert_eq!(
            SourceFile::new("a/src/b.rs", "//! b\nfn f() {}\n").tests_from,
            2
        );
        assert_eq!(
            SourceFile::new("a/tests/b.rs", "//! b\nfn f() {}\n").tests_from,
            0
        );
    }

    #[test]
    fn a_declared_test_module_is_test_code() {
        let folder = tempfile::tempdir().unwrap();
        let src = folder.path().join("src");
        std::fs::create_dir_all(src.join("a")).unwrap();
        std::fs::write(
            src.join("a.rs"),
            "//! a\n#[cfg(test)]\nmod laws;\nfn f() {}\n",
        )
        .unwrap();
        std::fs::write(src.join("a/laws.rs"), "//! laws\n").unwrap();
        std::fs::write(src.join("laws_of.rs"), "//! other\n").unwrap();
        let sources = read_all(folder.path()).unwrap();
        let from: Vec<_> = sources
            .iter()
            .map(|s| (s.path.as_str(), s.tests_from))
            .collect();
        assert_eq!(
            from,
            [("src/a.rs", 4), ("src/a/laws.rs", 0), ("src/laws_of.rs", 1)]
        );
    }
}
