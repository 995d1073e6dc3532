//! Follows the order: leaves for the page it is at, as soon as it is
//! elsewhere (paid on the phone, paid in another tab, out of time), and reads
//! its refunds again when one began or ended.

use super::{dom, once, refunds};
use futures::StreamExt;
use gloo_net::eventsource::futures::EventSource;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen_futures::spawn_local;

/// How long the answer to a payment may take once the order is known to be
/// paid.
const ANSWER_MS: i32 = 2_000;

/// How long a page of an order that is over is followed at a time. Refunds
/// may begin for months; whoever comes back to the page follows anew.
const OVER_MS: i32 = 600_000;

thread_local! {
    /// The stream that is open. Closed when another takes its place.
    static OPEN: RefCell<Option<EventSource>> = const { RefCell::new(None) };
    /// How often one was opened.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// Listens to the order's place. `data-at` of `main` is the place the order
/// was at when this page was drawn; the card form, say, is another page of
/// the same place and stays.
#[island]
pub(crate) fn Live() -> impl IntoView {
    dom::wake(start);
}

fn start() {
    let Some(main) = dom::by_id("main") else {
        return;
    };
    let at = dom::word(&main, "data-at");
    if refunds::here().is_some() {
        follow_while_seen(at);
    } else {
        // Bounded by the order's own time: at its end the page leaves.
        OPEN.set(listen(&at));
    }
}

/// The browser itself tries again when the stream breaks. An error is its
/// last word: it was refused, or we closed the stream; the page has its
/// button.
fn listen(at: &str) -> Option<EventSource> {
    let mut source = EventSource::new(&beside(at, "events")).ok()?;
    let mut lines = source.subscribe("place").ok()?;
    let at = at.to_owned();
    spawn_local(async move {
        while let Some(Ok((_, event))) = lines.next().await {
            if let Some(line) = event.data().as_string() {
                heard(&line, &at);
            }
        }
    });
    Some(source)
}

/// An order that is over: followed while somebody looks at its page, and not
/// for ever.
fn follow_while_seen(at: String) {
    let look = move || {
        let seen = !document().hidden();
        OPEN.set(if seen { listen(&at) } else { None });
        let turn = TURN.get().wrapping_add(1);
        TURN.set(turn);
        let close = move || {
            if TURN.get() == turn {
                OPEN.set(None);
            }
        };
        if seen {
            dom::after(OVER_MS, close);
        }
    };
    look();
    dom::on(
        document().as_ref(),
        "visibilitychange",
        Box::new(move |_| look()),
    );
}

/// The place, and the marks of the refunds where there are some.
fn heard(line: &str, at: &str) {
    let (to, marks) = parts(line);
    if to == at {
        refunds::heard(marks, beside(at, "refunds"));
    } else if !once::is_sending() {
        // While a form is on its way the place changes by its own doing, and
        // leaving would throw its answer away: a sealed card, a message.
        leave_for(to);
    } else if to.ends_with("/paid") {
        // Nothing is left to be thrown away, and a silent network may keep
        // the answer for half a minute. If it comes, it comes first.
        let to = to.to_owned();
        dom::after(ANSWER_MS, move || leave_for(&to));
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

/// The address of something beside this page: `/pay/{token}/{name}`.
fn beside(at: &str, name: &str) -> String {
    let token = at.split('/').nth(2).unwrap_or_default();
    format!("/pay/{token}/{name}")
}

/// A line of the stream: the path, and the marks behind a space.
fn parts(line: &str) -> (&str, &str) {
    line.split_once(' ').unwrap_or((line, ""))
}

#[cfg(test)]
mod tests {
    use super::{beside, parts};

    #[test]
    fn the_stream_is_beside_the_pages() {
        assert_eq!(beside("/pay/token", "events"), "/pay/token/events");
        assert_eq!(beside("/pay/token/scan", "events"), "/pay/token/events");
    }

    #[test]
    fn a_line_may_have_marks() {
        assert_eq!(parts("/pay/token/scan"), ("/pay/token/scan", ""));
        assert_eq!(parts("/pay/token/paid sw"), ("/pay/token/paid", "sw"));
    }
}
