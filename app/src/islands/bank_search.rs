//! Filters the banks while one types, by the same rule as the server.

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
    let typed = move |_| filter(&field.value(), &said);
    dom::on(input.as_ref(), "input", Box::new(typed));
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

/// Shows the banks that match, and says how many.
fn filter(query: &str, said: &Element) {
    let mut found = 0_u32;
    for choice in dom::all("[data-bank]") {
        let fits =
            Bank::by_code(&dom::word(&choice, "data-bank")).is_some_and(|b| b.matches(query));
        dom::hide(&choice, !fits);
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
