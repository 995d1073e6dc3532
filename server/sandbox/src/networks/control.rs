//! The control page: failures of the next payments, the records, and delayed
//! notices.
//!
//! Each action is a plain form; the same URLs accept JSON, for tests:
//! - `POST /control/next {"trouble":"decline","of":"refund"}` queues a failure
//!   (`null` for none; without `of`, of payments);
//! - `POST /control/release` releases delayed notices;
//! - `POST /control/hold {"step":"refund"}`, for tests only, holds the replies
//!   to such requests (with `"notice"`, all notices) until `{"step":null}`. It
//!   and `GET /control/hold` return what is held and which requests wait.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::clock::At;
use domain::locale::Locale;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::injected_failure::InjectedFailure;
use super::page::{is_json, shell, table};
use super::page_language::PageLanguage;
use super::payment_network::TransactionRow;
use super::queued_failures::{FailureTarget, QueuedFailures};
use super::tester_text::{TesterText, network_lang};
use super::{Networks, china_time, refunds};

/// The most transactions shown.
const LISTED: usize = 50;

/// The routes.
pub(super) fn routes() -> Router<Arc<Networks>> {
    Router::new()
        .route("/control", get(overview))
        .route("/control/next", post(next))
        .route("/control/release", post(release))
        .route("/control/hold", get(held_now).post(hold))
}

/// The failure of the next payment or refund; `None` clears the queue.
#[derive(Debug, Deserialize)]
struct NextFailure {
    #[serde(rename = "trouble")]
    failure: Option<InjectedFailure>,
    #[serde(default)]
    of: FailureTarget,
}

/// What to hold; `None` releases everything.
#[derive(Debug, Deserialize)]
struct HoldForm {
    step: Option<String>,
}

/// The JSON answer of `next`.
#[derive(Debug, Serialize)]
struct QueueReply {
    next: Vec<InjectedFailure>,
}

/// The JSON answer of `release`.
#[derive(Debug, Serialize)]
struct ReleasedNotices {
    released: usize,
}

async fn overview(State(networks): State<Arc<Networks>>, language: PageLanguage) -> Response {
    let now = networks.shared.now();
    let sections = networks.list.iter().filter_map(|n| n.control(&language));
    let body = html! {
        (picker(&language, &networks.shared.state().failures))
        (held(&language, &networks))
        @for section in sections { (section) }
        (transactions(language.locale, &networks, now))
        (refunds::table(language.locale, &networks, now))
    };
    let title = TesterText::of(language.locale).control;
    shell(&language, title, &body)
}

async fn next(
    State(networks): State<Arc<Networks>>,
    language: PageLanguage,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let json = is_json(&headers);
    let read = if json {
        serde_json::from_slice(&body).ok()
    } else {
        form_next(&body)
    };
    let Some(NextFailure { failure, of }) = read else {
        return (StatusCode::BAD_REQUEST, "no such failure").into_response();
    };
    let next = {
        let failures = &mut networks.shared.state().failures;
        let queue = failures.of_mut(of);
        match failure {
            Some(failure) => queue.push_back(failure),
            None => queue.clear(),
        }
        queue.iter().copied().collect()
    };
    if json {
        Json(QueueReply { next }).into_response()
    } else {
        Redirect::to(&language.link("/control")).into_response()
    }
}

async fn hold(State(networks): State<Arc<Networks>>, body: Bytes) -> Response {
    let read = serde_json::from_slice(&body).ok();
    let step = read.and_then(|HoldForm { step }| match step {
        None => Some(None),
        Some(name) => networks.step(&name).map(Some),
    });
    let Some(step) = step else {
        return (StatusCode::BAD_REQUEST, "no such step").into_response();
    };
    let shared = &networks.shared;
    let held_replies = &mut shared.state().held_replies;
    match step {
        Some(step) => held_replies.hold(step),
        None => held_replies.release_all(),
    }
    shared.holds_released.notify_waiters();
    shared.wake.notify_one();
    Json(&*held_replies).into_response()
}

async fn held_now(State(networks): State<Arc<Networks>>) -> Response {
    Json(&networks.shared.state().held_replies).into_response()
}

async fn release(
    State(networks): State<Arc<Networks>>,
    language: PageLanguage,
    headers: HeaderMap,
) -> Response {
    let now = networks.shared.now();
    let mut released = 0;
    for network in &networks.list {
        match network.release_notices(now) {
            Ok(count) => released += count,
            Err(error) => {
                tracing::error!(%error, "the sandbox's records cannot be written");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        }
    }
    networks.shared.wake.notify_one();
    if is_json(&headers) {
        Json(ReleasedNotices { released }).into_response()
    } else {
        Redirect::to(&language.link("/control")).into_response()
    }
}

/// The form's choice. An empty name is `None`; an unknown one is refused.
fn form_next(body: &[u8]) -> Option<NextFailure> {
    let (_, name) = url::form_urlencoded::parse(body).find(|(name, _)| name == "trouble")?;
    let failure = InjectedFailure::ALL
        .into_iter()
        .find(|failure| failure.name() == name);
    let refund = url::form_urlencoded::parse(body).any(|pair| pair.0 == "of" && pair.1 == "refund");
    let of = if refund {
        FailureTarget::Refund
    } else {
        FailureTarget::Payment
    };
    (failure.is_some() || name.is_empty()).then_some(NextFailure { failure, of })
}

fn picker(language: &PageLanguage, failures: &QueuedFailures) -> Markup {
    let text = TesterText::of(language.locale);
    let button = |of, failure, label| button(language, "/control/next", of, failure, label);
    let queues = [
        (text.payment, failures.of(FailureTarget::Payment)),
        (text.refund, failures.of(FailureTarget::Refund)),
    ];
    let rows = html! {
        @for failure in InjectedFailure::ALL {
            tr {
                td.number { "." (failure.fen()) }
                td { code { (failure.name()) } }
                td { (failure.text(language.locale)) }
                td {
                    div.row {
                        (button("payment", failure.name(), text.payment))
                        (button("refund", failure.name(), text.refund))
                    }
                }
            }
        }
    };
    html! {
        h2 { (text.next) }
        p.quiet { (text.next_lead) }
        @for (of, next) in queues {
            @if !next.is_empty() {
                p role="status" {
                    ((text.queued)(of)) @for failure in next { code { (failure.name()) } " " }
                }
            }
        }
        (table(text.next, &text.failure_columns, &rows))
        div.row {
            (button("payment", "", text.payments_normal))
            (button("refund", "", text.refunds_normal))
        }
    }
}

fn button(language: &PageLanguage, action: &str, of: &str, failure: &str, text: &str) -> Markup {
    html! {
        form method="post" action=(language.link(action)) {
            input type="hidden" name="of" value=(of);
            button name="trouble" value=(failure) { (text) }
        }
    }
}

fn held(language: &PageLanguage, networks: &Networks) -> Markup {
    let text = TesterText::of(language.locale);
    let count: usize = networks.list.iter().map(|n| n.held_notices()).sum();
    html! {
        h2 { (text.held) }
        p { ((text.held_count)(count)) }
        @if count > 0 { (button(language, "/control/release", "", "", text.release)) }
    }
}

fn transactions(locale: Locale, networks: &Networks, now: At) -> Markup {
    let text = TesterText::of(locale);
    let each = networks.list.iter().map(|n| n.transactions(now));
    let mut newest: Vec<TransactionRow> = each.flatten().collect();
    newest.sort_by_key(|transaction| std::cmp::Reverse(transaction.taken_at));
    let rows =
        html! { @for transaction in newest.iter().take(LISTED) { (line(locale, transaction)) } };
    html! {
        h2 { (text.transactions) }
        @if newest.is_empty() { p { (text.no_transactions) } }
        @else { (table(text.transactions, &text.transaction_columns, &rows)) }
    }
}

fn line(locale: Locale, transaction: &TransactionRow) -> Markup {
    let lang = network_lang(locale);
    html! {
        tr {
            td.number { (china_time::date_and_time(transaction.taken_at)) }
            td lang=[lang] { (transaction.method) }
            td.number { (transaction.number) }
            td lang=[lang] { (transaction.merchant) }
            td.number { (transaction.amount.grouped()) }
            td lang=[lang] { (transaction.result) }
            td lang=[lang] { @for notice in &transaction.notices { (notice) " " } }
        }
    }
}
