//! Features that only tests may enable, so that no release has crash points.

use super::Violation;
use crate::workspace::Package;

/// The package and its feature.
const FOR_TESTS: (&str, &str) = ("store", "testing");

/// Every dependency that enables it outside of tests.
pub(super) fn check(packages: &[Package]) -> Vec<Violation> {
    let (of, feature) = FOR_TESTS;
    let mut found = Vec::new();
    for package in packages {
        let depends = package.dependencies.iter().any(|dependency| {
            dependency.name == of
                && dependency.kind.as_deref() != Some("dev")
                && dependency.features.iter().any(|on| on == feature)
        });
        let forwarded = format!("{of}/{feature}");
        let forwards =
            package.features.values().flatten().any(|on| {
                on.replace('?', "") == forwarded || (package.name == of && on == feature)
            });
        if depends || forwards {
            let rule = format!(
                "{}: feature {forwarded} is for dev-dependencies",
                package.name
            );
            found.push(Violation::new("Cargo.toml", 0, rule));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::workspace::{Dependency, Package};

    fn package(name: &str, kind: Option<&str>, feature: Option<(&str, &str)>) -> Package {
        let dependency = Dependency {
            name: String::from("store"),
            kind: kind.map(str::to_owned),
            features: vec![String::from("testing")],
        };
        let own = feature.map(|(name, on)| (name.to_owned(), vec![on.to_owned()]));
        Package {
            name: name.to_owned(),
            dependencies: kind.map(|_| dependency).into_iter().collect(),
            features: own.into_iter().collect(),
        }
    }

    #[test]
    fn only_tests_have_crash_points() {
        assert_eq!(check(&[package("engine", Some("dev"), None)]), []);
        assert_eq!(check(&[package("engine", Some("normal"), None)]).len(), 1);
        for on in ["store/testing", "store?/testing"] {
            assert_eq!(
                check(&[package("engine", None, Some(("bench", on)))]).len(),
                1
            );
        }
        assert_eq!(
            check(&[package("store", None, Some(("default", "testing")))]).len(),
            1
        );
        assert_eq!(
            check(&[package("store", None, Some(("testing", "dep:tempfile")))]),
            []
        );
    }
}
