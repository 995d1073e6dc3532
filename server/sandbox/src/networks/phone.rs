//! The payer's phone: SMS messages and a scanner.
//!
//! Pasting the content of a QR code takes the place of a camera. Confirming is
//! a form that works once per payment; leaving the page changes nothing.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::clock::At;
use maud::{Markup, html};
use serde::Deserialize;

use super::cards::{CARDS, TestCard};
use super::code::RespCode;
use super::page::shell;
use super::payment::{PayingAccount, PaymentReply, pay};
use super::records::Transaction;
use super::{NetworkShared, NetworkState, refunds, wire_time};

/// How many open QR codes the page lists.
const LISTED: usize = 10;

/// The routes.
pub(super) fn routes() -> Router<Arc<NetworkShared>> {
    Router::new()
        .route("/phone", get(messages))
        .route("/phone/messages", get(messages_json))
        .route("/phone/scan", get(scan).post(confirm))
}

/// The phone number; without it all phones.
#[derive(Debug, Deserialize)]
struct PhoneQuery {
    phone: Option<String>,
}

/// The content of the scanned QR code.
#[derive(Debug, Deserialize)]
struct ScanQuery {
    #[serde(default)]
    code: String,
}

/// The payer confirms.
#[derive(Debug, Deserialize)]
struct ConfirmForm {
    code: String,
    /// The card's name in `cards`.
    card: String,
}

async fn messages(
    State(network): State<Arc<NetworkShared>>,
    Query(whose): Query<PhoneQuery>,
) -> Response {
    let now = network.clock.now();
    let state = network.state();
    let phone = whose.phone.as_deref().filter(|phone| !phone.is_empty());
    let list = html! {
        p.quiet { "所有测试手机的短信，最新的在上。每 3 秒自动刷新。" }
        ol.messages role="list" {
            @for message in state.inbox.messages(phone) {
                li {
                    div.code { (message.code) }
                    div { (message.text) }
                    div.quiet { (message.phone) " · " (wire_time::clock_time(message.at)) }
                }
            }
        }
        @if state.inbox.messages(phone).next().is_none() { p { "还没有短信。" } }
        (refunds::on_the_phone(&state, now))
    };
    shell("手机短信", Some(3), &list)
}

/// `[{phone, code, text, order_id, at}]`, the newest first.
async fn messages_json(
    State(network): State<Arc<NetworkShared>>,
    Query(whose): Query<PhoneQuery>,
) -> Response {
    let state = network.state();
    let list: Vec<_> = state.inbox.messages(whose.phone.as_deref()).collect();
    Json(list).into_response()
}

async fn scan(
    State(network): State<Arc<NetworkShared>>,
    Query(seen): Query<ScanQuery>,
) -> Response {
    let now = network.clock.now();
    let state = network.state();
    let code = seen.code.trim();
    if code.is_empty() {
        return shell("扫一扫", None, &finder(&state, now));
    }
    match state.records.by_qr(code) {
        None => status(
            StatusCode::NOT_FOUND,
            &html! { p.bad { "这不是本沙箱的二维码（88）。" } (finder(&state, now)) },
        ),
        Some(transaction) => status(StatusCode::OK, &question(transaction, code, now)),
    }
}

async fn confirm(
    State(network): State<Arc<NetworkShared>>,
    Form(confirmed): Form<ConfirmForm>,
) -> Response {
    let now = network.clock.now();
    let state = &mut *network.state();
    let transaction = state.records.by_qr(confirmed.code.trim()).cloned();
    let (Some(transaction), Some(card)) = (transaction, TestCard::by_id(&confirmed.card)) else {
        return status(
            StatusCode::NOT_FOUND,
            &html! { p.bad { "没有这个二维码或这张卡。" } },
        );
    };
    if !transaction.is_payable(now) {
        return status(
            StatusCode::OK,
            &question(&transaction, &confirmed.code, now),
        );
    }
    match pay(
        &network,
        state,
        &transaction,
        &PayingAccount::card(card),
        vec![],
        now,
    ) {
        Ok(PaymentReply::Paid) => status(StatusCode::OK, &done(&transaction)),
        Ok(PaymentReply::Refused(code)) => status(StatusCode::OK, &refused(&transaction, code)),
        Ok(PaymentReply::Silence | PaymentReply::Cut) => lost(StatusCode::GATEWAY_TIMEOUT),
        Ok(PaymentReply::BadGateway) => lost(StatusCode::BAD_GATEWAY),
        Err(error) => {
            tracing::error!(%error, "the sandbox's records cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A field for the QR code's content, and the open QR codes.
fn finder(state: &NetworkState, now: At) -> Markup {
    let waiting: Vec<&Transaction> = state
        .records
        .newest_transactions()
        .into_iter()
        .filter(|transaction| transaction.method.qr().is_some() && transaction.is_payable(now))
        .take(LISTED)
        .collect();
    html! {
        form method="get" action="/phone/scan" {
            label { "二维码内容" input name="code" required autocomplete="off" inputmode="url"; }
            div.row { button.main { "扫码" } }
        }
        h2 { "等待扫码的订单" }
        @if waiting.is_empty() { p { "没有等待扫码的订单。" } }
        ol.messages role="list" {
            @for transaction in waiting {
                li {
                    a href={ "/phone/scan?code=" (escaped(transaction.method.qr().unwrap_or_default())) } {
                        (transaction.merchant) " ¥" (transaction.amount().grouped())
                    }
                    div.quiet { (transaction.echoed("orderId")) " · " (wire_time::clock_time(transaction.taken_at)) }
                }
            }
        }
    }
}

/// Merchant, amount and cards; or the payment's result.
fn question(transaction: &Transaction, code: &str, now: At) -> Markup {
    html! {
        div.narrow {
            p { "向 " strong { (transaction.merchant) } " 付款" }
            p.amount { "¥" (transaction.amount().grouped()) }
            @if !transaction.subject.is_empty() { p.quiet { (transaction.subject) } }
            @if transaction.is_payable(now) {
                form method="post" action="/phone/scan" {
                    input type="hidden" name="code" value=(code);
                    label { "付款卡"
                        select name="card" {
                            @for card in &CARDS {
                                option value=(card.id) { (card.bank_name()) "（" (card.last_four()) "）" (card.holder.name) (hint(card)) }
                            }
                        }
                    }
                    div.row {
                        button.main { "确认付款" }
                        a href="/phone/scan" { "不付了" }
                    }
                }
            } @else {
                p role="status" { (transaction.result(now).text()) }
            }
        }
    }
}

/// What a test card is for, if it does not simply pay.
fn hint(card: &TestCard) -> &'static str {
    use super::cards::CardBehaviour;
    match card.behaviour {
        CardBehaviour::Good => "",
        CardBehaviour::Empty => " · 余额不足",
        CardBehaviour::Frozen => " · 已冻结",
        CardBehaviour::Limited => " · 限额",
    }
}

fn done(transaction: &Transaction) -> Markup {
    html! {
        div.narrow {
            p.good role="status" { "付款成功" }
            p.amount { "¥" (transaction.amount().grouped()) }
            p { (transaction.merchant) }
        }
    }
}

fn refused(transaction: &Transaction, code: RespCode) -> Markup {
    let again = escaped(transaction.method.qr().unwrap_or_default());
    html! {
        div.narrow {
            p.bad role="status" { (code.text()) "（" (code.digits()) "），未扣款" }
            p { a.button href={ "/phone/scan?code=" (again) } { "换一张卡" } }
        }
    }
}

fn lost(code: StatusCode) -> Response {
    status(
        code,
        &html! {
            p.bad role="status" { "网络超时，付款结果未知（模拟 HTTP " (code.as_u16()) "）。" }
        },
    )
}

fn status(code: StatusCode, body: &Markup) -> Response {
    let mut page = shell("扫一扫", None, body);
    *page.status_mut() = code;
    page
}

/// A text escaped for a query string.
fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
