//! The refunds of a page that is open: read again from the server's own
//! drawing when the stream says that they differ, and the lines that are new
//! or changed are announced once, politely (WCAG 4.1.3).

use super::dom;
use leptos::prelude::{document, window};
use std::cell::Cell;
use web_sys::{Document, Element, XmlHttpRequest, XmlHttpRequestResponseType};

thread_local! {
    static ASKING: Cell<Asking> = const { Cell::new(Asking::Not) };
}

/// Whether the page is being read again. One at a time, so that no older
/// answer replaces a newer one.
#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Not,
    Once,
    /// Something more was heard meanwhile.
    AndAgain,
}

/// Where the refunds stand; none on the pages of an order that can be paid.
pub(super) fn here() -> Option<Element> {
    dom::by_id("refunds")
}

/// The stream says how far the refunds are. Where the page shows something
/// else, it reads them from `address`.
pub(super) fn heard(marks: &str, address: String) {
    let shown = here().map(|refunds| dom::word(&refunds, "data-marks"));
    if shown.is_none_or(|shown| shown == marks) {
        return;
    }
    if ASKING.replace(Asking::AndAgain) == Asking::Not {
        ask(address);
    }
}

/// The browser makes elements of the answer, and runs nothing in it. Where it
/// fails, the stream's next word asks again.
fn ask(address: String) {
    ASKING.set(Asking::Once);
    let Some(request) = sent(&address) else {
        return ASKING.set(Asking::Not);
    };
    let answer = request.clone();
    let ended = move |_| {
        if let Ok(Some(drawn)) = answer.response_xml() {
            show(&drawn);
        }
        if ASKING.replace(Asking::Not) == Asking::AndAgain {
            ask(address.clone());
        }
    };
    dom::on(request.as_ref(), "loadend", Box::new(ended));
}

/// Asked for in the language of this page.
fn sent(address: &str) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    let chosen = window().location().search().unwrap_or_default();
    let address = format!("{address}{chosen}");
    request.open("GET", &address).ok()?;
    request.set_response_type(XmlHttpRequestResponseType::Document);
    request.send().ok()?;
    Some(request)
}

/// Puts the refunds drawn anew in the place of those shown.
fn show(drawn: &Document) {
    let (Some(old), Some(new)) = (here(), drawn.get_element_by_id("refunds")) else {
        return;
    };
    let Ok(new) = document().import_node_with_deep(&new, true) else {
        return;
    };
    let before = lines();
    if old.replace_with_with_node_1(&new).is_ok() {
        let mut news = lines();
        news.retain(|line| !before.contains(line));
        if !news.is_empty() {
            dom::say("refunds-said", &news.join("; "));
        }
    }
}

/// What each line says.
fn lines() -> Vec<String> {
    let words = |row: Element| {
        let parts = row.children();
        let part = |i| parts.item(i)?.text_content();
        let words: Vec<_> = (0..parts.length()).filter_map(part).collect();
        words.join(" ")
    };
    let rows = dom::all("#refunds .facts__row").into_iter();
    rows.map(words).collect()
}
