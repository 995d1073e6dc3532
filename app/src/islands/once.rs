//! A form is sent once: a second press does nothing until the answer is here.
//! Coming back to a page the browser kept frees the form and reads the page
//! again, since the order may be elsewhere by then.

use super::dom;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PageTransitionEvent, SubmitEvent};

/// Marks a form that is on its way.
const SENT: &str = "data-sent";

/// Watches every form of the page.
#[island]
pub(crate) fn Once() -> impl IntoView {
    Effect::new(|_| {
        dom::on(document().as_ref(), "submit", |event| {
            let Some(form) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else {
                return;
            };
            if form.has_attribute(SENT) {
                event.prevent_default();
                return;
            }
            let _ = form.set_attribute(SENT, "");
            let pressed = event
                .dyn_ref::<SubmitEvent>()
                .and_then(SubmitEvent::submitter);
            if let Some(button) = pressed {
                // Not `disabled`: that would take the focus and, in a form
                // being sent, the button's own value.
                let _ = button.set_attribute("aria-busy", "true");
                let _ = button.set_attribute("aria-disabled", "true");
            }
        });
        dom::on_window("pageshow", |event| {
            for form in dom::all("form[data-sent]") {
                let _ = form.remove_attribute(SENT);
            }
            for button in dom::all("[aria-busy]") {
                let _ = button.remove_attribute("aria-busy");
                let _ = button.remove_attribute("aria-disabled");
            }
            if event
                .dyn_ref::<PageTransitionEvent>()
                .is_some_and(PageTransitionEvent::persisted)
            {
                let _ = window().location().reload();
            }
        });
    });
}
