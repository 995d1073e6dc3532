//! `frontTransReq.do`: the browser posts a signed form and is redirected to the
//! bank's page, on another host, as UnionPay's gateway redirects to its
//! cashier. A server that posts here gets the redirect too (wire facts 1.1).
//!
//! The same form sent again (back, refresh, a second tab) leads to the same
//! page and starts no second transaction.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::random_text;
use maud::html;

use super::{Endpoint, EnvelopeError, GatewayError, GatewayRequest, MessageFields, UnionPay, echo};
use crate::networks::page::shell;
use crate::networks::page_language::PageLanguage;
use crate::networks::tester_text::{TesterText, network_lang};
use crate::networks::union_pay::code::RespCode;
use crate::networks::union_pay::keys::UnionPayKit;
use crate::networks::union_pay::records::{PayMethod, RecordChange};
use crate::networks::union_pay::request;

/// Accepts the form.
pub(super) async fn take(
    State(network): State<Arc<UnionPay>>,
    language: PageLanguage,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = match network.keys.open(&body) {
        Ok(fields) => fields,
        Err(EnvelopeError::Garbled) => return refused(&language, RespCode::Format, "", None),
        Err(EnvelopeError::Unsigned(_)) => {
            return refused(&language, RespCode::Signature, "", None);
        }
    };
    match ticket(&network, &fields) {
        Ok(ticket) => {
            let page = format!("{}/bank/{ticket}", cashier(&headers));
            (StatusCode::FOUND, [(header::LOCATION, page)]).into_response()
        }
        Err(GatewayError::No(refusal)) => {
            let return_url = fields
                .get("frontUrl")
                .filter(|_| refusal.detail != "frontUrl");
            let return_url = return_url.map(String::as_str);
            refused(&language, refusal.code, refusal.detail, return_url)
        }
        Err(GatewayError::Fault(error)) => {
            tracing::error!(%error, "the sandbox's records cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        // Failures apply where money moves, so there is none here.
        Err(GatewayError::Broken(_) | GatewayError::Slow(_)) => {
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

/// The origin of the bank's pages: `localhost` for a request to 127.0.0.1, so
/// that the browser changes hosts; empty (the same origin) for any other host.
fn cashier(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let port = host.and_then(|host| host.strip_prefix("127.0.0.1:"));
    port.map_or_else(String::new, |port| format!("http://localhost:{port}"))
}

/// The ticket of the transaction's page; a new transaction gets a new one.
fn ticket(network: &UnionPay, fields: &MessageFields) -> Result<String, GatewayError> {
    let now = network.shared.now();
    let state = &mut *network.state();
    let key_fields = ["merId", "orderId"].map(|name| fields.get(name).cloned().unwrap_or_default());
    let [mer_id, order_id] = key_fields;
    if let Some(transaction) = state
        .records
        .transaction(&super::TransactionId { mer_id, order_id })
    {
        let same = transaction.echo == echo(fields);
        let known = transaction.method.ticket().filter(|_| same);
        return known.map(str::to_owned).ok_or(RespCode::Duplicate.into());
    }
    let kind = request::check(fields, Endpoint::Front, UnionPayKit::ACQ_INS_CODE, now)?;
    let request = GatewayRequest {
        network,
        fields,
        kind,
        now,
    };
    let ticket = random_text(&*network.shared.entropy);
    let transaction = request.transaction(PayMethod::Front {
        ticket: ticket.clone(),
        front_url: request.get("frontUrl").to_owned(),
        bank: fields
            .get("issInsCode")
            .filter(|code| !code.is_empty())
            .cloned(),
    });
    state
        .records
        .write(vec![RecordChange::Taken(Box::new(transaction))])?;
    Ok(ticket)
}

/// The page of a refused request. `return_url` is a link back to Paydesk.
fn refused(
    language: &PageLanguage,
    code: RespCode,
    detail: &str,
    return_url: Option<&str>,
) -> Response {
    let text = TesterText::of(language.locale);
    let body = html! {
        p.bad {
            (text.response_code) " " strong { (code.digits()) } " "
            span lang=[network_lang(language.locale)] { (code.text()) }
        }
        @if !detail.is_empty() { p { code { (detail) } } }
        @if let Some(return_url) = return_url {
            p { a.button href=(return_url) { (language.text().back) } }
        }
    };
    let mut page = shell(language, text.refused, &body);
    *page.status_mut() = StatusCode::BAD_REQUEST;
    page
}
