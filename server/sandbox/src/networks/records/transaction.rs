//! One transaction as the network has it.

use std::collections::BTreeMap;

use domain::clock::At;
use domain::money::Money;
use serde::{Deserialize, Serialize};

use crate::networks::code::ResponseCode;

/// What a transaction is found by. `txnTime` belongs to it on the wire, but
/// an order number may be used once, so it is compared and not keyed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct TransactionKey {
    /// `merId`.
    pub(crate) mer_id: String,
    /// `orderId`.
    pub(crate) order_id: String,
}

/// How it is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum PayMethod {
    /// On a bank's page.
    Front {
        /// The unguessable last part of the page's address.
        ticket: String,
        /// Where the browser goes back to.
        front_url: String,
        /// The bank's short code; none lets the payer choose.
        bank: Option<String>,
    },
    /// With a token, at once.
    Token,
    /// By scanning.
    Qr {
        /// The text of the code.
        code: String,
    },
}

/// Its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TransactionState {
    /// Waits for the payer.
    Open,
    /// Refused. On a bank's page or a scanned code the payer may try again.
    Refused(ResponseCode),
    /// The money moved.
    Paid(PaymentFacts),
}

/// The facts of a payment.
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
    /// Fields of the request that every answer repeats.
    pub(crate) echo: BTreeMap<String, String>,
    /// `merName`.
    pub(crate) merchant: String,
    /// `orderDesc`.
    pub(crate) subject: String,
    /// `txnAmt`.
    pub(crate) fen: i64,
    /// Where notices go.
    pub(crate) back_url: String,
    /// `payTimeout`.
    pub(crate) pay_until: Option<At>,
    /// When the request came.
    pub(crate) taken_at: At,
    /// How it is paid.
    #[serde(rename = "way")]
    pub(crate) method: PayMethod,
    /// Its state.
    pub(crate) state: TransactionState,
}

impl PayMethod {
    /// The ticket of a bank's page.
    pub(crate) fn ticket(&self) -> Option<&str> {
        match self {
            Self::Front { ticket, .. } => Some(ticket),
            Self::Token | Self::Qr { .. } => None,
        }
    }

    /// The text of a code to scan.
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
    /// What it is found by.
    pub(crate) fn key(&self) -> TransactionKey {
        TransactionKey {
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

    /// True when its time to be paid is over.
    pub(crate) fn is_late(&self, now: At) -> bool {
        self.pay_until.is_some_and(|until| now > until)
    }

    /// True while a payer may pay it.
    pub(crate) fn is_payable(&self, now: At) -> bool {
        !matches!(self.state, TransactionState::Paid(_))
            && self.method != PayMethod::Token
            && !self.is_late(now)
    }

    /// The code a query answers for it.
    pub(crate) fn result(&self, now: At) -> ResponseCode {
        match self.state {
            TransactionState::Paid(_) => ResponseCode::Ok,
            _ if self.is_late(now) && self.method != PayMethod::Token => ResponseCode::TooLate,
            TransactionState::Refused(code) => code,
            TransactionState::Open if self.method == PayMethod::Token => ResponseCode::Accepted,
            TransactionState::Open => ResponseCode::WithPayer,
        }
    }
}
