//! A payment as WeChat Pay describes it, in the reply to a query and in a
//! notice. What it tells of the payer (`openid`, bank, wallet) is not read.

use super::{error_reply, number, timestamp};
use crate::outcome::{AfterDecline, Declined, Moved, Outcome, UnknownReason};
use domain::attempt::{DeclineReason, Receipt};
use domain::clock::At;
use domain::money::{Currency, Money};
use serde::Deserialize;

/// A payment.
#[derive(Deserialize)]
pub(super) struct Transaction {
    pub(super) sp_mchid: String,
    pub(super) sub_mchid: String,
    pub(super) out_trade_no: String,
    pub(super) trade_state: String,
    #[serde(rename = "transaction_id")]
    id: Option<String>,
    pub(super) trade_type: Option<String>,
    pub(super) success_time: Option<String>,
    pub(super) amount: Option<PaidAmount>,
}

/// The amount of a payment. `payer_total` is less where WeChat Pay gave the
/// payer a discount; the merchant receives the total.
#[derive(Deserialize)]
pub(super) struct PaidAmount {
    pub(super) total: i64,
    currency: Option<String>,
}

impl Transaction {
    /// True if it was paid. `REFUND`: and a part or all of it was refunded.
    pub(super) fn is_paid(&self) -> bool {
        matches!(self.trade_state.as_str(), "SUCCESS" | "REFUND")
    }

    /// The receipt of a payment that was made.
    ///
    /// # Errors
    /// The field at fault.
    pub(super) fn receipt(&self) -> Result<Receipt, &'static str> {
        let amount = self.amount.as_ref().ok_or("amount")?;
        if !matches!(amount.currency.as_deref(), Some("CNY") | None) {
            return Err("currency");
        }
        receipt(
            self.id.as_deref(),
            "transaction_id",
            read_fen(amount.total, "total")?,
            self.success_time.as_deref(),
        )
    }

    /// The meaning of its state in the reply to a query.
    pub(super) fn outcome(&self, expected: Money, pay_until: At, now: At) -> Outcome {
        let state = self.trade_state.as_str();
        let declined = |reason, then| {
            Outcome::Declined(Declined {
                code: state.to_owned(),
                reason,
                field: None,
                then,
            })
        };
        match state {
            _ if self.is_paid() => match self.receipt() {
                Err(field) => Outcome::Unknown(UnknownReason::Mismatch(field)),
                Ok(paid) if paid.amount != expected => {
                    Outcome::Unknown(UnknownReason::Mismatch("total"))
                }
                Ok(paid) => Outcome::Moved(Moved::Payment(paid)),
            },
            "NOTPAY" => Outcome::NotStarted,
            "USERPAYING" | "ACCEPT" => Outcome::Waiting,
            // Closed by us, or by WeChat Pay after seven days: it is never paid.
            "CLOSED" | "REVOKED" => declined(DeclineReason::TimedOut, AfterDecline::Final),
            // The payer may try again with the same code.
            "PAYERROR" if now <= pay_until => {
                declined(DeclineReason::Issuer, AfterDecline::PayerMayRetry)
            }
            "PAYERROR" => declined(DeclineReason::Issuer, AfterDecline::Final),
            _ => Outcome::Unknown(error_reply::pending(state)),
        }
    }
}

/// The receipt of a payment or a refund.
///
/// # Errors
/// `field` if WeChat Pay's id is missing or has another form.
pub(super) fn receipt(
    id: Option<&str>,
    field: &'static str,
    amount: Money,
    success_time: Option<&str>,
) -> Result<Receipt, &'static str> {
    let network_id = id.filter(|id| number::is_theirs(id)).ok_or(field)?;
    Ok(Receipt {
        network_id: network_id.to_owned(),
        trace: success_time
            .filter(|time| timestamp::is_valid(time))
            .map(str::to_owned),
        settle_date: None,
        amount,
        account: None,
        defect: false,
    })
}

/// An amount in fen.
///
/// # Errors
/// `field` if no order has such an amount.
pub(super) fn read_fen(fen: i64, field: &'static str) -> Result<Money, &'static str> {
    Money::new(fen, Currency::Cny)
        .for_order()
        .map_err(|_| field)
}
