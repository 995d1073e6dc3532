//! The refunds of an open page. When `follow.js` reports a change by the event
//! `refunds`, what a refund changes is loaded from the server: the refunds, the
//! heading, and the links to the mall, which have the order's state. New or
//! changed lines are announced once, politely (WCAG 4.1.3).

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
    dom::on(
        main.as_ref(),
        "refunds",
        Box::new(move |event| {
            event.prevent_default();
            if LOADING.replace(Loading::Again) == Loading::No {
                load();
            }
        }),
    );
}

/// The URL of what changes: `/pay/{token}/refunds`.
fn beside(at: &str) -> String {
    let token = at.split('/').nth(2).unwrap_or_default();
    format!("/pay/{token}/refunds")
}

/// The browser parses the answer as a document and runs no script of it. After
/// a failure the next event loads again.
fn load() {
    LOADING.set(Loading::Yes);
    let Some(request) = send() else {
        return LOADING.set(Loading::No);
    };
    let answer = request.clone();
    let ended = move |_| {
        if let Ok(Some(rendered)) = answer.response_xml() {
            show(&rendered);
        }
        if LOADING.replace(Loading::No) == Loading::Again {
            load();
        }
    };
    dom::on(request.as_ref(), "loadend", Box::new(ended));
}

/// Sends the request, in the language of this page.
fn send() -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    let main = dom::by_id("main")?;
    let query = window().location().search().unwrap_or_default();
    let address = beside(&dom::attribute(&main, "data-at")) + &query;
    request.open("GET", &address).ok()?;
    request.set_response_type(XmlHttpRequestResponseType::Document);
    request.send().ok()?;
    Some(request)
}

/// Replaces what a refund changes, and announces the lines that differ.
fn show(rendered: &Document) {
    let before = lines();
    for id in ["outcome", "refunds", "home", "to-mall"] {
        replace(id, rendered);
    }
    let title = rendered.title();
    if !title.is_empty() {
        document().set_title(&title);
    }
    let mut changed = lines();
    changed.retain(|line| !before.contains(line));
    if !changed.is_empty() {
        dom::show_text("refunds-said", &changed.join("; "));
    }
}

/// Replaces an element by the rendered one.
fn replace(id: &str, rendered: &Document) -> Option<()> {
    let (old, new) = (dom::by_id(id)?, rendered.get_element_by_id(id)?);
    let new = document().import_node_with_deep(&new, true).ok()?;
    old.replace_with_with_node_1(&new).ok()
}

/// The text of the heading and of each refund.
fn lines() -> Vec<String> {
    let text = |line: Element| {
        let cells = line.children();
        let cell = |i| cells.item(i)?.text_content();
        let cells = (0..cells.length()).filter_map(cell);
        // The icon of the heading has no text.
        let cells: Vec<_> = cells.filter(|text| !text.is_empty()).collect();
        cells.join(" ")
    };
    let lines = dom::all("#outcome, #refunds .facts__row").into_iter();
    lines.map(text).collect()
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
