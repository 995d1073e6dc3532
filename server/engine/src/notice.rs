//! A network tells us by itself. The channel has checked who signed it; here
//! it is compared with what we asked for, applied, committed, and only then
//! acknowledged, so that a notice we lost comes again.

use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::settle::{Patience, settle_in};
use crate::store::notices::{self, NoticeRow};
use crate::store::trades::{self, TradeRow};
use crate::store::{Tx, attempts, merchants, orders};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::unionpay::Notice;
use domain::ids::random_body;
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
    pub(crate) async fn notice(self: &Arc<Self>, body: &[u8]) -> Result<(), Error> {
        let now = self.now();
        let notice = self.union_pay.notice(body, now).map_err(|refused| {
            tracing::warn!(%refused, bytes = body.len(), "a notice is not believed");
            Refusal::new(Code::BadRequest, "not a notice of the network")
        })?;
        let mut row = NoticeRow {
            id: format!("not_{}", random_body(self.entropy.as_ref())),
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
                        Ok(trade) => {
                            settle_in(tx, &engine, &trade, &notice.outcome, Patience::Wait).await?;
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

/// The number a notice is about, if all it says of it is what we asked for;
/// else the field that differs.
async fn matching(tx: &mut Tx, notice: &Notice) -> Result<Result<TradeRow, &'static str>, Error> {
    let Some(trade) = trades::find(tx, &notice.order_id).await? else {
        return Ok(Err("orderId"));
    };
    let attempt = attempts::get(tx, &trade.attempt_id).await?;
    let order = orders::get(tx, &attempt.order_id).await?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let seconds = |ms: i64| ms.div_euclid(1000);
    Ok(
        if seconds(trade.txn_time.ms()) != seconds(notice.txn_time.ms()) {
            Err("txnTime")
        } else if merchant.network_no != notice.mer_id {
            Err("merId")
        } else if order.facts.amount != notice.amount {
            Err("txnAmt")
        } else if trade.submitted_at.is_none() {
            Err("never submitted")
        } else {
            Ok(trade)
        },
    )
}
