//! Notices from a network. The channel has verified the signature. The notice
//! is compared with the stored request, applied and committed before it is
//! acknowledged; a notice that is not acknowledged is sent again.

use crate::engine::Engine;
use crate::payments::settle::{DeclinePolicy, settle_in};
use crate::refunds::outcome::{Source, settle_refund_in};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::{HttpRequest, HttpResponse, Notice, NoticeAbout, Outcome};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::ids::NoticeId;
use domain::refund::RefundMethod;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;
use store::notices::{self, NoticeRow};
use store::refund_tries::{self, RefundTryRow};
use store::trades::{self, TradeRow};
use store::{Error, Fault, Tx, attempts, merchants, orders, refunds};

impl Engine {
    /// Applies a network's notice, and returns its acknowledgement after the
    /// commit.
    ///
    /// # Errors
    /// `not_found` if the channel is not configured. `bad_request` if the
    /// notice is forged, unreadable or differs from the request: no order
    /// changes. A fault: not acknowledged, the network sends again.
    #[tracing::instrument(skip_all, fields(channel = %channel))]
    pub async fn notice(
        self: &Arc<Self>,
        channel: &ChannelId,
        call: &HttpRequest,
    ) -> Result<HttpResponse, Error> {
        let now = self.now();
        let read = self.network.read_notice(channel, call);
        let notice = read.ok_or_else(|| Error::not_found("channel"))?;
        let notice = notice.map_err(|refused| {
            tracing::warn!(%refused, bytes = call.body.len(), "a notice was rejected");
            Refusal::new(Code::BadRequest, "not a notice of the network")
        })?;
        let mut row = NoticeRow {
            id: NoticeId::new(self.entropy.as_ref(), now),
            channel: channel.clone(),
            received_at: now,
            body_hash: URL_SAFE_NO_PAD.encode(digest(&SHA256, &call.body)),
            wire_no: Some(notice.number.clone()),
            verdict: String::from("applied"),
            record: serde_json::to_string(&notice.record)
                .map_err(|_| Fault::new("a notice's record"))?,
        };
        let (engine, from) = (Arc::clone(self), channel.clone());
        let mismatch = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let matched = matching(tx, &from, &notice).await?;
                    if let Err(field) = &matched {
                        row.verdict = format!("mismatch: {field}");
                    }
                    notices::insert(tx, &row).await?;
                    match matched {
                        Err(field) => Ok(Some(field)),
                        Ok(subject) => {
                            settle_subject(tx, &engine, &subject, &notice.outcome, now).await?;
                            Ok(None)
                        }
                    }
                })
            })
            .await?;
        match mismatch {
            None => self.network.acknowledge(channel),
            Some(field) => {
                tracing::error!(field, "a well-signed notice differs from the request");
                Err(Error::refused(
                    Code::BadRequest,
                    "the notice differs from what was asked",
                ))
            }
        }
    }
}

async fn settle_subject(
    tx: &mut Tx,
    engine: &Engine,
    subject: &Subject,
    outcome: &Outcome,
    now: At,
) -> Result<(), Error> {
    match subject {
        Subject::Payment(trade) => {
            let policy = DeclinePolicy::AllowRetry;
            settle_in(tx, &engine.payments, trade, outcome, policy).await?;
        }
        Subject::Refund(number) => {
            let entropy = engine.entropy.as_ref();
            let source = Source::Notice;
            settle_refund_in(tx, entropy, &number.wire_no, outcome, source, now).await?;
        }
    }
    Ok(())
}

/// The request that a notice is about.
enum Subject {
    /// A payment request.
    Payment(TradeRow),
    /// A refund request.
    Refund(RefundTryRow),
}

/// The request of a notice, if all its facts match; else the first field that
/// differs.
async fn matching(
    tx: &mut Tx,
    from: &ChannelId,
    notice: &Notice,
) -> Result<Result<Subject, &'static str>, Error> {
    Ok(match notice.about {
        NoticeAbout::Payment => payment(tx, from, notice).await?.map(Subject::Payment),
        NoticeAbout::Refund(method) => {
            let refund = refund(tx, from, notice, method).await?;
            refund.map(Subject::Refund)
        }
    })
}

/// A notice with another amount is refused; the query job decides.
async fn payment(
    tx: &mut Tx,
    from: &ChannelId,
    notice: &Notice,
) -> Result<Result<TradeRow, &'static str>, Error> {
    let Some(trade) = trades::find(tx, &notice.number).await? else {
        return Ok(Err("number"));
    };
    let attempt = attempts::get(tx, &trade.attempt_id).await?;
    let order = orders::get(tx, &attempt.order_id).await?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    Ok(if attempt.channel != *from {
        Err("channel")
    } else if !same_second(trade.txn_time, notice.time) {
        Err("time")
    } else if merchant.network_no != notice.account {
        Err("account")
    } else if order.facts.amount != notice.amount {
        Err("amount")
    } else if trade.submitted_at.is_none() {
        Err("never submitted")
    } else {
        Ok(trade)
    })
}

async fn refund(
    tx: &mut Tx,
    from: &ChannelId,
    notice: &Notice,
    method: RefundMethod,
) -> Result<Result<RefundTryRow, &'static str>, Error> {
    let Some(row) = refund_tries::find(tx, &notice.number).await? else {
        return Ok(Err("number"));
    };
    let refund = refunds::get(tx, &row.refund_id).await?;
    let order = orders::get(tx, &refund.order_id).await?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let payment = notice.payment.as_ref();
    Ok(if refund.channel != *from {
        Err("channel")
    } else if row.sent_as != method {
        Err("method")
    } else if !same_second(row.txn_time, notice.time) {
        Err("time")
    } else if merchant.network_no != notice.account {
        Err("account")
    } else if refund.amount != notice.amount {
        Err("amount")
    } else if payment.is_some_and(|payment| *payment != refund.payment) {
        Err("payment")
    } else {
        Ok(row)
    })
}

/// True if the notice names our time, or none. Network times have whole
/// seconds.
fn same_second(ours: At, theirs: Option<At>) -> bool {
    theirs.is_none_or(|theirs| ours.ms().div_euclid(1000) == theirs.ms().div_euclid(1000))
}
