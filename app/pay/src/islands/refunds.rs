//! The refunds of an open page. When `follow.js` reports a change by the event
//! `refunds`, their HTML is loaded again from the server, and new or changed
//! lines are announced once, politely (WCAG 4.1.3). Without this island the page
//! is loaded again.

use leptos::prelude::*;
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

/// Reloads the refunds when they changed. `data-refunds` of `main` has their
/// present states.
#[island]
pub(crate) fn RefundUpdates() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some(main) = dom::by_id("main") else {
        return;
    };
    let address = beside(&dom::attribute(&main, "data-at"));
    dom::on(
        main.as_ref(),
        "refunds",
        Box::new(move |event| {
            event.prevent_default();
            if LOADING.replace(Loading::Again) == Loading::No {
                load(address.clone());
            }
        }),
    );
}

/// The refunds' URL: `/pay/{token}/refunds`.
fn beside(at: &str) -> String {
    let token = at.split('/').nth(2).unwrap_or_default();
    format!("/pay/{token}/refunds")
}

/// The element with the refunds.
fn region() -> Option<Element> {
    dom::by_id("refunds")
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

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn the_refunds_are_beside_the_pages() {
        assert_eq!(beside("/pay/token"), "/pay/token/refunds");
        assert_eq!(beside("/pay/token/paid"), "/pay/token/refunds");
    }
}
