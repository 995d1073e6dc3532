//! The refunds of an open page. When the stream reports a change, their HTML is
//! loaded again from the server, and new or changed lines are announced once,
//! politely (WCAG 4.1.3).

use leptos::prelude::{document, window};
use std::cell::Cell;
use ui::dom;
use web_sys::{Document, Element, XmlHttpRequest, XmlHttpRequestResponseType};

thread_local! {
    static LOADING: Cell<Loading> = const { Cell::new(Loading::No) };
}

/// Whether refunds are being loaded. One request at a time, so that no older
/// answer replaces a newer one.
#[derive(Clone, Copy, PartialEq)]
enum Loading {
    No,
    Yes,
    /// They changed again during the request.
    Again,
}

/// The element with the refunds. Pages of an open order have none.
pub(super) fn region() -> Option<Element> {
    dom::by_id("refunds")
}

/// Loads the refunds from `address` if the page shows other states.
pub(super) fn received(states: &str, address: String) {
    let shown = region().map(|refunds| dom::attribute(&refunds, "data-marks"));
    if shown.is_none_or(|shown| shown == states) {
        return;
    }
    if LOADING.replace(Loading::Again) == Loading::No {
        load(address);
    }
}

/// The browser parses the answer as a document and runs no script of it. After
/// a failure the next event loads again.
fn load(address: String) {
    LOADING.set(Loading::Yes);
    let Some(request) = send(&address) else {
        return LOADING.set(Loading::No);
    };
    let answer = request.clone();
    let ended = move |_| {
        if let Ok(Some(rendered)) = answer.response_xml() {
            show(&rendered);
        }
        if LOADING.replace(Loading::No) == Loading::Again {
            load(address.clone());
        }
    };
    dom::on(request.as_ref(), "loadend", Box::new(ended));
}

/// Sends the request, in the language of this page.
fn send(address: &str) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    let query = window().location().search().unwrap_or_default();
    let address = format!("{address}{query}");
    request.open("GET", &address).ok()?;
    request.set_response_type(XmlHttpRequestResponseType::Document);
    request.send().ok()?;
    Some(request)
}

/// Replaces the refunds on the page, and announces the lines that differ.
fn show(rendered: &Document) {
    let (Some(old), Some(new)) = (region(), rendered.get_element_by_id("refunds")) else {
        return;
    };
    let Ok(new) = document().import_node_with_deep(&new, true) else {
        return;
    };
    let before = lines();
    if old.replace_with_with_node_1(&new).is_ok() {
        let mut changed = lines();
        changed.retain(|line| !before.contains(line));
        if !changed.is_empty() {
            dom::show_text("refunds-said", &changed.join("; "));
        }
    }
}

/// The text of each line.
fn lines() -> Vec<String> {
    let text = |row: Element| {
        let cells = row.children();
        let cell = |i| cells.item(i)?.text_content();
        let cells: Vec<_> = (0..cells.length()).filter_map(cell).collect();
        cells.join(" ")
    };
    let rows = dom::all("#refunds .facts__row").into_iter();
    rows.map(text).collect()
}
