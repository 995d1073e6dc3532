//! Leaves for the page the order is at, as soon as it is elsewhere: paid on
//! the phone, paid in another tab, out of time.

use super::{dom, once};
use futures::StreamExt;
use gloo_net::eventsource::futures::EventSource;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How long the answer to a payment may take once the order is known to be
/// paid.
const ANSWER_MS: i32 = 2_000;

/// Listens to the order's place. `data-at` of `main` is the place the order
/// was at when this page was drawn; the card form, say, is another page of
/// the same place and stays.
#[island]
pub(crate) fn Live() -> impl IntoView {
    dom::wake(|| spawn_local(listen()));
}

/// The browser itself tries again when the stream breaks.
async fn listen() {
    let Some(main) = dom::by_id("main") else {
        return;
    };
    let at = dom::word(&main, "data-at");
    let Ok(mut source) = EventSource::new(&events(&at)) else {
        return;
    };
    let Ok(mut places) = source.subscribe("place") else {
        return;
    };
    // An error is the browser's last word on this stream: it has given up,
    // and the page has its button.
    while let Some(Ok((_, event))) = places.next().await {
        let Some(to) = event.data().as_string().filter(|to| *to != at) else {
            continue;
        };
        // While a form is on its way the place changes by its own doing, and
        // leaving would throw its answer away: a sealed card, a message.
        if !once::is_sending() {
            leave_for(&to);
        } else if to.ends_with("/paid") {
            // Nothing is left to be thrown away, and a silent network may
            // keep the answer for half a minute. If it comes, it comes first.
            dom::after(ANSWER_MS, move || leave_for(&to));
        }
    }
}

fn leave_for(place: &str) {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    let chosen = query
        .split(['?', '&'])
        .find(|part| part.starts_with("lang="));
    let to = chosen.map_or_else(|| place.to_owned(), |lang| format!("{place}?{lang}"));
    let _ = location.replace(&to);
}

/// The address of the stream: `/pay/{token}/events`.
fn events(at: &str) -> String {
    let token = at.split('/').nth(2).unwrap_or_default();
    format!("/pay/{token}/events")
}

#[cfg(test)]
mod tests {
    use super::events;

    #[test]
    fn the_stream_is_beside_the_pages() {
        assert_eq!(events("/pay/token"), "/pay/token/events");
        assert_eq!(events("/pay/token/scan"), "/pay/token/events");
    }
}
