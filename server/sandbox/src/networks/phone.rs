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

use super::cards::{CARDS, CardBehaviour, TestCard};
use super::page::shell;
use super::payer::Payer;
use super::payment_network::{ScanResult, ScannedPayment};
use super::{Networks, china_time, refunds};

/// How many open QR codes the page lists.
const LISTED: usize = 10;

/// The routes.
pub(super) fn routes() -> Router<Arc<Networks>> {
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
    /// The name of the card, or of the balance.
    card: String,
}

async fn messages(
    State(networks): State<Arc<Networks>>,
    Query(whose): Query<PhoneQuery>,
) -> Response {
    let now = networks.shared.now();
    let refunds = refunds::on_the_phone(&networks, now);
    let state = networks.shared.state();
    let phone = whose.phone.as_deref().filter(|phone| !phone.is_empty());
    let list = html! {
        p.quiet { "所有测试手机的短信，最新的在上。每 3 秒自动刷新。" }
        ol.messages role="list" {
            @for message in state.inbox.messages(phone) {
                li {
                    div.code { (message.code) }
                    div { (message.text) }
                    div.quiet { (message.phone) " · " (china_time::clock_time(message.at)) }
                }
            }
        }
        @if state.inbox.messages(phone).next().is_none() { p { "还没有短信。" } }
        (refunds)
    };
    shell("手机短信", Some(3), &list)
}

/// `[{phone, code, text, order_id, at}]`, the newest first.
async fn messages_json(
    State(networks): State<Arc<Networks>>,
    Query(whose): Query<PhoneQuery>,
) -> Response {
    let state = networks.shared.state();
    let list: Vec<_> = state.inbox.messages(whose.phone.as_deref()).collect();
    Json(list).into_response()
}

async fn scan(State(networks): State<Arc<Networks>>, Query(seen): Query<ScanQuery>) -> Response {
    let now = networks.shared.now();
    let code = seen.code.trim();
    if code.is_empty() {
        return shell("扫一扫", None, &finder(&networks, now));
    }
    match networks.scan(code, now) {
        None => status(
            StatusCode::NOT_FOUND,
            &html! { p.bad { "这不是本沙箱的二维码（88）。" } (finder(&networks, now)) },
        ),
        Some(payment) => status(StatusCode::OK, &question(&payment)),
    }
}

async fn confirm(
    State(networks): State<Arc<Networks>>,
    Form(confirmed): Form<ConfirmForm>,
) -> Response {
    let now = networks.shared.now();
    let code = confirmed.code.trim();
    let result = Payer::by_id(&confirmed.card).and_then(|payer| {
        let mut each = networks.list.iter();
        each.find_map(|network| network.pay_scanned(code, payer, now))
    });
    let (Some(result), Some(payment)) = (result, networks.scan(code, now)) else {
        return status(
            StatusCode::NOT_FOUND,
            &html! { p.bad { "没有这个二维码或这个账户。" } },
        );
    };
    match result {
        Ok(ScanResult::Paid) => status(StatusCode::OK, &done(&payment)),
        Ok(ScanResult::PaidSlowly) => {
            tokio::time::sleep(networks.shared.slowness).await;
            status(StatusCode::OK, &done(&payment))
        }
        Ok(ScanResult::Refused(reason)) => status(StatusCode::OK, &refused(code, &reason)),
        Ok(ScanResult::NotPayable) => status(StatusCode::OK, &question(&payment)),
        Ok(ScanResult::Silence) => lost(StatusCode::GATEWAY_TIMEOUT),
        Ok(ScanResult::BadGateway) => lost(StatusCode::BAD_GATEWAY),
        Err(error) => {
            tracing::error!(%error, "the sandbox's records cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A field for the QR code's content, and the open QR codes.
fn finder(networks: &Networks, now: At) -> Markup {
    let each = networks.list.iter().map(|network| network.open_codes(now));
    let mut waiting: Vec<ScannedPayment> = each.flatten().collect();
    waiting.sort_by_key(|payment| std::cmp::Reverse(payment.taken_at));
    html! {
        form method="get" action="/phone/scan" {
            label { "二维码内容" input name="code" required autocomplete="off" inputmode="url"; }
            div.row { button.main { "扫码" } }
        }
        h2 { "等待扫码的订单" }
        @if waiting.is_empty() { p { "没有等待扫码的订单。" } }
        ol.messages role="list" {
            @for payment in waiting.iter().take(LISTED) {
                li {
                    a href={ "/phone/scan?code=" (escaped(&payment.code)) } {
                        (payment.merchant) " ¥" (payment.amount.grouped())
                    }
                    div.quiet { (payment.number) " · " (china_time::clock_time(payment.taken_at)) }
                }
            }
        }
    }
}

/// Merchant, amount and cards; or the payment's result.
fn question(payment: &ScannedPayment) -> Markup {
    html! {
        div.narrow {
            p { "向 " strong { (payment.merchant) } " 付款" }
            p.amount { "¥" (payment.amount.grouped()) }
            @if !payment.subject.is_empty() { p.quiet { (payment.subject) } }
            @if payment.payable {
                form method="post" action="/phone/scan" {
                    input type="hidden" name="code" value=(payment.code);
                    label { @if payment.has_balance { "付款方式" } @else { "付款卡" }
                        select name="card" {
                            @if payment.has_balance { option value=(Payer::BALANCE) { "零钱" } }
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
                p role="status" { (payment.result) }
            }
        }
    }
}

/// What a test card is for, if it does not simply pay.
const fn hint(card: &TestCard) -> &'static str {
    match card.behaviour {
        CardBehaviour::Good => "",
        CardBehaviour::Empty => " · 余额不足",
        CardBehaviour::Frozen => " · 已冻结",
        CardBehaviour::Limited => " · 限额",
    }
}

fn done(payment: &ScannedPayment) -> Markup {
    html! {
        div.narrow {
            p.good role="status" { "付款成功" }
            p.amount { "¥" (payment.amount.grouped()) }
            p { (payment.merchant) }
        }
    }
}

fn refused(code: &str, reason: &str) -> Markup {
    html! {
        div.narrow {
            p.bad role="status" { (reason) "，未扣款" }
            p { a.button href={ "/phone/scan?code=" (escaped(code)) } { "换一张卡" } }
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
