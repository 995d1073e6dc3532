//! Notices from a network. The channel has verified the signature. The notice
//! is compared with the stored request, applied and committed before it is
//! acknowledged; a notice that is not acknowledged is sent again.

use crate::engine::Engine;
use crate::payments::settle::{DeclinePolicy, settle_in};
use crate::refunds::outcome::{Source, settle_refund_in};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::Outcome;
use channels::unionpay::{Notice, NoticeSubject};
use domain::clock::At;
use domain::ids::NoticeId;
use domain::product::Channel;
use domain::refund::RefundMethod;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;
use store::notices::{self, NoticeRow};
use store::refund_tries::{self, RefundTryRow};
use store::trades::{self, TradeRow};
use store::{Error, Fault, Tx, attempts, merchants, orders, refunds};

impl Engine {
    /// Applies a UnionPay notice, given the body of the POST. Returns after the
    /// commit, so it may be acknowledged.
    ///
    /// # Errors
    /// `bad_request` if it is forged, unreadable or differs from the request:
    /// no order changes. A fault: not acknowledged, the network sends again.
    #[tracing::instrument(skip_all, fields(channel = Channel::UnionPay.name()))]
    pub async fn notice(self: &Arc<Self>, body: &[u8]) -> Result<(), Error> {
        let now = self.now();
        let notice = self
            .network
            .union_pay
            .notice(body, now)
            .map_err(|refused| {
                tracing::warn!(%refused, bytes = body.len(), "a notice was rejected");
                Refusal::new(Code::BadRequest, "not a notice of the network")
            })?;
        let mut row = NoticeRow {
            id: NoticeId::new(self.entropy.as_ref(), now),
            channel: Channel::UnionPay.name(),
            received_at: now,
            body_hash: URL_SAFE_NO_PAD.encode(digest(&SHA256, body)),
            wire_no: Some(notice.order_id.clone()),
            verdict: String::from("applied"),
            record: serde_json::to_string(&notice.record)
                .map_err(|_| Fault::new("a notice's record"))?,
        };
        let engine = Arc::clone(self);
        let mismatch = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let matched = matching(tx, &notice).await?;
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
            None => Ok(()),
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
async fn matching(tx: &mut Tx, notice: &Notice) -> Result<Result<Subject, &'static str>, Error> {
    Ok(match notice.subject {
        NoticeSubject::Payment => payment(tx, notice).await?.map(Subject::Payment),
        NoticeSubject::Refund(sent_as) => refund(tx, notice, sent_as).await?.map(Subject::Refund),
    })
}

/// A notice with another amount is refused; the query job decides.
async fn payment(tx: &mut Tx, notice: &Notice) -> Result<Result<TradeRow, &'static str>, Error> {
    let Some(trade) = trades::find(tx, &notice.order_id).await? else {
        return Ok(Err("orderId"));
    };
    let attempt = attempts::get(tx, &trade.attempt_id).await?;
    let order = orders::get(tx, &attempt.order_id).await?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    Ok(if !same_second(trade.txn_time, notice.txn_time) {
        Err("txnTime")
    } else if merchant.network_no != notice.mer_id {
        Err("merId")
    } else if order.facts.amount != notice.amount {
        Err("txnAmt")
    } else if trade.submitted_at.is_none() {
        Err("never submitted")
    } else {
        Ok(trade)
    })
}

async fn refund(
    tx: &mut Tx,
    notice: &Notice,
    sent_as: RefundMethod,
) -> Result<Result<RefundTryRow, &'static str>, Error> {
    let Some(row) = refund_tries::find(tx, &notice.order_id).await? else {
        return Ok(Err("orderId"));
    };
    let refund = refunds::get(tx, &row.refund_id).await?;
    let order = orders::get(tx, &refund.order_id).await?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let payment = notice.payment.as_ref();
    Ok(if row.sent_as != sent_as {
        Err("txnType")
    } else if !same_second(row.txn_time, notice.txn_time) {
        Err("txnTime")
    } else if merchant.network_no != notice.mer_id {
        Err("merId")
    } else if refund.amount != notice.amount {
        Err("txnAmt")
    } else if payment.is_some_and(|payment| *payment != refund.payment) {
        Err("origQryId")
    } else {
        Ok(row)
    })
}

/// Network times have whole seconds.
const fn same_second(ours: At, theirs: At) -> bool {
    ours.ms().div_euclid(1000) == theirs.ms().div_euclid(1000)
}
