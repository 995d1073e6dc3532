//! A transaction in the network's records.

use std::collections::BTreeMap;

use domain::clock::At;
use domain::money::Money;
use serde::{Deserialize, Serialize};

use crate::networks::union_pay::code::RespCode;

/// The key of a transaction. An `orderId` may be used once, so `txnTime` is
/// compared and is not part of the key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct TransactionId {
    /// `merId`.
    pub(crate) mer_id: String,
    /// `orderId`.
    pub(crate) order_id: String,
}

/// How a transaction is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum PayMethod {
    /// On a bank's page.
    Front {
        /// The random last segment of the page's URL.
        ticket: String,
        /// The URL that the browser returns to.
        front_url: String,
        /// The bank's short code; without it the payer chooses.
        bank: Option<String>,
    },
    /// With a token, charged at once.
    Token,
    /// By scanning a QR code.
    Qr {
        /// The content of the QR code.
        code: String,
    },
}

/// The state of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TransactionState {
    /// Waiting for the payer.
    Open,
    /// Declined. On a bank's page or by a QR code the payer may try again.
    Refused(RespCode),
    /// Paid.
    Paid(PaymentFacts),
}

/// The numbers of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PaymentFacts {
    /// 21 digits.
    pub(crate) query_id: String,
    /// Six digits.
    pub(crate) trace_no: String,
    /// `MMDDhhmmss`.
    pub(crate) trace_time: String,
    /// `MMDD`.
    pub(crate) settle_date: String,
    /// Masked.
    pub(crate) card: String,
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transaction {
    /// The fields of the request that every answer repeats.
    pub(crate) echo: BTreeMap<String, String>,
    /// `merName`.
    pub(crate) merchant: String,
    /// `orderDesc`.
    pub(crate) subject: String,
    /// `txnAmt`.
    pub(crate) fen: i64,
    /// The URL for notices.
    pub(crate) back_url: String,
    /// `payTimeout`.
    pub(crate) pay_until: Option<At>,
    /// When the request was received.
    pub(crate) taken_at: At,
    /// How it is paid.
    #[serde(rename = "way")]
    pub(crate) method: PayMethod,
    /// Its state.
    pub(crate) state: TransactionState,
}

impl PayMethod {
    /// The ticket of its bank page, if it has one.
    pub(crate) fn ticket(&self) -> Option<&str> {
        match self {
            Self::Front { ticket, .. } => Some(ticket),
            Self::Token | Self::Qr { .. } => None,
        }
    }

    /// The content of its QR code, if it has one.
    pub(crate) fn qr(&self) -> Option<&str> {
        match self {
            Self::Qr { code } => Some(code),
            Self::Token | Self::Front { .. } => None,
        }
    }

    /// Its name on pages.
    pub(crate) const fn text(&self) -> &'static str {
        match self {
            Self::Front { .. } => "网银",
            Self::Token => "快捷",
            Self::Qr { .. } => "扫码",
        }
    }
}

impl Transaction {
    /// Its key in the records.
    pub(crate) fn key(&self) -> TransactionId {
        TransactionId {
            mer_id: self.echoed("merId"),
            order_id: self.echoed("orderId"),
        }
    }

    /// A repeated field.
    pub(crate) fn echoed(&self, name: &str) -> String {
        self.echo.get(name).cloned().unwrap_or_default()
    }

    /// The amount.
    pub(crate) const fn amount(&self) -> Money {
        Money::fen(self.fen)
    }

    /// True when its `payTimeout` has passed.
    pub(crate) fn is_late(&self, now: At) -> bool {
        self.pay_until.is_some_and(|until| now > until)
    }

    /// True while the payer can pay it.
    pub(crate) fn is_payable(&self, now: At) -> bool {
        !matches!(self.state, TransactionState::Paid(_))
            && self.method != PayMethod::Token
            && !self.is_late(now)
    }

    /// The code in the answer to a query.
    pub(crate) fn result(&self, now: At) -> RespCode {
        match self.state {
            TransactionState::Paid(_) => RespCode::Ok,
            _ if self.is_late(now) && self.method != PayMethod::Token => RespCode::TooLate,
            TransactionState::Refused(code) => code,
            TransactionState::Open if self.method == PayMethod::Token => RespCode::Accepted,
            TransactionState::Open => RespCode::WithPayer,
        }
    }
}
