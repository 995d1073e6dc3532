//! Every Rust file is a module of its crate: one that no `mod` names is
//! compiled by nobody, and its tests never run.

use super::Violation;
use super::source::SourceFile;
use std::collections::BTreeMap;

/// Every file that its parent module does not declare.
pub(super) fn check(sources: &[SourceFile]) -> Vec<Violation> {
    let by_path: BTreeMap<&str, &SourceFile> = sources
        .iter()
        .filter(|source| source.is_rust())
        .map(|source| (source.path.as_str(), source))
        .collect();
    let undeclared = by_path
        .values()
        .filter(|source| !is_declared(source, &by_path));
    undeclared
        .map(|source| Violation::new(&source.path, 0, "no `mod` declares this file"))
        .collect()
}

/// True for the root of a crate, too.
fn is_declared(source: &SourceFile, by_path: &BTreeMap<&str, &SourceFile>) -> bool {
    let Some((folder, _)) = source.path.rsplit_once('/') else {
        return true;
    };
    if matches!(source.stem(), "lib" | "main" | "build") {
        return true;
    }
    let parents = [
        format!("{folder}.rs"),
        format!("{folder}/lib.rs"),
        format!("{folder}/main.rs"),
    ];
    let mut parents = parents
        .iter()
        .filter_map(|path| by_path.get(path.as_str()))
        .peekable();
    let declaration = format!("mod {};", source.stem());
    parents.peek().is_none()
        || parents.any(|parent| parent.code.iter().any(|line| line.contains(&declaration)))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::source::SourceFile;

    #[test]
    fn a_file_that_no_module_declares_is_found() {
        let sources = [
            SourceFile::new("p/src/lib.rs", "pub mod a;\n"),
            SourceFile::new("p/src/a.rs", "#[cfg(test)]\nmod tests;\n// mod lost;\n"),
            SourceFile::new("p/src/a/tests.rs", "fn t() {}\n"),
            SourceFile::new("p/src/a/lost.rs", "fn l() {}\n"),
            SourceFile::new("p/tests/command_line.rs", "fn c() {}\n"),
        ];
        let found: Vec<String> = check(&sources).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["p/src/a/lost.rs:1: no `mod` declares this file"]);
    }
}
