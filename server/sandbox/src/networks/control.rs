//! The control page: which trouble the next payment gets, what the books
//! say, and the notices that are kept back.
//!
//! Each action is a plain form; the same addresses take JSON, for tests:
//! `POST /control/next {"trouble":"decline"}` (or `null` for none) and
//! `POST /control/release`.

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
use super::page::shell;
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
}

/// What the next payment gets; none takes back what was picked.
#[derive(Debug, Deserialize)]
struct Next {
    trouble: Option<Trouble>,
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
    let Some(Next { trouble }) = read else {
        return (StatusCode::BAD_REQUEST, "no such trouble").into_response();
    };
    let live = &mut *network.live();
    match trouble {
        Some(trouble) => live.next.push_back(trouble),
        None => live.next.clear(),
    }
    let next = live.next.iter().copied().collect();
    if json {
        Json(Picked { next }).into_response()
    } else {
        Redirect::to("/control").into_response()
    }
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
    (trouble.is_some() || name.is_empty()).then_some(Next { trouble })
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
        h2 { "下一笔付款" }
        p.quiet { "故障发生在资金变动的那一步：快捷付款、网银“确认支付”、手机“确认付款”。" }
        @if !live.next.is_empty() {
            p role="status" { "已排队：" @for trouble in &live.next { code { (trouble.name()) } " " } }
        }
        div.scroll tabindex="0" role="region" aria-label="故障列表" {
            table {
                thead { tr { th { "金额末两位" } th { "故障" } th { "发生什么" } th { "操作" } } }
                tbody {
                    @for trouble in Trouble::ALL {
                        tr {
                            td.number { "." (trouble.fen()) }
                            td { code { (trouble.name()) } }
                            td { (trouble.text()) }
                            td { (button("/control/next", trouble.name(), "用于下一笔")) }
                        }
                    }
                }
            }
        }
        div.row { (button("/control/next", "", "全部恢复正常")) }
    }
}

fn button(action: &str, trouble: &str, text: &str) -> Markup {
    html! {
        form method="post" action=(action) { button name="trouble" value=(trouble) { (text) } }
    }
}

fn held(live: &Live) -> Markup {
    let count = live.books.letters().filter(|l| is_held(l)).count();
    html! {
        h2 { "被扣下的通知" }
        p { "共 " (count) " 条。" }
        @if count > 0 { (button("/control/release", "", "放行")) }
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
fn mail(letter: &Letter) -> Markup {
    html! {
        @if letter.acknowledged { span.good { "已确认" } }
        @else if is_held(letter) { "扣下" }
        @else if letter.next.is_some() { "待发" }
        @else { span.bad { "放弃" } }
        "（" (letter.tries) "）"
    }
}
