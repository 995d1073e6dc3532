//! The control page: which trouble the next payment gets, what the books
//! say, and the notices that are kept back.
//!
//! Each action is a plain form; the same addresses take JSON, for tests:
//! `POST /control/next {"trouble":"decline","of":"refund"}` (`null` for no
//! trouble; without `of`, of payments) and `POST /control/release`. For tests
//! only: `POST /control/hold {"step":"refund"}` holds the answers to such
//! requests (or, `"notice"`, all notices) until `{"step":null}`; it and
//! `GET /control/hold` answer what is held and whose answers wait.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::clock::At;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::books::{Change, Letter, Trade};
use super::hold::Step;
use super::page::shell;
use super::refunds;
use super::trouble::Trouble;
use super::{Inner, Live, stamp};

/// Transactions shown.
const LISTED: usize = 50;

/// The routes.
pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/control", get(overview))
        .route("/control/next", post(next))
        .route("/control/release", post(release))
        .route("/control/hold", get(held_now).post(hold))
}

/// What the next payment or refund gets; none takes back what was picked.
#[derive(Debug, Deserialize)]
struct Next {
    trouble: Option<Trouble>,
    #[serde(default)]
    of: Of,
}

/// What a trouble is for.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Of {
    /// The next payment.
    #[default]
    Payment,
    /// The next refund or undo.
    Refund,
}

/// What to hold; none lets all go.
#[derive(Debug, Deserialize)]
struct Hold {
    step: Option<Step>,
}

/// The JSON answer of `next`.
#[derive(Debug, Serialize)]
struct Picked {
    next: Vec<Trouble>,
}

/// The JSON answer of `release`.
#[derive(Debug, Serialize)]
struct Released {
    released: usize,
}

async fn overview(State(network): State<Arc<Inner>>) -> Response {
    let now = network.clock.now();
    let live = network.live();
    let body = html! {
        (picker(&live))
        (held(&live))
        (trades(&live, now))
        (refunds::table(&live, now))
    };
    shell("控制台", None, &body)
}

async fn next(State(network): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    let json = is_json(&headers);
    let read = if json {
        serde_json::from_slice(&body).ok()
    } else {
        form_next(&body)
    };
    let Some(Next { trouble, of }) = read else {
        return (StatusCode::BAD_REQUEST, "no such trouble").into_response();
    };
    let live = &mut *network.live();
    let queue = match of {
        Of::Payment => &mut live.next,
        Of::Refund => &mut live.next_refund,
    };
    match trouble {
        Some(trouble) => queue.push_back(trouble),
        None => queue.clear(),
    }
    let next = queue.iter().copied().collect();
    if json {
        Json(Picked { next }).into_response()
    } else {
        Redirect::to("/control").into_response()
    }
}

async fn hold(State(network): State<Arc<Inner>>, body: Bytes) -> Response {
    let Ok(Hold { step }) = serde_json::from_slice(&body) else {
        return (StatusCode::BAD_REQUEST, "no such step").into_response();
    };
    let live = &mut *network.live();
    match step {
        Some(step) => live.holds.hold(step),
        None => live.holds.let_go(),
    }
    network.let_go.notify_waiters();
    network.wake.notify_one();
    Json(&live.holds).into_response()
}

async fn held_now(State(network): State<Arc<Inner>>) -> Response {
    Json(&network.live().holds).into_response()
}

async fn release(State(network): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    let at = network.clock.now();
    let released = {
        let live = &mut *network.live();
        let ids: Vec<u64> = live
            .books
            .letters()
            .filter(|l| is_held(l))
            .map(|l| l.id)
            .collect();
        let changes = ids
            .iter()
            .map(|id| Change::Released { id: *id, at })
            .collect();
        if let Err(error) = live.books.write(changes) {
            tracing::error!(%error, "the sandbox's books cannot be written");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        ids.len()
    };
    network.wake.notify_one();
    if is_json(&headers) {
        Json(Released { released }).into_response()
    } else {
        Redirect::to("/control").into_response()
    }
}

/// The form's choice; an empty name means none, an unknown one is no form of
/// ours.
fn form_next(body: &[u8]) -> Option<Next> {
    let (_, name) = url::form_urlencoded::parse(body).find(|(name, _)| name == "trouble")?;
    let trouble = Trouble::ALL
        .into_iter()
        .find(|trouble| trouble.name() == name);
    let refund = url::form_urlencoded::parse(body).any(|pair| pair.0 == "of" && pair.1 == "refund");
    let of = if refund { Of::Refund } else { Of::Payment };
    (trouble.is_some() || name.is_empty()).then_some(Next { trouble, of })
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

fn is_held(letter: &Letter) -> bool {
    letter.held && letter.tries == 0
}

fn picker(live: &Live) -> Markup {
    html! {
        h2 { "下一笔付款或退款" }
        p.quiet { "故障发生在资金变动的那一步：快捷付款、网银“确认支付”、手机“确认付款”，以及退货和撤销。退款按它自己金额的末两位；“已扣款”对退款即“已退回”；被拒绝的退款先受理，稍后由银行拒绝。" }
        @for (of, next) in [("付款", &live.next), ("退款", &live.next_refund)] {
            @if !next.is_empty() {
                p role="status" { (of) "已排队：" @for trouble in next { code { (trouble.name()) } " " } }
            }
        }
        div.scroll tabindex="0" role="region" aria-label="故障列表" {
            table {
                thead { tr { th { "金额末两位" } th { "故障" } th { "发生什么" } th { "用于下一笔" } } }
                tbody {
                    @for trouble in Trouble::ALL {
                        tr {
                            td.number { "." (trouble.fen()) }
                            td { code { (trouble.name()) } }
                            td { (trouble.text()) }
                            td {
                                div.row {
                                    (button("/control/next", "payment", trouble.name(), "付款"))
                                    (button("/control/next", "refund", trouble.name(), "退款"))
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

fn button(action: &str, of: &str, trouble: &str, text: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="of" value=(of);
            button name="trouble" value=(trouble) { (text) }
        }
    }
}

fn held(live: &Live) -> Markup {
    let count = live.books.letters().filter(|l| is_held(l)).count();
    html! {
        h2 { "被扣下的通知" }
        p { "共 " (count) " 条。" }
        @if count > 0 { (button("/control/release", "", "", "放行")) }
    }
}

fn trades(live: &Live, now: At) -> Markup {
    let newest = live.books.newest();
    html! {
        h2 { "最近的交易" }
        @if newest.is_empty() { p { "还没有交易。" } }
        @else {
            div.scroll tabindex="0" role="region" aria-label="最近的交易" {
                table {
                    thead { tr { th { "时间" } th { "方式" } th { "订单号" } th { "商户" } th { "金额" } th { "结果" } th { "通知" } } }
                    tbody { @for trade in newest.into_iter().take(LISTED) { (line(live, trade, now)) } }
                }
            }
        }
    }
}

fn line(live: &Live, trade: &Trade, now: At) -> Markup {
    let key = trade.key();
    let result = trade.result(now);
    html! {
        tr {
            td.number { (stamp::clock_time(trade.taken_at)) }
            td { (trade.way.text()) }
            td.number { (key.order_id) }
            td { (trade.merchant) }
            td.number { (trade.amount().grouped()) }
            td { (result.digits()) " " (result.text()) }
            td { @for letter in live.books.letters().filter(|l| l.key == key) { (mail(letter)) " " } }
        }
    }
}

/// How far a notice got.
pub(super) fn mail(letter: &Letter) -> Markup {
    html! {
        @if letter.acknowledged { span.good { "已确认" } }
        @else if is_held(letter) { "扣下" }
        @else if letter.next.is_some() { "待发" }
        @else { span.bad { "放弃" } }
        "（" (letter.tries) "）"
    }
}
