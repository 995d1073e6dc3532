//! The allowed dependencies of the packages (server/README.md).

use super::Violation;
use crate::workspace::Package;

/// Each package, the workspace packages that it may use, and the crates that it
/// must not.
const ALLOWED: [(&str, &[&str], &[&str]); 16] = [
    (
        "domain",
        &[],
        &["axum", "leptos", "reqwest", "sqlx", "tokio", "tracing"],
    ),
    (
        "channels",
        &["domain"],
        &["axum", "leptos", "reqwest", "sqlx", "tokio"],
    ),
    (
        "store",
        &["domain"],
        &["axum", "hyper", "leptos", "leptos_axum", "reqwest"],
    ),
    (
        "engine",
        &["channels", "domain", "store"],
        &["axum", "hyper", "leptos", "leptos_axum", "rusqlite", "sqlx"],
    ),
    (
        "api",
        &["channels", "domain", "engine", "store"],
        &[
            "hyper",
            "leptos",
            "leptos_axum",
            "reqwest",
            "rusqlite",
            "sqlx",
        ],
    ),
    (
        "sandbox",
        &["channels", "domain"],
        &["leptos", "leptos_axum", "rusqlite", "sqlx"],
    ),
    (
        "ui",
        &["domain"],
        &["aws-lc-rs", "leptos_axum", "reqwest", "rusqlite", "sqlx"],
    ),
    (
        "pay",
        &["domain", "ui"],
        &["aws-lc-rs", "reqwest", "rusqlite", "sqlx"],
    ),
    (
        "console",
        &["domain", "ui"],
        &["aws-lc-rs", "reqwest", "rusqlite", "sqlx"],
    ),
    (
        "testkit",
        &["channels", "domain", "engine", "store"],
        &["leptos", "reqwest"],
    ),
    ("pay-wasm", &["pay"], &["axum", "sqlx", "tokio"]),
    ("console-wasm", &["console"], &["axum", "sqlx", "tokio"]),
    (
        "preview-wasm",
        &["domain", "ui"],
        &["axum", "sqlx", "tokio"],
    ),
    (
        "paydesk",
        &[
            "api", "channels", "console", "domain", "engine", "pay", "sandbox", "store", "ui",
        ],
        &["rusqlite", "sqlx"],
    ),
    (
        "bench",
        &["domain", "engine", "sandbox", "store"],
        &["leptos", "reqwest", "sqlx"],
    ),
    ("xtask", &[], &["leptos", "sqlx"]),
];

/// The package for dev-dependencies only, so that it is in no release.
const FOR_TESTS: &str = "testkit";

/// Every dependency that is not allowed.
pub(super) fn check(packages: &[Package]) -> Vec<Violation> {
    let mut found = Vec::new();
    for package in packages {
        let Some((_, may, must_not)) = ALLOWED.iter().find(|rule| rule.0 == package.name) else {
            found.push(Violation::new(
                "Cargo.toml",
                0,
                format!(
                    "package {} is not listed in xtask/src/tidy/dependencies.rs",
                    package.name
                ),
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let ours = ALLOWED.iter().any(|rule| rule.0 == dependency.name);
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let allowed = if dependency.name == FOR_TESTS {
                for_tests
            } else if ours {
                dependency.name == package.name || may.contains(&dependency.name.as_str())
            } else {
                for_tests || !must_not.contains(&dependency.name.as_str())
            };
            if !allowed {
                found.push(Violation::new(
                    "Cargo.toml",
                    0,
                    format!("{} must not depend on {}", package.name, dependency.name),
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::workspace::{Dependency, Package};
    use std::collections::BTreeMap;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependency = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
            features: Vec::new(),
        };
        Package {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(dependency).collect(),
            features: BTreeMap::new(),
        }
    }

    #[test]
    fn only_listed_dependencies_are_allowed() {
        assert_eq!(
            check(&[package("store", &[("domain", None), ("sqlx", None)])]),
            []
        );
        for (from, to) in [
            ("domain", "engine"),
            ("engine", "sandbox"),
            ("engine", "sqlx"),
            ("engine", "axum"),
            ("engine", "api"),
            ("api", "leptos"),
            ("store", "engine"),
            ("pay", "sqlx"),
            ("ui", "pay"),
            ("console", "pay"),
            ("channels", "reqwest"),
        ] {
            let found = check(&[package(from, &[(to, None)])]);
            assert_eq!(found[0].rule, format!("{from} must not depend on {to}"));
        }
    }

    #[test]
    fn tests_may_use_other_crates_but_not_other_packages() {
        assert_eq!(check(&[package("channels", &[("tokio", Some("dev"))])]), []);
        assert_eq!(
            check(&[package("channels", &[("engine", Some("dev"))])]).len(),
            1
        );
    }

    #[test]
    fn the_testkit_is_for_tests_alone() {
        let named = |kind| check(&[package("engine", &[("testkit", kind)])]).len();
        assert_eq!((named(Some("dev")), named(None)), (0, 1));
    }

    #[test]
    fn a_new_package_must_be_listed() {
        assert_eq!(check(&[package("stranger", &[])]).len(), 1);
    }
}
