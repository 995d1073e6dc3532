//! A form is sent once: a second press does nothing until the answer is here,
//! or half a minute is over (a request that was stopped, a network that is
//! gone). That two never pay twice is the server's business, not this one's.
//! Coming back to a page the browser kept frees the form and reads the page
//! again, since the order may be elsewhere by then.

use super::dom;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, PageTransitionEvent, SubmitEvent};

/// Marks a form that is on its way.
const SENT: &str = "data-sent";

/// How long an answer may take before the form is free again.
const PATIENCE_MS: i32 = 30_000;

/// Watches every form of the page.
#[island]
pub(crate) fn Once() -> impl IntoView {
    dom::wake(|| {
        dom::on(document().as_ref(), "submit", Box::new(|e| sent(&e)));
        dom::on_window("pageshow", Box::new(|e| shown(&e)));
    });
}

/// True from the press of a button until its answer is here.
pub(super) fn is_sending() -> bool {
    !dom::all("form[data-sent]").is_empty()
}

fn sent(event: &Event) {
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(form) = form else { return };
    if form.has_attribute(SENT) {
        event.prevent_default();
        return;
    }
    let _ = form.set_attribute(SENT, "");
    dom::after(PATIENCE_MS, free);
    forget_how_it_came();
    let pressed = event
        .dyn_ref::<SubmitEvent>()
        .and_then(SubmitEvent::submitter);
    if let Some(button) = pressed {
        // Not `disabled`: that would take the focus and, in a form being
        // sent, the button's own value.
        let _ = button.set_attribute("aria-busy", "true");
        let _ = button.set_attribute("aria-disabled", "true");
    }
}

/// This page may be the answer to a form: "back" to it would ask to send that
/// form again. Asked for by its address instead, it leads to where the order
/// is by then.
fn forget_how_it_came() {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", None);
    }
}

fn shown(event: &Event) {
    free();
    let kept = event
        .dyn_ref::<PageTransitionEvent>()
        .is_some_and(PageTransitionEvent::persisted);
    if kept {
        let _ = window().location().reload();
    }
}

/// Lets every form be sent again.
fn free() {
    for form in dom::all("form[data-sent]") {
        let _ = form.remove_attribute(SENT);
    }
    for button in dom::all("[aria-busy]") {
        let _ = button.remove_attribute("aria-busy");
        let _ = button.remove_attribute("aria-disabled");
    }
}
