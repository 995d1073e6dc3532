//! The layout of the payer's pages: a bank's own page, and the phone with its two
//! apps. Testers' links are on neither.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::page::document;
use super::page_language::PageLanguage;

/// A page of a bank, with its name on top.
pub(super) fn bank(
    language: &PageLanguage,
    status: StatusCode,
    name: &str,
    body: &Markup,
) -> Response {
    let letter = name.chars().next().unwrap_or_default();
    let content = html! {
        header.top {
            h1.top__name { span.top__letter aria-hidden="true" { (letter) } (name) }
            (language.switch_link())
        }
        main.narrow { (body) }
    };
    with_status(status, document(language.text().tag, name, None, &content))
}

/// The two apps of the phone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PhoneApp {
    /// Text messages; the page reloads itself.
    Messages,
    /// The scanner.
    Scan,
}

/// A page of the phone.
pub(super) fn phone(
    language: &PageLanguage,
    status: StatusCode,
    app: PhoneApp,
    body: &Markup,
) -> Response {
    let text = language.text();
    let tab = |this: PhoneApp, path: &str, name: &str| {
        html! { a href=(language.link(path)) aria-current=[(this == app).then_some("page")] { (name) } }
    };
    let (title, refresh) = match app {
        PhoneApp::Messages => (text.messages, Some(3)),
        PhoneApp::Scan => (text.scan, None),
    };
    let content = html! {
        header.top {
            nav aria-label=(text.phone) {
                (tab(PhoneApp::Messages, "/phone", text.messages))
                (tab(PhoneApp::Scan, "/phone/scan", text.scan))
            }
            (language.switch_link())
        }
        main.narrow { h1 { (title) } (body) }
    };
    with_status(status, document(text.tag, title, refresh, &content))
}

fn with_status(status: StatusCode, mut page: Response) -> Response {
    *page.status_mut() = status;
    page
}
