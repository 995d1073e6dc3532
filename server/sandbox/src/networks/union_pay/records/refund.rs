//! A refund or an undo in the network's records.
//!
//! Its result is decided when it is accepted, and reported a moment later, when
//! its bank is done.

use std::collections::BTreeMap;

use domain::clock::At;
use domain::money::Money;
use serde::{Deserialize, Serialize};

use super::transaction::{PaymentFacts, TransactionId};
use crate::networks::union_pay::code::RespCode;

/// Refund or undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundKind {
    /// 退货: a payment or a part of it.
    Refund,
    /// 消费撤销: a whole payment, on its clearing day.
    Undo,
}

impl RefundKind {
    /// Its name on pages.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Refund => "退货",
            Self::Undo => "撤销",
        }
    }
}

/// A refund or an undo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefundRecord {
    /// The fields of the request that every answer repeats.
    pub(crate) echo: BTreeMap<String, String>,
    /// `merName`.
    pub(crate) merchant: String,
    /// `txnAmt`.
    pub(crate) fen: i64,
    /// The URL for notices.
    pub(crate) back_url: String,
    /// Refund or undo.
    #[serde(rename = "back")]
    pub(crate) kind: RefundKind,
    /// `origQryId`: the `queryId` of its payment.
    pub(crate) payment: String,
    /// When the request was received.
    pub(crate) taken_at: At,
    /// When the bank is done.
    pub(crate) ends_at: At,
    /// The bank's code, if it declines.
    pub(crate) refused: Option<RespCode>,
    /// The refund's own numbers.
    pub(crate) facts: PaymentFacts,
}

impl RefundRecord {
    /// Its key in the records.
    pub(crate) fn key(&self) -> TransactionId {
        let echoed = |name: &str| self.echo.get(name).cloned().unwrap_or_default();
        TransactionId {
            mer_id: echoed("merId"),
            order_id: echoed("orderId"),
        }
    }

    /// The amount.
    pub(crate) const fn amount(&self) -> Money {
        Money::fen(self.fen)
    }

    /// The code in the answer to a query.
    pub(crate) fn result(&self, now: At) -> RespCode {
        if now < self.ends_at {
            RespCode::Accepted
        } else {
            self.outcome()
        }
    }

    /// Its final code.
    pub(crate) fn outcome(&self) -> RespCode {
        self.refused.unwrap_or(RespCode::Ok)
    }
}
