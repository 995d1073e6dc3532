//! `frontTransReq.do`: the browser brings a signed form and is led to the
//! bank's page, by a redirect to another host, as UnionPay's gateway leads to
//! its cashier. A redirect serves a server that posts here as well (wire
//! facts 1.1).
//!
//! The same form again (back, refresh, a second tab) leads to the same page:
//! it makes no second transaction.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::random_text;

use super::{Door, Fields, Halt, Inner, Request, Unread, echo};
use crate::keys::Kit;
use crate::networks::books::{Change, Way};
use crate::networks::code::Code;
use crate::networks::{page, request};

/// Takes the form in.
pub(super) async fn take(
    State(network): State<Arc<Inner>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = match network.keys.open(&body) {
        Ok(fields) => fields,
        Err(Unread::Garbled) => return page::refused(Code::Format, "", None),
        Err(Unread::Unsigned(_)) => return page::refused(Code::Signature, "", None),
    };
    match ticket(&network, &fields) {
        Ok(ticket) => {
            let page = format!("{}/bank/{ticket}", cashier(&headers));
            (StatusCode::FOUND, [(header::LOCATION, page)]).into_response()
        }
        Err(Halt::No(no)) => {
            let home = fields.get("frontUrl").filter(|_| no.about != "frontUrl");
            page::refused(no.code, no.about, home.map(String::as_str))
        }
        Err(Halt::Fault(error)) => {
            tracing::error!(%error, "the sandbox's books cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        // Troubles strike where money moves, so none comes from here.
        Err(Halt::Trouble(_)) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// Where the bank's pages are: this very server by its other name, so that a
/// browser meets another host; the same one where it has no other name.
fn cashier(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let port = host.and_then(|host| host.strip_prefix("127.0.0.1:"));
    port.map_or_else(String::new, |port| format!("http://localhost:{port}"))
}

/// The ticket of the transaction's page; a new one for a new transaction.
fn ticket(network: &Inner, fields: &Fields) -> Result<String, Halt> {
    let now = network.clock.now();
    let live = &mut *network.live();
    let key_fields = ["merId", "orderId"].map(|name| fields.get(name).cloned().unwrap_or_default());
    let [mer_id, order_id] = key_fields;
    if let Some(trade) = live.books.trade(&super::Key { mer_id, order_id }) {
        let same = trade.echo == echo(fields);
        let known = trade.way.ticket().filter(|_| same);
        return known.map(str::to_owned).ok_or(Code::Duplicate.into());
    }
    let kind = request::check(fields, Door::Front, Kit::ACQ_INS_CODE, now)?;
    let request = Request {
        network,
        fields,
        kind,
        now,
    };
    let ticket = random_text(&*network.entropy);
    let trade = request.trade(Way::Front {
        ticket: ticket.clone(),
        front_url: request.get("frontUrl").to_owned(),
        bank: fields
            .get("issInsCode")
            .filter(|code| !code.is_empty())
            .cloned(),
    });
    live.books.write(vec![Change::Taken(Box::new(trade))])?;
    Ok(ticket)
}
