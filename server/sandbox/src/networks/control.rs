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
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::injected_failure::InjectedFailure;
use super::page::{is_json, shell};
use super::payment_network::TransactionRow;
use super::queued_failures::{FailureTarget, QueuedFailures};
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

async fn overview(State(networks): State<Arc<Networks>>) -> Response {
    let now = networks.shared.now();
    let body = html! {
        (picker(&networks.shared.state().failures))
        (held(&networks))
        @for section in networks.list.iter().filter_map(|n| n.control()) { (section) }
        (transactions(&networks, now))
        (refunds::table(&networks, now))
    };
    shell("控制台", &body)
}

async fn next(State(networks): State<Arc<Networks>>, headers: HeaderMap, body: Bytes) -> Response {
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
        Redirect::to("/control").into_response()
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

async fn release(State(networks): State<Arc<Networks>>, headers: HeaderMap) -> Response {
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
        Redirect::to("/control").into_response()
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

fn picker(failures: &QueuedFailures) -> Markup {
    html! {
        h2 { "下一笔付款或退款" }
        p.quiet { "故障发生在资金变动的那一步：快捷付款、网银“确认支付”、手机“确认付款”，以及退款和撤销。退款按它自己金额的末两位；“已扣款”对退款即“已退回”；被拒绝的退款先受理，稍后由银行拒绝。" }
        @for (of, next) in [("付款", failures.of(FailureTarget::Payment)), ("退款", failures.of(FailureTarget::Refund))] {
            @if !next.is_empty() {
                p role="status" { (of) "已排队：" @for failure in next { code { (failure.name()) } " " } }
            }
        }
        div.scroll tabindex="0" role="region" aria-label="故障列表" {
            table {
                thead { tr { th { "金额末两位" } th { "故障" } th { "发生什么" } th { "用于下一笔" } } }
                tbody {
                    @for failure in InjectedFailure::ALL {
                        tr {
                            td.number { "." (failure.fen()) }
                            td { code { (failure.name()) } }
                            td { (failure.text()) }
                            td {
                                div.row {
                                    (button("/control/next", "payment", failure.name(), "付款"))
                                    (button("/control/next", "refund", failure.name(), "退款"))
                                }
                            }
                        }
                    }
                }
            }
        }
        div.row { (button("/control/next", "payment", "", "付款恢复正常"))
            (button("/control/next", "refund", "", "退款恢复正常"))
        }
    }
}

fn button(action: &str, of: &str, failure: &str, text: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="of" value=(of);
            button name="trouble" value=(failure) { (text) }
        }
    }
}

fn held(networks: &Networks) -> Markup {
    let count: usize = networks.list.iter().map(|n| n.held_notices()).sum();
    html! {
        h2 { "被扣下的通知" }
        p { "共 " (count) " 条。" }
        @if count > 0 { (button("/control/release", "", "", "放行")) }
    }
}

fn transactions(networks: &Networks, now: At) -> Markup {
    let each = networks.list.iter().map(|n| n.transactions(now));
    let mut newest: Vec<TransactionRow> = each.flatten().collect();
    newest.sort_by_key(|transaction| std::cmp::Reverse(transaction.taken_at));
    html! {
        h2 { "最近的交易" }
        @if newest.is_empty() { p { "还没有交易。" } }
        @else {
            div.scroll tabindex="0" role="region" aria-label="最近的交易" {
                table {
                    thead { tr { th { "时间" } th { "方式" } th { "订单号" } th { "商户" } th { "金额" } th { "结果" } th { "通知" } } }
                    tbody { @for transaction in newest.iter().take(LISTED) { (line(transaction)) } }
                }
            }
        }
    }
}

fn line(transaction: &TransactionRow) -> Markup {
    html! {
        tr {
            td.number { (china_time::date_and_time(transaction.taken_at)) }
            td { (transaction.method) }
            td.number { (transaction.number) }
            td { (transaction.merchant) }
            td.number { (transaction.amount.grouped()) }
            td { (transaction.result) }
            td { @for notice in &transaction.notices { (notice) " " } }
        }
    }
}
