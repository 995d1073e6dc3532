//! The arrows between packages (design: "The house"): who may know whom.

use super::Breach;
use crate::workspace::Package;

/// Each package, the packages of ours it may use, and the crates it must not know.
const ARROWS: [(&str, &[&str], &[&str]); 10] = [
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
        "engine",
        &["channels", "domain"],
        &["leptos", "leptos_axum"],
    ),
    (
        "sandbox",
        &["channels", "domain"],
        &["leptos", "leptos_axum", "sqlx"],
    ),
    ("testkit", &["channels", "domain"], &["leptos", "reqwest"]),
    ("app", &["domain"], &["aws-lc-rs", "reqwest", "sqlx"]),
    ("paydesk-wasm", &["app"], &["axum", "sqlx", "tokio"]),
    (
        "paydesk",
        &["app", "channels", "domain", "engine", "sandbox"],
        &["sqlx"],
    ),
    (
        "bench",
        &["domain", "engine", "sandbox"],
        &["leptos", "reqwest", "sqlx"],
    ),
    ("xtask", &[], &["leptos", "sqlx"]),
];

/// What tests share: named in dev-dependencies alone, so that it is in no
/// release.
const FOR_TESTS: &str = "testkit";

/// Every dependency that has no arrow.
pub(super) fn check(packages: &[Package]) -> Vec<Breach> {
    let mut found = Vec::new();
    for package in packages {
        let Some((_, may, must_not)) = ARROWS.iter().find(|arrow| arrow.0 == package.name) else {
            found.push(Breach::new(
                "Cargo.toml",
                0,
                format!(
                    "package {} has no arrows in xtask/src/tidy/arrows.rs",
                    package.name
                ),
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let ours = ARROWS.iter().any(|arrow| arrow.0 == dependency.name);
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let allowed = if dependency.name == FOR_TESTS {
                for_tests
            } else if ours {
                dependency.name == package.name || may.contains(&dependency.name.as_str())
            } else {
                for_tests || !must_not.contains(&dependency.name.as_str())
            };
            if !allowed {
                found.push(Breach::new(
                    "Cargo.toml",
                    0,
                    format!("no arrow from {} to {}", package.name, dependency.name),
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

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependency = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
        };
        Package {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(dependency).collect(),
        }
    }

    #[test]
    fn only_the_arrows_are_allowed() {
        assert_eq!(
            check(&[package("engine", &[("domain", None), ("sqlx", None)])]),
            []
        );
        for (from, to) in [
            ("domain", "engine"),
            ("engine", "sandbox"),
            ("app", "sqlx"),
            ("channels", "reqwest"),
        ] {
            let found = check(&[package(from, &[(to, None)])]);
            assert_eq!(found[0].rule, format!("no arrow from {from} to {to}"));
        }
    }

    #[test]
    fn tests_may_use_other_crates_but_not_other_rooms() {
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
    fn a_new_package_must_say_where_it_stands() {
        assert_eq!(check(&[package("stranger", &[])]).len(), 1);
    }
}
