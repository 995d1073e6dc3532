//! A network tells us by itself. The channel has checked who signed it; here
//! it is compared with what we asked for, applied, committed, and only then
//! acknowledged, so that a notice we lost comes again.

use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::refund::learn::{Belief, learn_in};
use crate::settle::{Patience, settle_in};
use crate::store::notices::{self, NoticeRow};
use crate::store::refund_tries::{self, TryRow};
use crate::store::trades::{self, TradeRow};
use crate::store::{Tx, attempts, merchants, orders, refunds};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::unionpay::{About, Notice, SentAs};
use domain::clock::At;
use domain::ids::NoticeId;
use domain::product::Channel;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;

impl Engine {
    /// Takes a UnionPay notice in: the body of the POST, as it came. Answers
    /// after the commit: now it may be acknowledged.
    ///
    /// # Errors
    /// `bad_request` for a notice that is forged, unreadable, or about
    /// something else than was asked: no order is touched. A fault: not
    /// acknowledged, the network sends again.
    #[tracing::instrument(skip_all, fields(channel = Channel::UnionPay.name()))]
    pub(crate) async fn notice(self: &Arc<Self>, body: &[u8]) -> Result<(), Error> {
        let now = self.now();
        let notice = self.union_pay.notice(body, now).map_err(|refused| {
            tracing::warn!(%refused, bytes = body.len(), "a notice is not believed");
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
                        Ok(Subject::Payment(trade)) => {
                            settle_in(tx, &engine, &trade, &notice.outcome, Patience::Wait).await?;
                            Ok(None)
                        }
                        Ok(Subject::Refund(row)) => {
                            let word = &notice.outcome;
                            learn_in(tx, &engine, &row.wire_no, word, Belief::Told).await?;
                            Ok(None)
                        }
                    }
                })
            })
            .await?;
        match mismatch {
            None => Ok(()),
            Some(field) => {
                tracing::error!(field, "a well-signed notice differs from what was asked");
                Err(Error::refused(
                    Code::BadRequest,
                    "the notice differs from what was asked",
                ))
            }
        }
    }
}

/// What a notice is about, among all we ever sent.
enum Subject {
    /// A payment's number.
    Payment(TradeRow),
    /// A number of money on its way back.
    Refund(TryRow),
}

/// What a notice is about, if all it says of it is what we asked for; else
/// the field that differs.
async fn matching(tx: &mut Tx, notice: &Notice) -> Result<Result<Subject, &'static str>, Error> {
    Ok(match notice.about {
        About::Payment => payment(tx, notice).await?.map(Subject::Payment),
        About::Refund(sent_as) => refund(tx, notice, sent_as).await?.map(Subject::Refund),
    })
}

/// A payment in another amount than was asked for is not believed on a
/// notice's word alone: it is refused, and the question decides.
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
    sent_as: SentAs,
) -> Result<Result<TryRow, &'static str>, Error> {
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

/// Networks write whole seconds.
const fn same_second(ours: At, theirs: At) -> bool {
    ours.ms().div_euclid(1000) == theirs.ms().div_euclid(1000)
}
