//! Notices to Paydesk: signed, form encoded, and sent until they are
//! acknowledged, at most five times (wire facts 1.10).
//!
//! Their times are in the records, so that a restart continues them. Only
//! loopback addresses are called.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::task::JoinSet;

use super::code::RespCode;
use super::envelope::{MessageFields, form};
use super::records::{
    NetworkRecords, NoticeContent, OutgoingNotice, RecordChange, RefundRecord, Transaction,
    TransactionState,
};
use super::{NetworkShared, request};

/// The time-out for the acknowledgement.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest sleep, so that a clock that a test sets forward is noticed.
const SLEEP_MAX_MS: i64 = 1_000;

/// The client for notices. No redirects (302 is an acknowledgement), no proxy,
/// and `localhost` is always the loopback address.
pub(super) fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .resolve("localhost", ([127, 0, 0, 1], 0).into())
        .timeout(TIMEOUT)
        .build()
}

/// Sends due notices until the task is aborted, concurrently.
pub(super) async fn run(network: Arc<NetworkShared>) {
    let mut sending = JoinSet::new();
    loop {
        for notice in take_due(&network) {
            sending.spawn(send(Arc::clone(&network), notice));
        }
        tokio::select! {
            () = network.wake.notified() => {}
            Some(_) = sending.join_next() => {}
            () = tokio::time::sleep(until_next_due(&network)) => {}
        }
    }
}

/// Sends the due notices once, and waits for the results.
pub(super) async fn deliver_due(network: &Arc<NetworkShared>) -> usize {
    let notices = take_due(network);
    let count = notices.len();
    let mut sending = JoinSet::new();
    for notice in notices {
        sending.spawn(send(Arc::clone(network), notice));
    }
    while sending.join_next().await.is_some() {}
    count
}

/// The notices that are due, marked as in flight.
fn take_due(network: &NetworkShared) -> Vec<OutgoingNotice> {
    let now = network.clock.now();
    let mut state = network.state();
    let state = &mut *state;
    if state.held_replies.holds_notices() {
        return vec![];
    }
    let due = state.records.due().take_while(|(at, _)| *at <= now);
    let notices: Vec<OutgoingNotice> = due
        .filter(|(_, notice)| !state.in_flight.contains(&notice.id))
        .map(|(_, notice)| notice.clone())
        .collect();
    state
        .in_flight
        .extend(notices.iter().map(|notice| notice.id));
    notices
}

/// The time until the next notice is due.
fn until_next_due(network: &NetworkShared) -> Duration {
    let now = network.clock.now();
    let state = network.state();
    let next = state
        .records
        .due()
        .find(|(_, notice)| !state.in_flight.contains(&notice.id));
    let ms = next.map(|(at, _)| at).map_or(SLEEP_MAX_MS, |at| {
        (at.ms() - now.ms()).clamp(1, SLEEP_MAX_MS)
    });
    Duration::from_millis(u64::try_from(ms).unwrap_or(1))
}

/// Sends one notice and records the result.
async fn send(network: Arc<NetworkShared>, notice: OutgoingNotice) {
    let post = {
        let state = network.state();
        post(&network, &state.records, &notice)
    };
    let next = notice.retry_at(network.clock.now());
    let acknowledged = match post {
        Some((url, body)) if request::on_this_machine(&url) => call(&network, url, body).await,
        _ => false,
    };
    let next = if acknowledged { None } else { next };
    let sent = RecordChange::Sent {
        id: notice.id,
        next,
        acknowledged,
    };
    let mut state = network.state();
    match state.records.write(vec![sent]) {
        Ok(()) => {
            state.in_flight.remove(&notice.id);
        }
        // It stays marked as in flight: without a record it would be sent again
        // at once and without end. The next start sends it.
        Err(error) => tracing::error!(%error, "the sandbox's records cannot be written"),
    }
}

/// True when Paydesk acknowledged.
async fn call(network: &NetworkShared, url: String, body: String) -> bool {
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

/// The URL and the body of a notice.
fn post(
    network: &NetworkShared,
    records: &NetworkRecords,
    notice: &OutgoingNotice,
) -> Option<(String, String)> {
    let (url, fields, well_signed) = match &notice.content {
        NoticeContent::Paid {
            paid,
            fen,
            well_signed,
        } => {
            let transaction = records.transaction(&notice.key)?;
            let mut fields = result_fields(transaction, RespCode::Ok);
            fields.insert("queryId".to_owned(), paid.query_id.clone());
            fields.insert("settleAmt".to_owned(), fen.to_string());
            fields.insert("txnAmt".to_owned(), fen.to_string());
            (&transaction.back_url, fields, *well_signed)
        }
        NoticeContent::Refused(code) => {
            let transaction = records.transaction(&notice.key)?;
            (
                &transaction.back_url,
                result_fields(transaction, *code),
                true,
            )
        }
        NoticeContent::Returned { fen, well_signed } => {
            let refund = records.refund(&notice.key)?;
            let mut fields = refund_fields(refund, refund.outcome());
            fields.insert("txnAmt".to_owned(), fen.to_string());
            (&refund.back_url, fields, *well_signed)
        }
    };
    Some((url.clone(), body(network, fields, well_signed)))
}

/// The signed body of a notice; `well_signed` is false for a bad signature.
fn body(network: &NetworkShared, fields: MessageFields, well_signed: bool) -> String {
    let mut sealed = network.keys.seal(fields);
    if !well_signed && let Some(signature) = sealed.get_mut("signature") {
        let other = if signature.starts_with('A') { "B" } else { "A" };
        signature.replace_range(..1, other);
    }
    form(&sealed)
}

/// The fields about a transaction in a notice, a front return and the answer to
/// a query: the repeated fields, the code and, when paid, the payment's
/// numbers.
pub(super) fn result_fields(transaction: &Transaction, code: RespCode) -> MessageFields {
    let mut fields = transaction.echo.clone();
    let mut set = |name: &str, value: &str| {
        fields.insert(name.to_owned(), value.to_owned());
    };
    set("respCode", code.digits());
    set("respMsg", code.text());
    if let TransactionState::Paid(paid) = &transaction.state {
        set("queryId", &paid.query_id);
        set("traceNo", &paid.trace_no);
        set("traceTime", &paid.trace_time);
        set("settleDate", &paid.settle_date);
        set("settleAmt", &transaction.fen.to_string());
        set("settleCurrencyCode", "156");
        set("exchangeRate", "0");
        set("accNo", &paid.card);
    }
    fields
}

/// The fields about a refund or an undo in a notice and the answer to a query.
pub(super) fn refund_fields(refund: &RefundRecord, code: RespCode) -> MessageFields {
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
