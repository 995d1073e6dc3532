//! Leaves for the page the order is at, as soon as it is elsewhere: paid on
//! the phone, paid in another tab, out of time.

use super::dom;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

/// Listens to the order's place. `events` is the stream's address, `here` the
/// path of this page.
#[island]
pub(crate) fn Live(events: String, here: String) -> impl IntoView {
    Effect::new(move |_| listen(&events, here.clone()));
}

/// The browser itself tries again when the stream breaks.
fn listen(events: &str, here: String) {
    let Ok(source) = EventSource::new(events) else {
        return;
    };
    // What the page showed when it arrived; a page such as the card form is
    // another address of the same state, and stays until the state changes.
    let mut first: Option<String> = None;
    dom::on(source.as_ref(), "place", move |event| {
        let Some(to) = event
            .dyn_ref::<MessageEvent>()
            .and_then(|e| e.data().as_string())
        else {
            return;
        };
        let began = first.get_or_insert_with(|| to.clone());
        if to == here || *began == to && !ended(&to) {
            return;
        }
        let location = window().location();
        let query = location.search().unwrap_or_default();
        let query = if query.starts_with("?lang=") {
            query
        } else {
            String::new()
        };
        let _ = location.replace(&format!("{to}{query}"));
    });
}

/// Places that no form on a page can change any more.
fn ended(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    matches!(last, "paid" | "expired" | "closed" | "already-paid")
}

#[cfg(test)]
mod tests {
    use super::ended;

    #[test]
    fn an_end_is_an_end() {
        assert!(ended("/pay/token/paid") && ended("/pay/token/already-paid"));
        assert!(!ended("/pay/token/code") && !ended("/pay/token"));
    }
}
