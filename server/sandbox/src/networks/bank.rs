//! The page of a bank, where a payer sent by the front address decides.
//!
//! The address holds a random ticket and nothing else. Paying is a plain
//! form; the result is shown at an address of its own, so that a refresh
//! pays nothing, and leads home by a signed form.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Router, http::header};
use domain::bank::Bank;
use domain::clock::At;
use maud::{Markup, html};
use serde::Deserialize;

use super::Inner;
use super::books::{Trade, Way};
use super::code::Code;
use super::notices::result_fields;
use super::page::shell;
use super::payment::{Payer, Shown, pay};
use super::stamp;

/// The routes.
pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/bank/{ticket}", get(ask).post(decide))
        .route("/bank/{ticket}/result", get(result))
}

/// What the payer pressed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Act {
    /// Pay.
    Pay,
    /// Let the bank refuse.
    Fail,
}

/// The page's form.
#[derive(Debug, Deserialize)]
struct Decision {
    act: Act,
}

async fn ask(State(network): State<Arc<Inner>>, Path(ticket): Path<String>) -> Response {
    let now = network.clock.now();
    let live = network.live();
    match live.books.by_ticket(&ticket) {
        None => unknown(),
        Some(trade) if !trade.is_payable(now) => to_result(&ticket),
        Some(trade) => shell(&title(trade), None, &question(trade)),
    }
}

async fn decide(
    State(network): State<Arc<Inner>>,
    Path(ticket): Path<String>,
    Form(Decision { act }): Form<Decision>,
) -> Response {
    let now = network.clock.now();
    let live = &mut *network.live();
    let Some(trade) = live.books.by_ticket(&ticket).cloned() else {
        return unknown();
    };
    if !trade.is_payable(now) {
        return to_result(&ticket);
    }
    let payer = Payer::bank(matches!(act, Act::Pay));
    match pay(&network, live, &trade, &payer, vec![], now) {
        Ok(Shown::Paid | Shown::Refused(_)) => to_result(&ticket),
        Ok(Shown::Silence | Shown::Cut) => no_answer(StatusCode::GATEWAY_TIMEOUT, &trade),
        Ok(Shown::BadGateway) => no_answer(StatusCode::BAD_GATEWAY, &trade),
        Err(error) => {
            tracing::error!(%error, "the sandbox's books cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn result(State(network): State<Arc<Inner>>, Path(ticket): Path<String>) -> Response {
    let now = network.clock.now();
    let live = network.live();
    match live.books.by_ticket(&ticket) {
        None => unknown(),
        Some(trade) if trade.result(now) == Code::WithPayer => {
            Redirect::to(&format!("/bank/{ticket}")).into_response()
        }
        Some(trade) => shell(&title(trade), None, &told(&network, trade, &ticket, now)),
    }
}

/// Amount, payee and three ways on.
fn question(trade: &Trade) -> Markup {
    html! {
        div.narrow {
            (facts(trade))
            form method="post" {
                div.row {
                    button.main name="act" value="pay" { "确认支付" }
                    button name="act" value="fail" { "模拟余额不足" }
                    a href=(home(trade)) { "不付了，返回商户" }
                }
            }
        }
    }
}

/// The result and the way home.
fn told(network: &Inner, trade: &Trade, ticket: &str, now: At) -> Markup {
    let code = trade.result(now);
    let paid = code == Code::Ok;
    let fields = network.keys.seal(result_fields(trade, code));
    html! {
        div.narrow {
            p class=(if paid { "good" } else { "bad" }) role="status" {
                @if paid { "支付成功" } @else { (code.text()) "（" (code.digits()) "），未扣款" }
            }
            (facts(trade))
            form method="post" action=(home(trade)) data-submit[paid] {
                @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
                div.row {
                    button.main { "返回商户" }
                    @if trade.is_payable(now) { a href={ "/bank/" (ticket) } { "再试一次" } }
                }
            }
            @if paid { script src="/submit.js" defer {} }
        }
    }
}

/// The bank's page does not answer: a payer knows nothing.
fn no_answer(status: StatusCode, trade: &Trade) -> Response {
    let body = html! {
        div.narrow {
            p.bad role="status" { "银行系统没有应答，付款结果未知（模拟 HTTP " (status.as_u16()) "）。" }
            p { "请返回商户查看结果，不要重复付款。" }
            p { a.button href=(home(trade)) { "返回商户" } }
        }
    };
    let mut page = shell(&title(trade), None, &body);
    *page.status_mut() = status;
    page
}

fn facts(trade: &Trade) -> Markup {
    html! {
        p.amount { "¥" (trade.amount().grouped()) }
        dl {
            dt { "收款商户" } dd { (trade.merchant) }
            @if !trade.subject.is_empty() { dt { "商品" } dd { (trade.subject) } }
            dt { "订单号" } dd { (trade.echoed("orderId")) }
            @if let Some(until) = trade.pay_until { dt { "付款截止" } dd { (stamp::clock_time(until)) } }
        }
    }
}

fn title(trade: &Trade) -> String {
    let code = match &trade.way {
        Way::Front { bank, .. } => bank.as_deref().unwrap_or_default(),
        Way::Token | Way::Qr { .. } => "",
    };
    format!(
        "{} 沙箱网银",
        Bank::by_code(code).map_or("银联在线", |bank| bank.zh)
    )
}

fn home(trade: &Trade) -> &str {
    match &trade.way {
        Way::Front { front_url, .. } => front_url,
        Way::Token | Way::Qr { .. } => "/",
    }
}

fn to_result(ticket: &str) -> Response {
    (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, format!("/bank/{ticket}/result"))],
    )
        .into_response()
}

fn unknown() -> Response {
    let body = html! { p { "没有这笔订单。" } };
    let mut page = shell("找不到页面", None, &body);
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}
