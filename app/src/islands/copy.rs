//! Buttons that only a script can carry out: copy a number, print the
//! receipt. They are not there without scripts.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Copies `value`; says `done` once it is copied. `what` names the value for
/// a screen reader.
#[island]
pub(crate) fn Copy(value: String, label: String, done: String, what: String) -> impl IntoView {
    let ready = RwSignal::new(false);
    let copied = RwSignal::new(false);
    Effect::new(move |_| ready.set(true));
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&value);
        leptos::task::spawn_local(async move {
            if JsFuture::from(promise).await.is_ok() {
                copied.set(true);
            }
        });
    };
    let name = format!("{label}{what}");
    let text = move || {
        if copied.get() {
            done.clone()
        } else {
            label.clone()
        }
    };
    view! {
        <button class="copy" type="button" hidden=move || !ready.get() aria-label=name on:click=copy>
            <span role="status">{text}</span>
        </button>
    }
}

/// Prints the page.
#[island]
pub(crate) fn Print(label: String) -> impl IntoView {
    let print = |_| {
        let _ = window().print();
    };
    view! { <button class="button button--quiet" type="button" on:click=print>{label}</button> }
}
