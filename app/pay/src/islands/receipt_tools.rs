//! Buttons that need a script: copy a number, print the receipt. The server
//! renders them hidden.

use leptos::prelude::*;
use ui::dom;
use web_sys::Element;

/// Shows and handles every `[data-copy]` and `#print`.
#[island]
pub(crate) fn ReceiptTools() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    for button in dom::all("[data-copy]") {
        dom::set_hidden(&button, false);
        let copied = button.clone();
        dom::on(button.as_ref(), "click", Box::new(move |_| copy(&copied)));
    }
    if let Some(button) = dom::by_id("print") {
        dom::set_hidden(&button, false);
        let print = |_| {
            let _ = window().print();
        };
        dom::on(button.as_ref(), "click", Box::new(print));
    }
}

/// Copies the button's number and confirms it on the button.
fn copy(button: &Element) {
    let value = dom::attribute(button, "data-copy");
    let button = button.clone();
    let promise = window().navigator().clipboard().write_text(&value);
    let done = move |copied: Option<_>| {
        if copied.is_some() {
            let text = dom::attribute(&button, "data-done");
            button.set_text_content(Some(&text));
            let _ = button.set_attribute("aria-label", &text);
        }
    };
    dom::when_settled(promise, Box::new(done));
}
