//! A bank's tile: one character on one of five colours. Logos are the banks'
//! property, and each would be a download.

use crate::html::{Html, IntoHtml as _};
use domain::bank::Bank;
use domain::locale::Locale;
use leptos::prelude::*;

/// The character that a bank is known by, different for each bank: of its short
/// name the first, but 信 of 中信银行, because 中 is 中国银行.
fn character(bank: Bank) -> char {
    let name = bank.short_name(Locale::ZhCn);
    let place = usize::from(bank.code == "CITIC");
    name.chars().nth(place).unwrap_or('行')
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
pub(crate) fn tile(bank: Option<Bank>) -> Html {
    let (class, text) = bank.map_or(("tile", '行'), |bank| (class(bank), character(bank)));
    view! { <span class=class aria-hidden="true">{text.to_string()}</span> }.into_html()
}

#[cfg(test)]
mod tests {
    use super::character;
    use domain::bank::BANKS;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_banks_have_the_same_character() {
        let characters: BTreeSet<char> = BANKS.iter().map(|bank| character(*bank)).collect();
        assert_eq!(characters.len(), BANKS.len());
    }
}
