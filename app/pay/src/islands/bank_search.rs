//! Filters the banks while the shopper types, by the same function as the
//! server. A chosen bank stays visible, so that the shopper sees where they will
//! pay.

use domain::bank::Bank;
use leptos::prelude::*;
use ui::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Listens to `#bank-query`.
#[island]
pub(crate) fn BankSearch() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some((input, status)) = dom::input("bank-query").zip(dom::by_id("bank-said")) else {
        return;
    };
    for id in ["bank-find", "all-banks"] {
        if let Some(element) = dom::by_id(id) {
            dom::set_hidden(&element, true);
        }
    }
    let field = input.clone();
    // The server decomposes letters with tone marks (zhāo) by tables, which would
    // double the size of the module.
    let query = move || String::from(js_sys::JsString::from(field.value()).normalize("NFD"));
    let update = move || filter(&query(), &status);
    // When the shopper returns to the page, the browser restores search and
    // choice.
    update();
    let (typed, picked, shown) = (update.clone(), update.clone(), update);
    dom::on(input.as_ref(), "input", Box::new(move |_| typed()));
    if let Some(banks) = dom::by_id("banks") {
        dom::on(banks.as_ref(), "change", Box::new(move |_| picked()));
    }
    dom::on_window("pageshow", Box::new(move |_| shown()));
    // Enter would submit the search, whose result is already shown.
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

/// Shows the banks that match and the chosen one, and announces how many match.
fn filter(query: &str, status: &Element) {
    let mut found = 0_u32;
    for choice in dom::all("[data-bank]") {
        let matches =
            Bank::by_code(&dom::attribute(&choice, "data-bank")).is_some_and(|b| b.matches(query));
        let picked = choice.query_selector("input:checked").ok().flatten();
        dom::set_hidden(&choice, !matches && picked.is_none());
        found += u32::from(matches);
    }
    let query = query.trim();
    // While there is a search, the list is not folded.
    if let Some(banks) = dom::by_id("banks") {
        let _ = banks.toggle_attribute_with_force("data-search", !query.is_empty());
    }
    let text = match found {
        _ if query.is_empty() => String::new(),
        0 => dom::attribute(status, "data-none").replacen('%', query, 1),
        _ => dom::attribute(status, "data-found").replacen('0', &found.to_string(), 1),
    };
    status.set_text_content(Some(&text));
}
