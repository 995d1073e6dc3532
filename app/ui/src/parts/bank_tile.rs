//! A bank's tile: one character on one of five colours. Logos are the banks'
//! property, and each would be a download.

use domain::bank::Bank;
use leptos::prelude::*;

/// The character that a bank is known by.
fn character(bank: Bank) -> char {
    let name = match bank.code {
        "ICBC" => "工",
        "ABC" => "农",
        "CCB" => "建",
        "BOC" => "中",
        "PSBC" => "邮",
        "CEB" => "光",
        "CMBC" => "民",
        "SPDB" => "浦",
        _ => bank.zh,
    };
    name.chars().next().unwrap_or('行')
}

/// The class of its colour, close to that of the bank's cards.
fn class(bank: Bank) -> &'static str {
    match bank.code {
        "ICBC" | "BOC" | "CMB" | "CITIC" | "HXB" | "BCCB" | "GDB" => "tile tile--red",
        "ABC" | "PSBC" | "CMBC" | "HFB" => "tile tile--green",
        "CEB" => "tile tile--purple",
        "PAB" | "NBCB" | "NJCB" | "CZB" => "tile tile--amber",
        _ => "tile tile--blue",
    }
}

/// The tile of a bank, or a neutral one.
pub(crate) fn tile(bank: Option<Bank>) -> AnyView {
    let (class, text) = bank.map_or(("tile", '行'), |bank| (class(bank), character(bank)));
    view! { <span class=class aria-hidden="true">{text.to_string()}</span> }.into_any()
}
