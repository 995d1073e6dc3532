//! Refunds (wire facts 2.3): the message, and the replies to it and to its
//! query.
//!
//! The reply to a refund means accepted; only a query or a notice reports
//! success [O]. A refund is in one of these states:
//!
//! | state | meaning |
//! |---|---|
//! | `PROCESSING` | under way |
//! | `SUCCESS` | the payer has the money |
//! | `CLOSED` | given up after seven days in which the merchant's balance was too low: no money moved |
//! | `ABNORMAL` | taken from the merchant, but the payer's card did not take it. The money stays at WeChat Pay until an operator sends it on, at its merchant platform. So it is not a failure: it is queried, and logged each time |

use super::transaction::{read_fen, receipt};
use super::{WechatPay, error_reply, json, number, order};
use crate::outcome::{AfterDecline, Declined, Moved, Outcome, UnknownReason};
use crate::request::RefundMessage;
use crate::start_error::StartError;
use domain::attempt::{DeclineReason, Receipt};
use domain::money::Money;
use serde::{Deserialize, Serialize};

/// The path after the prefix.
pub(super) const PATH: &str = "/v3/refund/domestic/refunds";

#[derive(Serialize)]
struct RefundOrder<'a> {
    sub_mchid: &'a str,
    transaction_id: &'a str,
    out_refund_no: &'a str,
    notify_url: &'a str,
    amount: RefundAmount,
}

#[derive(Serialize)]
struct RefundAmount {
    refund: i64,
    /// The amount of the payment.
    total: i64,
    currency: &'static str,
}

/// A refund in the reply to it or to its query.
#[derive(Deserialize)]
struct RefundReply {
    refund_id: Option<String>,
    out_refund_no: String,
    transaction_id: String,
    status: String,
    success_time: Option<String>,
    amount: RefundedAmount,
}

/// The amounts of a refund.
#[derive(Deserialize)]
pub(super) struct RefundedAmount {
    pub(super) refund: i64,
    pub(super) total: i64,
    currency: Option<String>,
}

/// The body of a refund.
pub(super) fn body(
    channel: &WechatPay,
    sub_mchid: &str,
    refund: &RefundMessage,
) -> Result<String, StartError> {
    let facts = &refund.request;
    number::refund(&facts.number)?;
    if !number::is_theirs(&refund.payment) {
        return Err(StartError::Field("transaction_id"));
    }
    let amount = order::checked(facts.amount, "refund")?;
    let paid = order::checked(refund.paid, "total")?;
    if amount.currency() != paid.currency() || amount.minor() > paid.minor() {
        return Err(StartError::Field("total"));
    }
    Ok(json::write(&RefundOrder {
        sub_mchid,
        transaction_id: &refund.payment,
        out_refund_no: &facts.number,
        notify_url: &channel.endpoint.notices,
        amount: RefundAmount {
            refund: amount.minor(),
            total: paid.minor(),
            currency: paid.currency().code(),
        },
    }))
}

/// The reply of success to a refund.
pub(super) fn refund_reply(body: &[u8], refund: &RefundMessage) -> Outcome {
    match read(body, refund) {
        Err(why) => Outcome::Unknown(why),
        Ok(reply) if reply.status == "SUCCESS" => Outcome::Waiting,
        Ok(reply) => reply.outcome(),
    }
}

/// The reply of success to the query of a refund.
pub(super) fn query_reply(body: &[u8], refund: &RefundMessage) -> Outcome {
    read(body, refund).map_or_else(Outcome::Unknown, |reply| reply.outcome())
}

/// Reads a reply, which must name this refund and its amounts.
fn read(body: &[u8], refund: &RefundMessage) -> Result<RefundReply, UnknownReason> {
    let reply: RefundReply = json::read(body).ok_or(UnknownReason::Unreadable)?;
    let amount = &reply.amount;
    let differs = if reply.out_refund_no != refund.request.number {
        "out_refund_no"
    } else if reply.transaction_id != refund.payment {
        "transaction_id"
    } else if amount.read("refund") != Ok(refund.request.amount) {
        "refund"
    } else if Money::fen(amount.total) != refund.paid {
        "total"
    } else {
        return Ok(reply);
    };
    Err(UnknownReason::Mismatch(differs))
}

impl RefundReply {
    fn outcome(&self) -> Outcome {
        let made = || {
            let amount = self.amount.read("refund")?;
            let time = self.success_time.as_deref();
            receipt(self.refund_id.as_deref(), "refund_id", amount, time)
        };
        outcome(&self.status, made)
            .unwrap_or_else(|field| Outcome::Unknown(UnknownReason::Mismatch(field)))
    }
}

impl RefundedAmount {
    /// The amount of the refund.
    ///
    /// # Errors
    /// `field`, or the currency.
    pub(super) fn read(&self, field: &'static str) -> Result<Money, &'static str> {
        if !matches!(self.currency.as_deref(), Some("CNY") | None) {
            return Err("currency");
        }
        read_fen(self.refund, field)
    }
}

/// The meaning of a refund's state, with the receipt of one that was made.
///
/// # Errors
/// The field of the receipt at fault.
pub(super) fn outcome(
    status: &str,
    made: impl FnOnce() -> Result<Receipt, &'static str>,
) -> Result<Outcome, &'static str> {
    Ok(match status {
        "SUCCESS" => Outcome::Moved(Moved::Refund(made()?)),
        "PROCESSING" => Outcome::Waiting,
        "CLOSED" => Outcome::Declined(Declined {
            code: status.to_owned(),
            reason: DeclineReason::InsufficientFunds,
            field: None,
            then: AfterDecline::Final,
        }),
        _ => Outcome::Unknown(error_reply::pending(status)),
    })
}
