//! `demo.json`: the addresses, ids and key path for calling the demo's API, and
//! the people of its consoles.

use super::Addresses;
use super::people::DemoPerson;
use super::seeds::{MALL_KEY_ID, Seeded};
use crate::data_folder::DataFolder;
use anyhow::Context;
use serde::Serialize;

#[derive(Serialize)]
struct DemoJson<'a> {
    desk_url: &'a str,
    mall_url: &'a str,
    sandbox_url: &'a str,
    mall_id: &'a str,
    key_id: &'a str,
    private_key_pem_path: String,
    merchants: Vec<Payee<'a>>,
    console_url: String,
    /// With their passwords: all of them are random, and of this folder only.
    people: &'a [DemoPerson],
}

#[derive(Serialize)]
struct Payee<'a> {
    id: &'a str,
    name: &'a str,
    stores: Vec<PayeeStore<'a>>,
}

#[derive(Serialize)]
struct PayeeStore<'a> {
    id: &'a str,
    name: &'a str,
}

/// Writes it into the data folder. It holds the path of the key, not the key.
pub(super) fn write(
    data: &DataFolder,
    at: &Addresses,
    seeded: &Seeded,
    people: &[DemoPerson],
) -> anyhow::Result<()> {
    let contents = DemoJson {
        desk_url: &at.desk,
        mall_url: &at.mall,
        sandbox_url: &at.sandbox,
        mall_id: seeded.mall_id.as_str(),
        key_id: MALL_KEY_ID,
        private_key_pem_path: data.path("keys/mall.pem").display().to_string(),
        merchants: seeded
            .merchants
            .iter()
            .map(|m| Payee {
                id: m.id.as_str(),
                name: &m.brand.display_name,
                stores: seeded
                    .stores
                    .iter()
                    .filter(|store| store.merchant == m.id)
                    .map(|store| PayeeStore {
                        id: store.id.as_str(),
                        name: &store.name,
                    })
                    .collect(),
            })
            .collect(),
        console_url: format!("{}/console", at.console),
        people,
    };
    let path = data.path("demo.json");
    std::fs::write(&path, serde_json::to_string_pretty(&contents)? + "\n")
        .with_context(|| format!("{} cannot be written", path.display()))
}
