//! Notices to the desk: signed, form encoded, sent until they are
//! acknowledged, five times at most (wire facts 1.10).
//!
//! Times are by the network's clock and kept in the books, so that a restart
//! goes on where it was. Nothing but this machine is ever called.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::task::JoinSet;

use super::books::{Books, Change, Letter, Refund, State, Told, Trade};
use super::code::Code;
use super::envelope::{Fields, form};
use super::{Inner, request};

/// How long the desk has for its acknowledgement.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest nap, so that a clock that is set forward is noticed.
const NAP_MAX_MS: i64 = 1_000;

/// The client for notices: no redirects (302 is an acknowledgement), no
/// proxy, and `localhost` is this machine whatever a resolver says.
pub(super) fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .resolve("localhost", ([127, 0, 0, 1], 0).into())
        .timeout(PATIENCE)
        .build()
}

/// Sends what is due, for ever. A slow desk holds up no other notice.
pub(super) async fn run(network: Arc<Inner>) {
    let mut sending = JoinSet::new();
    loop {
        for letter in take_due(&network) {
            sending.spawn(send(Arc::clone(&network), letter));
        }
        tokio::select! {
            () = network.wake.notified() => {}
            Some(_) = sending.join_next() => {}
            () = tokio::time::sleep(nap(&network)) => {}
        }
    }
}

/// Sends what is due now, once, and waits for it.
pub(super) async fn deliver_due(network: &Arc<Inner>) -> usize {
    let letters = take_due(network);
    let count = letters.len();
    let mut sending = JoinSet::new();
    for letter in letters {
        sending.spawn(send(Arc::clone(network), letter));
    }
    while sending.join_next().await.is_some() {}
    count
}

/// The letters that are due, marked as under way.
fn take_due(network: &Inner) -> Vec<Letter> {
    let now = network.clock.now();
    let mut live = network.live();
    let live = &mut *live;
    if live.holds.holds_notices() {
        return vec![];
    }
    let due = live.books.due().take_while(|(at, _)| *at <= now);
    let letters: Vec<Letter> = due
        .filter(|(_, letter)| !live.in_flight.contains(&letter.id))
        .map(|(_, letter)| letter.clone())
        .collect();
    live.in_flight
        .extend(letters.iter().map(|letter| letter.id));
    letters
}

/// How long nothing is due.
fn nap(network: &Inner) -> Duration {
    let now = network.clock.now();
    let live = network.live();
    let next = live
        .books
        .due()
        .find(|(_, letter)| !live.in_flight.contains(&letter.id));
    let ms = next
        .map(|(at, _)| at)
        .map_or(NAP_MAX_MS, |at| (at.ms() - now.ms()).clamp(1, NAP_MAX_MS));
    Duration::from_millis(u64::try_from(ms).unwrap_or(1))
}

/// Sends one letter and writes down what came of it.
async fn send(network: Arc<Inner>, letter: Letter) {
    let post = {
        let live = network.live();
        post(&network, &live.books, &letter)
    };
    let next = letter.after_this(network.clock.now());
    let acknowledged = match post {
        Some((url, body)) if request::on_this_machine(&url) => call(&network, url, body).await,
        _ => false,
    };
    let next = if acknowledged { None } else { next };
    let sent = Change::Sent {
        id: letter.id,
        next,
        acknowledged,
    };
    let mut live = network.live();
    match live.books.write(vec![sent]) {
        Ok(()) => {
            live.in_flight.remove(&letter.id);
        }
        // Left under way: without books it would be sent again at once, for
        // ever. The next start sends it.
        Err(error) => tracing::error!(%error, "the sandbox's books cannot be written"),
    }
}

/// True when the desk acknowledged.
async fn call(network: &Inner, url: String, body: String) -> bool {
    let sent = network
        .client
        .post(url)
        .header(
            "content-type",
            "application/x-www-form-urlencoded;charset=UTF-8",
        )
        .body(body)
        .send()
        .await;
    matches!(
        sent.map(|r| r.status()),
        Ok(StatusCode::OK | StatusCode::FOUND)
    )
}

/// Where a notice goes, and its body.
fn post(network: &Inner, books: &Books, letter: &Letter) -> Option<(String, String)> {
    let (url, fields, well_signed) = match &letter.told {
        Told::Paid {
            paid,
            fen,
            well_signed,
        } => {
            let trade = books.trade(&letter.key)?;
            let mut fields = result_fields(trade, Code::Ok);
            fields.insert("queryId".to_owned(), paid.query_id.clone());
            fields.insert("settleAmt".to_owned(), fen.to_string());
            fields.insert("txnAmt".to_owned(), fen.to_string());
            (&trade.back_url, fields, *well_signed)
        }
        Told::Refused(code) => {
            let trade = books.trade(&letter.key)?;
            (&trade.back_url, result_fields(trade, *code), true)
        }
        Told::Returned { fen, well_signed } => {
            let refund = books.refund(&letter.key)?;
            let mut fields = refund_fields(refund, refund.outcome());
            fields.insert("txnAmt".to_owned(), fen.to_string());
            (&refund.back_url, fields, *well_signed)
        }
    };
    Some((url.clone(), body(network, fields, well_signed)))
}

/// The notice as it goes out.
fn body(network: &Inner, fields: Fields, well_signed: bool) -> String {
    let mut sealed = network.keys.seal(fields);
    if !well_signed && let Some(signature) = sealed.get_mut("signature") {
        let other = if signature.starts_with('A') { "B" } else { "A" };
        signature.replace_range(..1, other);
    }
    form(&sealed)
}

/// What a notice, a front return and a query's answer say of a transaction:
/// the repeated fields, the code and, when paid, the facts.
pub(super) fn result_fields(trade: &Trade, code: Code) -> Fields {
    let mut fields = trade.echo.clone();
    let mut set = |name: &str, value: &str| {
        fields.insert(name.to_owned(), value.to_owned());
    };
    set("respCode", code.digits());
    set("respMsg", code.text());
    if let State::Paid(paid) = &trade.state {
        set("queryId", &paid.query_id);
        set("traceNo", &paid.trace_no);
        set("traceTime", &paid.trace_time);
        set("settleDate", &paid.settle_date);
        set("settleAmt", &trade.fen.to_string());
        set("settleCurrencyCode", "156");
        set("exchangeRate", "0");
        set("accNo", &paid.card);
    }
    fields
}

/// What a notice and a query's answer say of a refund or an undo.
pub(super) fn refund_fields(refund: &Refund, code: Code) -> Fields {
    let mut fields = refund.echo.clone();
    for (name, value) in [
        ("respCode", code.digits()),
        ("respMsg", code.text()),
        ("currencyCode", "156"),
        ("queryId", &refund.facts.query_id),
        ("traceNo", &refund.facts.trace_no),
        ("traceTime", &refund.facts.trace_time),
        ("settleDate", &refund.facts.settle_date),
        ("accNo", &refund.facts.card),
    ] {
        fields.insert(name.to_owned(), value.to_owned());
    }
    fields
}
