//! Submits a form once: further presses do nothing until the answer comes, or
//! for half a minute (the request was stopped or the connection lost). For
//! convenience only: the server prevents double payment. A page restored from
//! the browser's cache is reloaded, because the order may have another state.
//!
//! A page that is left becomes a GET in the browser's history. It may be the
//! answer to a form, which the browser does not send again on "forward", but
//! shows a page of its own. Reloading it still sends the form again, as before
//! it was left.

use leptos::prelude::*;
use ui::dom;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, PageTransitionEvent, SubmitEvent};

/// Set on a form that is being sent.
const SENT: &str = "data-sent";

/// How long an answer may take before the form can be sent again.
const ANSWER_MAX_MS: i32 = 30_000;

/// Applies to every form of the page.
#[island]
pub(crate) fn SubmitOnce() -> impl IntoView {
    dom::start_in_browser(|| {
        dom::on(document().as_ref(), "submit", Box::new(|e| submitted(&e)));
        dom::on_window("pageshow", Box::new(|e| page_shown(&e)));
        dom::on_window("pagehide", Box::new(|_| forget_form()));
    });
}

fn submitted(event: &Event) {
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(form) = form else { return };
    if form.has_attribute(SENT) {
        event.prevent_default();
        return;
    }
    let _ = form.set_attribute(SENT, "");
    dom::after(ANSWER_MAX_MS, enable_forms);
    forget_form();
    let pressed = event
        .dyn_ref::<SubmitEvent>()
        .and_then(SubmitEvent::submitter);
    if let Some(button) = pressed {
        // Not `disabled`: the button would lose the focus, and the form the
        // button's value.
        let _ = button.set_attribute("aria-busy", "true");
        let _ = button.set_attribute("aria-disabled", "true");
    }
}

/// Replaces the history entry of the page, without its form.
fn forget_form() {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", None);
    }
}

fn page_shown(event: &Event) {
    enable_forms();
    let kept = event
        .dyn_ref::<PageTransitionEvent>()
        .is_some_and(PageTransitionEvent::persisted);
    if kept {
        let _ = window().location().reload();
    }
}

/// Enables every form again.
fn enable_forms() {
    for form in dom::all("form[data-sent]") {
        let _ = form.remove_attribute(SENT);
    }
    for button in dom::all("[aria-busy]") {
        let _ = button.remove_attribute("aria-busy");
        let _ = button.remove_attribute("aria-disabled");
    }
}
