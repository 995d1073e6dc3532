//! No two files of a folder import each other, so that one can be read without
//! the other.

use super::Violation;
use super::source::SourceFile;
use std::collections::BTreeSet;

/// Every pair of files that import each other, once.
pub(super) fn check(sources: &[SourceFile]) -> Vec<Violation> {
    let files: BTreeSet<&str> = sources.iter().map(|s| s.path.as_str()).collect();
    let imports: BTreeSet<(&str, &str)> = sources
        .iter()
        .filter(|source| source.is_rust())
        .flat_map(|source| imported_siblings(source, &files))
        .collect();
    let mutual = imports
        .iter()
        .filter(|(from, to)| from < to && imports.contains(&(*to, *from)));
    mutual
        .map(|(from, to)| Violation::new(from, 0, format!("imports {to}, which imports it")))
        .collect()
}

fn imported_siblings<'a>(
    source: &'a SourceFile,
    files: &BTreeSet<&'a str>,
) -> Vec<(&'a str, &'a str)> {
    let Some((folder, _)) = source.path.rsplit_once('/') else {
        return Vec::new();
    };
    let code = source.code[..source.tests_from.min(source.code.len())].join("\n");
    let mut found = Vec::new();
    for import in code.split('\n').enumerate().filter_map(|(at, line)| {
        let line = line.trim_start().trim_start_matches("pub(crate) ");
        let starts = line
            .trim_start_matches("pub(super) ")
            .strip_prefix("use ")?;
        let rest = code.split('\n').skip(at + 1).collect::<Vec<_>>().join("\n");
        let whole = format!("{starts}\n{rest}");
        whole.split(';').next().map(str::to_owned)
    }) {
        for path in paths(&import) {
            if let Some(module) = module_file(&path, &source.path, files)
                && module.rsplit_once('/').is_some_and(|(of, _)| of == folder)
                && module != source.path
            {
                found.push((source.path.as_str(), module));
            }
        }
    }
    found
}

/// The paths of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<Vec<String>> {
    let Some(open) = tree.find('{') else {
        let tree = tree.split(" as ").next().unwrap_or_default();
        return vec![
            tree.split("::")
                .map(|part| part.trim().to_owned())
                .collect(),
        ];
    };
    let head: Vec<String> = tree[..open]
        .split("::")
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    let inside = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[start..]);
    let tails = parts.into_iter().filter(|part| !part.trim().is_empty());
    tails
        .flat_map(paths)
        .map(|tail| head.iter().cloned().chain(tail).collect())
        .collect()
}

/// The file of the deepest module that a path of `importer` names.
fn module_file<'a>(path: &[String], importer: &str, files: &BTreeSet<&'a str>) -> Option<&'a str> {
    let module = importer.strip_suffix(".rs")?;
    let root = module
        .split_once("/src/")
        .map(|(of, _)| format!("{of}/src"))?;
    let mut folder = match path.first()?.as_str() {
        "crate" => root,
        "super" => module.rsplit_once('/')?.0.to_owned(),
        "self" => module.to_owned(),
        _ => return None,
    };
    let mut file = None;
    for part in &path[1..] {
        if part == "super" {
            folder = folder.rsplit_once('/')?.0.to_owned();
            continue;
        }
        folder = format!("{folder}/{part}");
        let known = files.get(format!("{folder}.rs").as_str());
        file = known.copied().or(file);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::source::SourceFile;

    fn found(one: &str, other: &str) -> Vec<String> {
        let sources = [
            SourceFile::new("p/src/a/one.rs", one),
            SourceFile::new("p/src/a/other.rs", other),
        ];
        check(&sources).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn two_files_that_import_each_other_are_found() {
        let breach = ["p/src/a/one.rs:1: imports p/src/a/other.rs, which imports it"];
        for (one, other) in [
            ("use super::other::B;\n", "use super::one::A;\n"),
            ("use crate::a::{other::B, x};\n", "use super::{one};\n"),
            (
                "use super::{\n    other::{B, C},\n};\n",
                "use crate::a::one;\n",
            ),
            (
                "pub(crate) use super::other::B;\n",
                "use super::one::A as Z;\n",
            ),
        ] {
            assert_eq!(found(one, other), breach, "{one}{other}");
        }
    }

    #[test]
    fn one_direction_and_tests_are_allowed() {
        let none: [&str; 0] = [];
        assert_eq!(found("use super::other::B;\n", "fn b() {}\n"), none);
        let test = "#[cfg(test)]\nmod tests {\n    use super::super::one::A;\n}\n";
        assert_eq!(found("use super::other::B;\n", test), none);
    }
}
