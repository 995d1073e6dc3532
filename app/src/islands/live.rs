//! Follows the order: leaves for the page it is at, as soon as it is
//! elsewhere (paid on the phone, paid in another tab, out of time), and reads
//! its refunds again when one began or ended.

use super::{dom, once, refunds};
use futures::StreamExt;
use futures::stream::select;
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

/// When a stream that ended for good is opened anew. The page asks by itself
/// meanwhile (`follow.js`).
const AGAIN_MS: i32 = 10_000;

thread_local! {
    /// The stream that is open. Closed when another takes its place.
    static OPEN: RefCell<Option<EventSource>> = const { RefCell::new(None) };
    /// How often one was opened or closed by us.
    static TURN: Cell<u32> = const { Cell::new(0) };
    /// How many words were heard.
    static HEARD: Cell<u32> = const { Cell::new(0) };
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
        open(&at);
    }
}

/// Follows the order from now on; answers the turn it is.
fn open(at: &str) -> u32 {
    let turn = close();
    OPEN.set(listen(at, turn));
    turn
}

/// Follows it no longer; answers the turn it is.
fn close() -> u32 {
    let turn = TURN.get().wrapping_add(1);
    TURN.set(turn);
    OPEN.set(None);
    turn
}

/// The browser itself tries again when the stream breaks. An error is its last
/// word: it was refused, by a proxy without a desk behind it say. Then it is
/// opened anew in a while, in the same turn.
fn listen(at: &str, turn: u32) -> Option<EventSource> {
    let mut source = EventSource::new(&beside(at, "events")).ok()?;
    let places = source.subscribe("place").ok()?;
    let beats = source.subscribe("beat").ok()?;
    let mut words = select(places, beats);
    let at = at.to_owned();
    spawn_local(async move {
        while let Some(Ok((kind, event))) = words.next().await {
            let count = HEARD.get().wrapping_add(1);
            HEARD.set(count);
            mark(Some(count));
            if let Some(line) = event.data().as_string().filter(|_| kind == "place") {
                heard(&line, &at);
            }
        }
        let is_ours = move || TURN.get() == turn;
        if is_ours() {
            mark(None);
            dom::after(AGAIN_MS, move || {
                if is_ours() {
                    OPEN.set(listen(&at, turn));
                }
            });
        }
    });
    Some(source)
}

/// Shows the page's script that the stream speaks.
fn mark(heard: Option<u32>) {
    let Some(main) = dom::by_id("main") else {
        return;
    };
    let _ = match heard {
        Some(count) => main.set_attribute("data-heard", &count.to_string()),
        None => main.remove_attribute("data-heard"),
    };
}

/// An order that is over: followed while somebody looks at its page, and not
/// for ever.
fn follow_while_seen(at: String) {
    let look = move || {
        if document().hidden() {
            close();
            return;
        }
        let turn = open(&at);
        dom::after(OVER_MS, move || {
            if TURN.get() == turn {
                close();
            }
        });
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
