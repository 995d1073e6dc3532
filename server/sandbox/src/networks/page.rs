//! The layout of the testers' pages and what all pages share, marked as a
//! simulation: one style sheet, and one line of script that submits a form and
//! is not required.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

use super::Networks;
use super::cards::{CARDS, CardBehaviour, CreditSecrets, LIMIT_FEN};
use super::outgoing_notice::OutgoingNotice;
use super::page_language::PageLanguage;
use super::tester_text::{TesterText, network_lang};
use domain::money::Money;

const CSS: &str = include_str!("assets/sandbox.css");
const SUBMIT: &str = include_str!("assets/submit.js");

/// The content security policy: own style and script, an empty icon, and forms
/// to anywhere (a bank's page returns to Paydesk).
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; \
    form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'";

/// The routes.
pub(super) fn routes() -> Router<Arc<Networks>> {
    let css = [(header::CONTENT_TYPE, "text/css;charset=UTF-8")];
    let script = [(header::CONTENT_TYPE, "text/javascript;charset=UTF-8")];
    Router::new()
        .route("/", get(index))
        .route("/sandbox.css", get(move || async move { (css, CSS) }))
        .route("/submit.js", get(move || async move { (script, SUBMIT) }))
}

/// The headers of every answer. The referrer is the bare origin, so that the
/// form that returns to Paydesk has an `Origin` and no ticket leaks.
pub(super) async fn with_headers(mut response: Response) -> Response {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::REFERRER_POLICY, "strict-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A testers' page.
pub(super) fn shell(language: &PageLanguage, title: &str, body: &Markup) -> Response {
    let text = TesterText::of(language.locale);
    let content = html! {
        nav aria-label=(text.sandbox) {
            a href=(language.link("/")) { (text.home) }
            a href=(language.link("/phone")) { (text.messages) }
            a href=(language.link("/phone/scan")) { (text.scan) }
            a href=(language.link("/control")) { (text.control) }
            (language.switch_link())
        }
        main { h1 { (title) } (body) }
    };
    document(language.locale.tag(), title, None, &content)
}

/// A table that scrolls by itself where it is wider than the page.
pub(super) fn table(name: &str, columns: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) {
            table {
                thead { tr { @for column in columns { th { (column) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// A document, reloaded every `refresh` seconds.
pub(super) fn document(
    lang: &str,
    title: &str,
    refresh: Option<u32>,
    content: &Markup,
) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                @if let Some(seconds) = refresh {
                    meta http-equiv="refresh" content=(seconds);
                }
                title { (title) " · 沙箱 Sandbox" }
                link rel="stylesheet" href="/sandbox.css";
                link rel="icon" href="data:,";
            }
            body {
                p.banner role="note" {
                    strong { "沙箱 Sandbox" }
                    span lang="zh-CN" { " 模拟环境，不会发生真实扣款" } " · "
                    span lang="en" { "simulated, no real money" }
                }
                (content)
            }
        }
    };
    Html(page.into_string()).into_response()
}

/// The start page: links and the test cards.
async fn index(language: PageLanguage) -> Response {
    let text = TesterText::of(language.locale);
    let cards = html! {
        @for card in &CARDS {
            tr {
                td {
                    (card.bank_name(language.locale)) br;
                    span.quiet { (if card.credit.is_some() { text.credit } else { text.debit }) }
                }
                td.number { (card.number) }
                td.number lang=[network_lang(language.locale)] { (card.holder.name) }
                td.number { (card.holder.id_number) }
                td.number { (card.holder.phone) }
                td.number { (secrets(card.credit.as_ref())) }
                td { (behaviour(text, card.behaviour)) }
            }
        }
    };
    let body = html! {
        p { (text.lead) }
        h2 { (text.cards) }
        (table(text.cards, &text.card_columns, &cards))
        ul {
            li { (text.other_cards) }
            li { (text.wrong_data) }
            li { (text.codes) " " a href=(language.link("/phone")) { (text.messages) } }
        }
        h2 { (text.failures) }
        p { (text.failures_lead) " " a href=(language.link("/control")) { (text.control) } }
    };
    shell(&language, text.title, &body)
}

/// `12/30 · 123`, as on the card.
fn secrets(credit: Option<&CreditSecrets>) -> String {
    credit.map_or_else(String::new, |credit| {
        let (year, month) = credit.expiry.split_at(2);
        format!("{month}/{year} · {}", credit.cvn2)
    })
}

/// How a card responds to payments, as a text.
fn behaviour(text: &TesterText, behaviour: CardBehaviour) -> String {
    match behaviour {
        CardBehaviour::Good => text.good.to_owned(),
        CardBehaviour::Empty => text.empty.to_owned(),
        CardBehaviour::Frozen => text.frozen.to_owned(),
        CardBehaviour::Limited => (text.limited)(&Money::fen(LIMIT_FEN).grouped()),
    }
}

/// True for a request in JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

/// The delivery status of a notice.
pub(super) fn notice_status<K, C>(notice: &OutgoingNotice<K, C>) -> Markup {
    html! {
        @if notice.acknowledged { span.good { "已确认" } }
        @else if notice.is_held() { "扣下" }
        @else if notice.next.is_some() { "待发" }
        @else { span.bad { "放弃" } }
        "（" (notice.tries) "）"
    }
}
