//! Filters the banks while one types, by the same rule as the server, and has
//! the button name the bank that is picked. A picked bank stays in sight: money
//! goes nowhere the shopper does not see.

use super::dom;
use domain::bank::Bank;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Listens to `#bank-query`.
#[island]
pub(crate) fn BankSearch() -> impl IntoView {
    dom::wake(start);
}

fn start() {
    let Some((input, said)) = dom::input("bank-query").zip(dom::by_id("bank-said")) else {
        return;
    };
    for id in ["bank-find", "all-banks"] {
        if let Some(element) = dom::by_id(id) {
            dom::hide(&element, true);
        }
    }
    let field = input.clone();
    let look = move || {
        filter(&field.value(), &said);
        name_bank();
    };
    // A browser that comes back to the page brings back what was typed and picked.
    look();
    let (typed, picked, shown) = (look.clone(), look.clone(), look);
    dom::on(input.as_ref(), "input", Box::new(move |_| typed()));
    if let Some(banks) = dom::by_id("banks") {
        dom::on(banks.as_ref(), "change", Box::new(move |_| picked()));
    }
    dom::on_window("pageshow", Box::new(move |_| shown()));
    // Enter would load the page anew for what is already on it.
    let enter = |event: web_sys::Event| {
        if event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Enter")
        {
            event.prevent_default();
        }
    };
    dom::on(input.as_ref(), "keydown", Box::new(enter));
}

/// The banks that are picked: one, or none.
const PICKED: &str = "#banks input:checked";

/// Has the button say which bank is left for.
fn name_bank() {
    let Some(button) = dom::by_id("bank-go") else {
        return;
    };
    let picked = dom::all(PICKED)
        .first()
        .map(|radio| dom::word(radio, "value"));
    let text = match picked.and_then(|code| Bank::by_code(&code)) {
        Some(bank) => dom::word(&button, "data-named").replacen('%', bank.name(dom::locale()), 1),
        None => dom::word(&button, "data-any"),
    };
    button.set_text_content(Some(&text));
}

/// Shows the banks that match and the one that is picked, and says how many
/// match.
fn filter(query: &str, said: &Element) {
    let mut found = 0_u32;
    for choice in dom::all("[data-bank]") {
        let fits =
            Bank::by_code(&dom::word(&choice, "data-bank")).is_some_and(|b| b.matches(query));
        let picked = choice.query_selector("input:checked").ok().flatten();
        dom::hide(&choice, !fits && picked.is_none());
        found += u32::from(fits);
    }
    let query = query.trim();
    let text = match found {
        _ if query.is_empty() => String::new(),
        0 => dom::word(said, "data-none").replacen('%', query, 1),
        _ => dom::word(said, "data-found").replacen('0', &found.to_string(), 1),
    };
    said.set_text_content(Some(&text));
}
