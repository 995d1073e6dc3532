//! Features that only tests may enable, so that no release has crash points or
//! other code for tests.

use super::Violation;
use crate::workspace::Package;

/// Each package with such a feature, and the feature.
const FOR_TESTS: [(&str, &str); 2] = [("engine", "testing"), ("store", "testing")];

/// Is itself a dev-dependency only (`dependencies.rs`), so it may enable them.
const TEST_PACKAGE: &str = "testkit";

/// Every dependency that enables one outside of tests.
pub(super) fn check(packages: &[Package]) -> Vec<Violation> {
    let packages = packages.iter().filter(|one| one.name != TEST_PACKAGE);
    packages
        .flat_map(|package| FOR_TESTS.map(|feature| (package, feature)))
        .filter(|(package, feature)| enables(package, *feature))
        .map(|(package, (of, feature))| {
            let rule = format!(
                "{}: feature {of}/{feature} is for dev-dependencies",
                package.name
            );
            Violation::new("Cargo.toml", 0, rule)
        })
        .collect()
}

fn enables(package: &Package, (of, feature): (&str, &str)) -> bool {
    let depends = package.dependencies.iter().any(|dependency| {
        dependency.name == of
            && dependency.kind.as_deref() != Some("dev")
            && dependency.features.iter().any(|on| on == feature)
    });
    let forwarded = format!("{of}/{feature}");
    let mut features = package.features.values().flatten();
    depends
        || features
            .any(|on| on.replace('?', "") == forwarded || (package.name == of && on == feature))
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
        assert_eq!(check(&[package("testkit", Some("normal"), None)]), []);
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
