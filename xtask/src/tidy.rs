//! The tidy rules: conventions that a program can check.
//!
//! Each violation is one line, `file:line: rule`. `cargo xtask check` enforces
//! them, and so does `cargo test`, by the test at the end of this file.

mod content;
mod declared;
mod dependencies;
mod features;
mod prose;
mod shape;
mod siblings;
mod source;

use crate::workspace::Workspace;
use anyhow::{Result, bail};
use source::SourceFile;
use std::fmt::{Display, Formatter};

/// One violation of a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    file: String,
    /// From 1; 0 for the whole file.
    line: usize,
    rule: String,
}

impl Violation {
    fn new(file: &str, line: usize, rule: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            rule: rule.into(),
        }
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line.max(1), self.rule)
    }
}

/// Fails when a rule is broken, after printing every violation.
pub(crate) fn enforce(workspace: &Workspace) -> Result<()> {
    let found = violations(workspace)?;
    for violation in &found {
        eprintln!("{violation}");
    }
    match found.len() {
        0 => Ok(()),
        count => bail!("{count} violations of the tidy rules"),
    }
}

fn violations(workspace: &Workspace) -> Result<Vec<Violation>> {
    let sources = source::read_all(&workspace.root)?;
    let mut found = dependencies::check(&workspace.packages);
    found.extend(features::check(&workspace.packages));
    found.extend(siblings::check(&sources));
    found.extend(declared::check(&sources));
    found.extend(shape::check(&sources));
    found.extend(sources.iter().flat_map(content::check));
    found.extend(sources.iter().flat_map(prose::check));
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::violations;
    use crate::workspace::Workspace;

    #[test]
    fn the_tree_is_tidy() {
        let found = violations(&Workspace::read().unwrap()).unwrap();
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }
}
