//! A bank's page, to which the gateway redirects the payer, in their language.
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
use crate::networks::page_language::PageLanguage;
use crate::networks::{china_time, payer_page, payer_text};

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

async fn ask(
    State(network): State<Arc<UnionPay>>,
    language: PageLanguage,
    Path(ticket): Path<String>,
) -> Response {
    let now = network.shared.now();
    let state = network.state();
    match state.records.by_ticket(&ticket) {
        None => unknown(&language),
        Some(transaction) if !transaction.is_payable(now) => to_result(&language, &ticket),
        Some(transaction) => {
            let body = question(&language, transaction);
            bank_page(&language, StatusCode::OK, transaction, &body)
        }
    }
}

async fn decide(
    State(network): State<Arc<UnionPay>>,
    language: PageLanguage,
    Path(ticket): Path<String>,
    Form(BankPageForm { act }): Form<BankPageForm>,
) -> Response {
    let now = network.shared.now();
    let Some(transaction) = network.state().records.by_ticket(&ticket).cloned() else {
        return unknown(&language);
    };
    let reply = {
        let state = &mut *network.state();
        let payable = state.records.by_ticket(&ticket);
        if !payable.is_some_and(|transaction| transaction.is_payable(now)) {
            return to_result(&language, &ticket);
        }
        let payer = PayingAccount::bank(matches!(act, BankChoice::Pay));
        pay(&network, state, &transaction, &payer, vec![], now)
    };
    match reply {
        Ok(PaymentReply::Paid | PaymentReply::Refused(_)) => to_result(&language, &ticket),
        Ok(PaymentReply::PaidSlowly) => {
            tokio::time::sleep(network.shared.slowness).await;
            to_result(&language, &ticket)
        }
        Ok(PaymentReply::Silence | PaymentReply::Cut) => {
            no_answer(&language, StatusCode::GATEWAY_TIMEOUT, &transaction)
        }
        Ok(PaymentReply::BadGateway) => no_answer(&language, StatusCode::BAD_GATEWAY, &transaction),
        Err(error) => {
            tracing::error!(%error, "the sandbox's records cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn result(
    State(network): State<Arc<UnionPay>>,
    language: PageLanguage,
    Path(ticket): Path<String>,
) -> Response {
    let now = network.shared.now();
    let state = network.state();
    match state.records.by_ticket(&ticket) {
        None => unknown(&language),
        Some(transaction) if transaction.result(now) == RespCode::WithPayer => {
            Redirect::to(&language.link(&format!("/bank/{ticket}"))).into_response()
        }
        Some(transaction) => {
            let body = result_body(&network, &language, transaction, &ticket, now);
            bank_page(&language, StatusCode::OK, transaction, &body)
        }
    }
}

/// The page before a choice: amount, payee and the buttons.
fn question(language: &PageLanguage, transaction: &Transaction) -> Markup {
    let text = language.text();
    html! {
        (facts(language, transaction))
        form method="post" {
            div.row.row--wide {
                button.main name="act" value="pay" { (text.pay) " ¥" (transaction.amount().grouped()) }
                a.button href=(return_url(transaction)) { (text.cancel) }
            }
            p.quiet { (text.simulate) }
            div.row { button name="act" value="fail" { (text.simulate_empty) } }
        }
    }
}

/// The result, with the form that returns to Paydesk.
fn result_body(
    network: &UnionPay,
    language: &PageLanguage,
    transaction: &Transaction,
    ticket: &str,
    now: At,
) -> Markup {
    let text = language.text();
    let code = transaction.result(now);
    let paid = code == RespCode::Ok;
    let reason = payer_text::result(language.locale, code.text());
    let fields = network.keys.seal(result_fields(transaction, code));
    html! {
        p class=(if paid { "good" } else { "bad" }) role="status" {
            @if paid { (text.paid) }
            @else { (reason) "（" (code.digits()) "） · " (text.not_charged) }
        }
        (facts(language, transaction))
        form method="post" action=(return_url(transaction)) data-submit[paid] {
            @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
            div.row.row--wide {
                button.main { (text.back) }
                @if transaction.is_payable(now) {
                    a.button href=(language.link(&format!("/bank/{ticket}"))) { (text.again) }
                }
            }
        }
        @if paid { script src="/submit.js" defer {} }
    }
}

/// The page of a failed bank: the payer does not see the result.
fn no_answer(language: &PageLanguage, status: StatusCode, transaction: &Transaction) -> Response {
    let text = language.text();
    let body = html! {
        p.bad role="status" { (text.bank_no_answer) " HTTP " (status.as_u16()) }
        p { (text.bank_no_answer_next) }
        p { a.button href=(return_url(transaction)) { (text.back) } }
    };
    bank_page(language, status, transaction, &body)
}

fn facts(language: &PageLanguage, transaction: &Transaction) -> Markup {
    let text = language.text();
    html! {
        p.amount { "¥" (transaction.amount().grouped()) }
        dl {
            dt { (text.payee) } dd { (transaction.merchant) }
            @if !transaction.subject.is_empty() { dt { (text.goods) } dd { (transaction.subject) } }
            dt { (text.order_no) } dd { (transaction.echoed("orderId")) }
            @if let Some(until) = transaction.pay_until {
                dt { (text.pay_before) }
                dd { (china_time::date_and_time(until)) " " (text.beijing_time) }
            }
        }
    }
}

/// A page of the transaction's bank.
fn bank_page(
    language: &PageLanguage,
    status: StatusCode,
    transaction: &Transaction,
    body: &Markup,
) -> Response {
    let text = language.text();
    let code = match &transaction.method {
        PayMethod::Front { bank, .. } => bank.as_deref().unwrap_or_default(),
        PayMethod::Token | PayMethod::Qr { .. } => "",
    };
    let bank = Bank::by_code(code).map_or(text.any_bank, |bank| bank.name(language.locale));
    payer_page::bank(language, status, &format!("{bank} {}", text.bank), body)
}

fn return_url(transaction: &Transaction) -> &str {
    match &transaction.method {
        PayMethod::Front { front_url, .. } => front_url,
        PayMethod::Token | PayMethod::Qr { .. } => "/",
    }
}

fn to_result(language: &PageLanguage, ticket: &str) -> Response {
    let to = language.link(&format!("/bank/{ticket}/result"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

fn unknown(language: &PageLanguage) -> Response {
    let text = language.text();
    let body = html! { p { (text.no_order) } };
    payer_page::bank(language, StatusCode::NOT_FOUND, text.no_page, &body)
}
