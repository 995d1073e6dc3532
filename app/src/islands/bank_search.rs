//! Filters the banks while one types, by the same rule as the server.

use super::dom;
use domain::bank::Bank;
use leptos::prelude::*;

/// Listens to the bank search.
#[island]
pub(crate) fn BankSearch() -> impl IntoView {
    Effect::new(|_| {
        let Some(input) = dom::input("bank-query") else {
            return;
        };
        for id in ["bank-find", "all-banks"] {
            if let Some(element) = dom::by_id(id) {
                dom::hide(&element, true);
            }
        }
        let field = input.clone();
        dom::on(input.as_ref(), "input", move |_| filter(&field.value()));
        // Enter would load the page anew for what is already on it.
        dom::on(input.as_ref(), "keydown", |event| {
            let key = js_sys::Reflect::get(&event, &"key".into()).ok();
            if key.and_then(|key| key.as_string()).as_deref() == Some("Enter") {
                event.prevent_default();
            }
        });
    });
}

/// Shows the banks that match.
fn filter(query: &str) {
    for choice in dom::all("[data-bank]") {
        let bank = choice
            .get_attribute("data-bank")
            .and_then(|code| Bank::by_code(&code));
        dom::hide(&choice, !bank.is_some_and(|bank| bank.matches(query)));
    }
    let left = dom::all("[data-bank]:not([hidden])").len();
    // The number speaks every language; the server's sentence says it in full.
    dom::say(
        "bank-said",
        &if query.trim().is_empty() {
            String::new()
        } else {
            format!("{left}")
        },
    );
}
