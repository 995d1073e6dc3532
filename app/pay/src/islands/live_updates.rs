//! Follows the order by its event stream. The page leaves when the order is on
//! another page (paid on the phone or in another tab, expired), and updates its
//! refunds when one began or ended.

use super::{refunds, submit_once};
use futures::StreamExt;
use futures::stream::select;
use gloo_net::eventsource::futures::EventSource;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use ui::dom;

/// How long to wait for the answer to a submitted form after the stream
/// reported the order as paid.
const ANSWER_MS: i32 = 2_000;

/// How long the stream of a final order stays open. Refunds may follow for
/// months; the stream is opened again when the shopper returns to the page.
const ENDED_MS: i32 = 600_000;

/// The pause before a stream that failed permanently is opened again. Meanwhile
/// the page polls (`poll.js`).
const RETRY_MS: i32 = 10_000;

thread_local! {
    /// The open stream.
    static STREAM: RefCell<Option<EventSource>> = const { RefCell::new(None) };
    /// Counts how often a stream was opened or closed, so that a late callback
    /// knows whether its stream is still the open one.
    static GENERATION: Cell<u32> = const { Cell::new(0) };
    /// How many events were received.
    static EVENTS: Cell<u32> = const { Cell::new(0) };
}

/// Listens for changes of the order's page. `data-at` of `main` is the order's
/// page when this document was rendered. The document may show another one (the
/// card form, while the order is on "choose"); it stays until the order's page
/// changes.
#[island]
pub(crate) fn LiveUpdates() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some(main) = dom::by_id("main") else {
        return;
    };
    let at = dom::attribute(&main, "data-at");
    if refunds::region().is_some() {
        follow_while_visible(at);
    } else {
        // A live order's stream stays open until the page is left.
        open(&at);
    }
}

/// Opens a stream in place of the open one. Returns its generation.
fn open(at: &str) -> u32 {
    let generation = close();
    STREAM.set(listen(at, generation));
    generation
}

/// Closes the stream. Returns the next generation.
fn close() -> u32 {
    let generation = GENERATION.get().wrapping_add(1);
    GENERATION.set(generation);
    STREAM.set(None);
    generation
}

/// The browser reconnects a broken stream by itself. An error means that it
/// gave up, for example after an answer of a proxy. The stream is then opened
/// again after a pause, in the same generation.
fn listen(at: &str, generation: u32) -> Option<EventSource> {
    let mut source = EventSource::new(&beside(at, "events")).ok()?;
    let places = source.subscribe("place").ok()?;
    let beats = source.subscribe("beat").ok()?;
    let mut events = select(places, beats);
    let at = at.to_owned();
    dom::spawn(Box::pin(async move {
        while let Some(Ok((kind, event))) = events.next().await {
            let count = EVENTS.get().wrapping_add(1);
            EVENTS.set(count);
            report(Some(count));
            if let Some(line) = event.data().as_string().filter(|_| kind == "place") {
                received(&line, &at);
            }
        }
        let is_current = move || GENERATION.get() == generation;
        if is_current() {
            report(None);
            dom::after(RETRY_MS, move || {
                if is_current() {
                    STREAM.set(listen(&at, generation));
                }
            });
        }
    }));
    Some(source)
}

/// Writes the number of received events for `poll.js`, or removes it when there
/// is no stream.
fn report(events: Option<u32>) {
    let Some(main) = dom::by_id("main") else {
        return;
    };
    let _ = match events {
        Some(count) => main.set_attribute("data-heard", &count.to_string()),
        None => main.remove_attribute("data-heard"),
    };
}

/// Follows a final order while its page is visible, for a limited time.
fn follow_while_visible(at: String) {
    let visibility_changed = move || {
        if document().hidden() {
            close();
            return;
        }
        let generation = open(&at);
        dom::after(ENDED_MS, move || {
            if GENERATION.get() == generation {
                close();
            }
        });
    };
    visibility_changed();
    dom::on(
        document().as_ref(),
        "visibilitychange",
        Box::new(move |_| visibility_changed()),
    );
}

/// Handles a line of the stream.
fn received(line: &str, at: &str) {
    let (to, refund_states) = split(line);
    if to == at {
        refunds::received(refund_states);
    } else if !submit_once::is_sending() {
        // A form that is being sent leads to the next page itself. Leaving now
        // would lose its answer: a sealed card or a message.
        leave_for(to);
    } else if to.ends_with("/paid") {
        // The order is paid, so the answer to the form brings nothing new, and
        // a slow network may delay it by half a minute.
        let to = to.to_owned();
        dom::after(ANSWER_MS, move || leave_for(&to));
    }
}

fn leave_for(path: &str) {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    let language = query
        .split(['?', '&'])
        .find(|part| part.starts_with("lang="));
    let to = language.map_or_else(|| path.to_owned(), |lang| format!("{path}?{lang}"));
    let _ = location.replace(&to);
}

/// Another URL of the same order: `/pay/{token}/{name}`.
fn beside(at: &str, name: &str) -> String {
    let token = at.split('/').nth(2).unwrap_or_default();
    format!("/pay/{token}/{name}")
}

/// The path, and the digest of the refunds after a blank.
fn split(line: &str) -> (&str, &str) {
    line.split_once(' ').unwrap_or((line, ""))
}

#[cfg(test)]
mod tests {
    use super::{beside, split};

    #[test]
    fn the_stream_is_beside_the_pages() {
        assert_eq!(beside("/pay/token", "events"), "/pay/token/events");
        assert_eq!(beside("/pay/token/scan", "events"), "/pay/token/events");
    }

    #[test]
    fn a_line_may_have_refund_states() {
        assert_eq!(split("/pay/token/scan"), ("/pay/token/scan", ""));
        assert_eq!(split("/pay/token/paid sw"), ("/pay/token/paid", "sw"));
    }
}
