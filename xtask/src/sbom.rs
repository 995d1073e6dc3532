//! `cargo xtask sbom`: what a release consists of, as `CycloneDX` 1.6, in
//! `target/paydesk.cdx.json`.

use crate::shipped::{self, ShippedPackage};
use crate::step::note;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// Writes the file.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let packages = shipped::packages(workspace)?;
    let others = packages.values().filter(|p| p.source.is_some());
    let components: Vec<Value> = others.map(component).collect();
    let about = packages.values().find(|p| p.name == "paydesk");
    let about = about.context("there is no package paydesk")?;
    let needs = |package: &ShippedPackage| {
        let needs = package.needs.iter();
        let needs: Vec<String> = needs.map(|(name, version)| purl(name, version)).collect();
        json!({ "ref": purl(&package.name, &package.version), "dependsOn": needs })
    };
    let count = components.len();
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application",
            "bom-ref": purl(&about.name, &about.version),
            "name": about.name,
            "version": about.version,
            "licenses": licenses(about),
        } },
        "components": components,
        "dependencies": packages.values().map(needs).collect::<Vec<_>>(),
    });
    let path = workspace.target.join("paydesk.cdx.json");
    std::fs::write(&path, format!("{document:#}\n"))?;
    note(&format!("{count} packages: {}", path.display()));
    Ok(())
}

fn component(package: &ShippedPackage) -> Value {
    json!({
        "type": "library",
        "bom-ref": purl(&package.name, &package.version),
        "name": package.name,
        "version": package.version,
        "purl": purl(&package.name, &package.version),
        "licenses": licenses(package),
    })
}

fn licenses(package: &ShippedPackage) -> Value {
    match &package.license {
        Some(license) => json!([{ "expression": license.replace('/', " OR ") }]),
        None => json!([]),
    }
}

/// The package URL of a package of the registry.
fn purl(name: &str, version: &str) -> String {
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

#[cfg(test)]
mod tests {
    use super::purl;

    #[test]
    fn a_purl_has_no_plus_sign() {
        assert_eq!(purl("sfv", "0.16.0"), "pkg:cargo/sfv@0.16.0");
        assert_eq!(purl("a-sys", "1.0.0+2.1"), "pkg:cargo/a-sys@1.0.0%2B2.1");
    }
}
