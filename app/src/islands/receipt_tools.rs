//! Buttons that only a script can carry out: copy a number, print the
//! receipt. The server draws them hidden.

use super::dom;
use leptos::prelude::*;
use web_sys::Element;

/// Wakes every `[data-copy]` and `#print`.
#[island]
pub(crate) fn ReceiptTools() -> impl IntoView {
    dom::wake(start);
}

fn start() {
    for button in dom::all("[data-copy]") {
        dom::hide(&button, false);
        let copied = button.clone();
        dom::on(button.as_ref(), "click", Box::new(move |_| copy(&copied)));
    }
    if let Some(button) = dom::by_id("print") {
        dom::hide(&button, false);
        let print = |_| {
            let _ = window().print();
        };
        dom::on(button.as_ref(), "click", Box::new(print));
    }
}

/// Copies the number the button names, and says so on the button.
fn copy(button: &Element) {
    let value = dom::word(button, "data-copy");
    let button = button.clone();
    let promise = window().navigator().clipboard().write_text(&value);
    let done = move |copied: Option<_>| {
        if copied.is_some() {
            let text = dom::word(&button, "data-done");
            button.set_text_content(Some(&text));
            let _ = button.set_attribute("aria-label", &text);
        }
    };
    dom::later(promise, Box::new(done));
}
