//! The payer's phone: messages with codes, and a scanner.
//!
//! Reading a code's text stands in for the camera. Confirming is a form that
//! works once per payment; walking away does nothing at all.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::clock::At;
use maud::{Markup, html};
use serde::Deserialize;

use super::books::Trade;
use super::cards::{CARDS, Card};
use super::code::Code;
use super::page::shell;
use super::payment::{Payer, Shown, pay};
use super::{Inner, Live, refunds, stamp};

/// Codes listed for those who have none to paste.
const LISTED: usize = 10;

/// The routes.
pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/phone", get(messages))
        .route("/phone/messages", get(messages_json))
        .route("/phone/scan", get(scan).post(confirm))
}

/// Whose phone; all phones without it.
#[derive(Debug, Deserialize)]
struct Whose {
    phone: Option<String>,
}

/// What the scanner sees.
#[derive(Debug, Deserialize)]
struct Seen {
    #[serde(default)]
    code: String,
}

/// The payer confirms.
#[derive(Debug, Deserialize)]
struct Confirmed {
    code: String,
    /// A card's name in `cards`.
    card: String,
}

async fn messages(State(network): State<Arc<Inner>>, Query(whose): Query<Whose>) -> Response {
    let now = network.clock.now();
    let live = network.live();
    let phone = whose.phone.as_deref().filter(|phone| !phone.is_empty());
    let list = html! {
        p.quiet { "所有测试手机的短信，最新的在上。每 3 秒自动刷新。" }
        ol.messages role="list" {
            @for message in live.inbox.messages(phone) {
                li {
                    div.code { (message.code) }
                    div { (message.text) }
                    div.quiet { (message.phone) " · " (stamp::clock_time(message.at)) }
                }
            }
        }
        @if live.inbox.messages(phone).next().is_none() { p { "还没有短信。" } }
        (refunds::on_the_phone(&live, now))
    };
    shell("手机短信", Some(3), &list)
}

/// `[{phone, code, text, order_id, at}]`, the newest first.
async fn messages_json(State(network): State<Arc<Inner>>, Query(whose): Query<Whose>) -> Response {
    let live = network.live();
    let list: Vec<_> = live.inbox.messages(whose.phone.as_deref()).collect();
    Json(list).into_response()
}

async fn scan(State(network): State<Arc<Inner>>, Query(seen): Query<Seen>) -> Response {
    let now = network.clock.now();
    let live = network.live();
    let code = seen.code.trim();
    if code.is_empty() {
        return shell("扫一扫", None, &finder(&live, now));
    }
    match live.books.by_qr(code) {
        None => status(
            StatusCode::NOT_FOUND,
            &html! { p.bad { "这不是本沙箱的二维码（88）。" } (finder(&live, now)) },
        ),
        Some(trade) => status(StatusCode::OK, &question(trade, code, now)),
    }
}

async fn confirm(State(network): State<Arc<Inner>>, Form(confirmed): Form<Confirmed>) -> Response {
    let now = network.clock.now();
    let live = &mut *network.live();
    let trade = live.books.by_qr(confirmed.code.trim()).cloned();
    let (Some(trade), Some(card)) = (trade, Card::by_id(&confirmed.card)) else {
        return status(
            StatusCode::NOT_FOUND,
            &html! { p.bad { "没有这个二维码或这张卡。" } },
        );
    };
    if !trade.is_payable(now) {
        return status(StatusCode::OK, &question(&trade, &confirmed.code, now));
    }
    match pay(&network, live, &trade, &Payer::card(card), vec![], now) {
        Ok(Shown::Paid) => status(StatusCode::OK, &done(&trade)),
        Ok(Shown::Refused(code)) => status(StatusCode::OK, &refused(&trade, code)),
        Ok(Shown::Silence | Shown::Cut) => lost(StatusCode::GATEWAY_TIMEOUT),
        Ok(Shown::BadGateway) => lost(StatusCode::BAD_GATEWAY),
        Err(error) => {
            tracing::error!(%error, "the sandbox's books cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A field for the code's text, and the codes that wait to be scanned.
fn finder(live: &Live, now: At) -> Markup {
    let waiting: Vec<&Trade> = live
        .books
        .newest()
        .into_iter()
        .filter(|trade| trade.way.qr().is_some() && trade.is_payable(now))
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
            @for trade in waiting {
                li {
                    a href={ "/phone/scan?code=" (escaped(trade.way.qr().unwrap_or_default())) } {
                        (trade.merchant) " ¥" (trade.amount().grouped())
                    }
                    div.quiet { (trade.echoed("orderId")) " · " (stamp::clock_time(trade.taken_at)) }
                }
            }
        }
    }
}

/// Merchant, amount and card; or what became of it.
fn question(trade: &Trade, code: &str, now: At) -> Markup {
    html! {
        div.narrow {
            p { "向 " strong { (trade.merchant) } " 付款" }
            p.amount { "¥" (trade.amount().grouped()) }
            @if !trade.subject.is_empty() { p.quiet { (trade.subject) } }
            @if trade.is_payable(now) {
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
                p role="status" { (trade.result(now).text()) }
            }
        }
    }
}

/// What a card that does not simply pay is for.
fn hint(card: &Card) -> &'static str {
    use super::cards::Mood;
    match card.mood {
        Mood::Good => "",
        Mood::Empty => " · 余额不足",
        Mood::Frozen => " · 已冻结",
        Mood::Limited => " · 限额",
    }
}

fn done(trade: &Trade) -> Markup {
    html! {
        div.narrow {
            p.good role="status" { "付款成功" }
            p.amount { "¥" (trade.amount().grouped()) }
            p { (trade.merchant) }
        }
    }
}

fn refused(trade: &Trade, code: Code) -> Markup {
    let again = escaped(trade.way.qr().unwrap_or_default());
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

/// A value for a query string.
fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
