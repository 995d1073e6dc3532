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
use domain::locale::Locale;
use maud::{Markup, html};
use serde::Deserialize;

use super::cards::{CARDS, CardBehaviour, TestCard};
use super::page_language::PageLanguage;
use super::payer::Payer;
use super::payer_page::PhoneApp;
use super::payment_network::{ScanResult, ScannedPayment};
use super::{Networks, china_time, payer_page, payer_text, refunds};

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
    language: PageLanguage,
    Query(whose): Query<PhoneQuery>,
) -> Response {
    let now = networks.shared.now();
    let text = language.text();
    let refunds = refunds::on_the_phone(&networks, &language, now);
    let state = networks.shared.state();
    let phone = whose.phone.as_deref().filter(|phone| !phone.is_empty());
    let list = html! {
        p.quiet { (text.messages_lead) }
        ol.messages role="list" {
            @for message in state.inbox.messages(phone) {
                li {
                    div.code { (message.code) }
                    div lang="zh-CN" { (message.text) }
                    div.quiet {
                        (message.phone) " · " (text.received) " " (china_time::date_and_time(message.at))
                    }
                }
            }
        }
        @if state.inbox.messages(phone).next().is_none() { p { (text.no_messages) } }
        (refunds)
    };
    payer_page::phone(&language, StatusCode::OK, PhoneApp::Messages, &list)
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

async fn scan(
    State(networks): State<Arc<Networks>>,
    language: PageLanguage,
    Query(seen): Query<ScanQuery>,
) -> Response {
    let now = networks.shared.now();
    let code = seen.code.trim();
    let finder = || finder(&networks, &language, now);
    if code.is_empty() {
        return scanner(&language, StatusCode::OK, &finder());
    }
    match networks.scan(code, now) {
        None => {
            let body = html! { p.bad role="status" { (language.text().not_a_code) } (finder()) };
            scanner(&language, StatusCode::NOT_FOUND, &body)
        }
        Some(payment) => scanner(&language, StatusCode::OK, &question(&language, &payment)),
    }
}

async fn confirm(
    State(networks): State<Arc<Networks>>,
    language: PageLanguage,
    Form(confirmed): Form<ConfirmForm>,
) -> Response {
    let now = networks.shared.now();
    let code = confirmed.code.trim();
    let result = Payer::by_id(&confirmed.card).and_then(|payer| {
        let mut each = networks.list.iter();
        each.find_map(|network| network.pay_scanned(code, payer, now))
    });
    let (Some(result), Some(payment)) = (result, networks.scan(code, now)) else {
        let body = html! { p.bad role="status" { (language.text().no_account) } };
        return scanner(&language, StatusCode::NOT_FOUND, &body);
    };
    let ok = |body| scanner(&language, StatusCode::OK, &body);
    match result {
        Ok(ScanResult::Paid) => ok(done(&language, &payment)),
        Ok(ScanResult::PaidSlowly) => {
            tokio::time::sleep(networks.shared.slowness).await;
            ok(done(&language, &payment))
        }
        Ok(ScanResult::Refused(reason)) => ok(refused(&language, code, &reason)),
        Ok(ScanResult::NotPayable) => ok(question(&language, &payment)),
        Ok(ScanResult::Silence) => lost(&language, StatusCode::GATEWAY_TIMEOUT),
        Ok(ScanResult::BadGateway) => lost(&language, StatusCode::BAD_GATEWAY),
        Err(error) => {
            tracing::error!(%error, "the sandbox's records cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A field for the QR code's content, and the open QR codes.
fn finder(networks: &Networks, language: &PageLanguage, now: At) -> Markup {
    let text = language.text();
    let each = networks.list.iter().map(|network| network.open_codes(now));
    let mut waiting: Vec<ScannedPayment> = each.flatten().collect();
    waiting.sort_by_key(|payment| std::cmp::Reverse(payment.taken_at));
    html! {
        form method="get" action="/phone/scan" {
            input type="hidden" name="lang" value=(text.tag);
            label { (text.code) input name="code" required autocomplete="off" inputmode="url"; }
            div.row { button.main { (text.scan) } }
        }
        h2 { (text.open_codes) }
        @if waiting.is_empty() { p { (text.no_open_codes) } }
        ol.messages role="list" {
            @for payment in waiting.iter().take(LISTED) {
                li {
                    a href=(scanned(language, &payment.code)) {
                        (payment.merchant) " ¥" (payment.amount.grouped())
                    }
                    div.quiet {
                        (payment.number) " · " (text.made) " " (china_time::date_and_time(payment.taken_at))
                    }
                }
            }
        }
    }
}

/// Merchant, amount and cards; or the payment's result.
fn question(language: &PageLanguage, payment: &ScannedPayment) -> Markup {
    let text = language.text();
    html! {
        p { (text.pay_to) " " strong { (payment.merchant) } }
        p.amount { "¥" (payment.amount.grouped()) }
        @if !payment.subject.is_empty() { p.quiet { (payment.subject) } }
        @if payment.payable {
            form method="post" action=(language.link("/phone/scan")) {
                input type="hidden" name="code" value=(payment.code);
                label { (text.pay_with)
                    select name="card" {
                        @if payment.has_balance { option value=(Payer::BALANCE) { (text.balance) } }
                        @for card in &CARDS {
                            option value=(card.id) { (account(language.locale, card)) }
                        }
                    }
                }
                div.row {
                    button.main { (text.confirm) }
                    a.button href=(language.link("/phone/scan")) { (text.do_not_pay) }
                }
            }
        } @else {
            p role="status" { (payer_text::result(language.locale, &payment.result)) }
        }
    }
}

/// A card among the payer's accounts, with what a test card is for if it does
/// not simply pay.
fn account(locale: Locale, card: &TestCard) -> String {
    let (bank, last_four, name) = (card.bank_name(locale), card.last_four(), card.holder.name);
    let hint = match (card.behaviour, locale) {
        (CardBehaviour::Good, _) => "",
        (CardBehaviour::Empty, Locale::ZhCn) => " · 余额不足",
        (CardBehaviour::Empty, Locale::En) => " · empty",
        (CardBehaviour::Frozen, Locale::ZhCn) => " · 已冻结",
        (CardBehaviour::Frozen, Locale::En) => " · frozen",
        (CardBehaviour::Limited, Locale::ZhCn) => " · 限额",
        (CardBehaviour::Limited, Locale::En) => " · limited",
    };
    match locale {
        Locale::ZhCn => format!("{bank}（{last_four}）{name}{hint}"),
        Locale::En => format!("{bank} ({last_four}) {name}{hint}"),
    }
}

fn done(language: &PageLanguage, payment: &ScannedPayment) -> Markup {
    html! {
        p.good role="status" { (language.text().paid) }
        p.amount { "¥" (payment.amount.grouped()) }
        p { (payment.merchant) }
    }
}

fn refused(language: &PageLanguage, code: &str, reason: &str) -> Markup {
    let text = language.text();
    let (reason, digits) = reason.split_once('（').unwrap_or((reason, ""));
    html! {
        p.bad role="status" { (payer_text::result(language.locale, reason)) }
        p { (text.not_charged) @if !digits.is_empty() { "（" (digits) } }
        p { a.button href=(scanned(language, code)) { (text.other_card) } }
    }
}

fn lost(language: &PageLanguage, code: StatusCode) -> Response {
    let body =
        html! { p.bad role="status" { (language.text().no_answer) " HTTP " (code.as_u16()) } };
    scanner(language, code, &body)
}

fn scanner(language: &PageLanguage, status: StatusCode, body: &Markup) -> Response {
    payer_page::phone(language, status, PhoneApp::Scan, body)
}

/// The address of a scanned code.
fn scanned(language: &PageLanguage, code: &str) -> String {
    let path = format!("/phone/scan?code={}", escaped(code));
    language.link(&path)
}

/// A text escaped for a query string.
fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
