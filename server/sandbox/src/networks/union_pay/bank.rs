//! A bank's page, to which the gateway redirects the payer.
//!
//! Its URL contains only a random ticket. Paying is a plain form; the result
//! has its own URL, so that a refresh pays nothing. It returns to Paydesk by a
//! signed form.

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

use super::UnionPay;
use super::code::RespCode;
use super::notice_message::result_fields;
use super::payment::{PayingAccount, PaymentReply, pay};
use super::records::{PayMethod, Transaction};
use crate::networks::china_time;
use crate::networks::page::shell;

/// The routes.
pub(super) fn routes() -> Router<Arc<UnionPay>> {
    Router::new()
        .route("/bank/{ticket}", get(ask).post(decide))
        .route("/bank/{ticket}/result", get(result))
}

/// The button that the payer pressed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BankChoice {
    /// Pay.
    Pay,
    /// Have the bank decline.
    Fail,
}

/// The page's form.
#[derive(Debug, Deserialize)]
struct BankPageForm {
    act: BankChoice,
}

async fn ask(State(network): State<Arc<UnionPay>>, Path(ticket): Path<String>) -> Response {
    let now = network.shared.now();
    let state = network.state();
    match state.records.by_ticket(&ticket) {
        None => unknown(),
        Some(transaction) if !transaction.is_payable(now) => to_result(&ticket),
        Some(transaction) => shell(&title(transaction), None, &question(transaction)),
    }
}

async fn decide(
    State(network): State<Arc<UnionPay>>,
    Path(ticket): Path<String>,
    Form(BankPageForm { act }): Form<BankPageForm>,
) -> Response {
    let now = network.shared.now();
    let Some(transaction) = network.state().records.by_ticket(&ticket).cloned() else {
        return unknown();
    };
    let reply = {
        let state = &mut *network.state();
        let payable = state.records.by_ticket(&ticket);
        if !payable.is_some_and(|transaction| transaction.is_payable(now)) {
            return to_result(&ticket);
        }
        let payer = PayingAccount::bank(matches!(act, BankChoice::Pay));
        pay(&network, state, &transaction, &payer, vec![], now)
    };
    match reply {
        Ok(PaymentReply::Paid | PaymentReply::Refused(_)) => to_result(&ticket),
        Ok(PaymentReply::PaidSlowly) => {
            tokio::time::sleep(network.shared.slowness).await;
            to_result(&ticket)
        }
        Ok(PaymentReply::Silence | PaymentReply::Cut) => {
            no_answer(StatusCode::GATEWAY_TIMEOUT, &transaction)
        }
        Ok(PaymentReply::BadGateway) => no_answer(StatusCode::BAD_GATEWAY, &transaction),
        Err(error) => {
            tracing::error!(%error, "the sandbox's records cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn result(State(network): State<Arc<UnionPay>>, Path(ticket): Path<String>) -> Response {
    let now = network.shared.now();
    let state = network.state();
    match state.records.by_ticket(&ticket) {
        None => unknown(),
        Some(transaction) if transaction.result(now) == RespCode::WithPayer => {
            Redirect::to(&format!("/bank/{ticket}")).into_response()
        }
        Some(transaction) => shell(
            &title(transaction),
            None,
            &result_body(&network, transaction, &ticket, now),
        ),
    }
}

/// The page before a choice: amount, payee and the three buttons.
fn question(transaction: &Transaction) -> Markup {
    html! {
        div.narrow {
            (facts(transaction))
            form method="post" {
                div.row {
                    button.main name="act" value="pay" { "确认支付" }
                    button name="act" value="fail" { "模拟余额不足" }
                    a href=(return_url(transaction)) { "不付了，返回商户" }
                }
            }
        }
    }
}

/// The result, with the form that returns to Paydesk.
fn result_body(network: &UnionPay, transaction: &Transaction, ticket: &str, now: At) -> Markup {
    let code = transaction.result(now);
    let paid = code == RespCode::Ok;
    let fields = network.keys.seal(result_fields(transaction, code));
    html! {
        div.narrow {
            p class=(if paid { "good" } else { "bad" }) role="status" {
                @if paid { "支付成功" } @else { (code.text()) "（" (code.digits()) "），未扣款" }
            }
            (facts(transaction))
            form method="post" action=(return_url(transaction)) data-submit[paid] {
                @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
                div.row {
                    button.main { "返回商户" }
                    @if transaction.is_payable(now) { a href={ "/bank/" (ticket) } { "再试一次" } }
                }
            }
            @if paid { script src="/submit.js" defer {} }
        }
    }
}

/// The page of a failed bank: the payer does not see the result.
fn no_answer(status: StatusCode, transaction: &Transaction) -> Response {
    let body = html! {
        div.narrow {
            p.bad role="status" { "银行系统没有应答，付款结果未知（模拟 HTTP " (status.as_u16()) "）。" }
            p { "请返回商户查看结果，不要重复付款。" }
            p { a.button href=(return_url(transaction)) { "返回商户" } }
        }
    };
    let mut page = shell(&title(transaction), None, &body);
    *page.status_mut() = status;
    page
}

fn facts(transaction: &Transaction) -> Markup {
    html! {
        p.amount { "¥" (transaction.amount().grouped()) }
        dl {
            dt { "收款商户" } dd { (transaction.merchant) }
            @if !transaction.subject.is_empty() { dt { "商品" } dd { (transaction.subject) } }
            dt { "订单号" } dd { (transaction.echoed("orderId")) }
            @if let Some(until) = transaction.pay_until { dt { "付款截止" } dd { (china_time::clock_time(until)) } }
        }
    }
}

fn title(transaction: &Transaction) -> String {
    let code = match &transaction.method {
        PayMethod::Front { bank, .. } => bank.as_deref().unwrap_or_default(),
        PayMethod::Token | PayMethod::Qr { .. } => "",
    };
    format!(
        "{} 沙箱网银",
        Bank::by_code(code).map_or("银联在线", |bank| bank.zh)
    )
}

fn return_url(transaction: &Transaction) -> &str {
    match &transaction.method {
        PayMethod::Front { front_url, .. } => front_url,
        PayMethod::Token | PayMethod::Qr { .. } => "/",
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
