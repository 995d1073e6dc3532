//! One refund or undo as the network has it.
//!
//! Its outcome is decided when it is accepted, and reported when its bank is
//! done, a moment later.

use std::collections::BTreeMap;

use domain::clock::At;
use domain::money::Money;
use serde::{Deserialize, Serialize};

use super::transaction::{PaymentFacts, TransactionKey};
use crate::networks::code::ResponseCode;

/// How money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundKind {
    /// 退货: some or all of it.
    Refund,
    /// 消费撤销: all of it, on the same clearing day.
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

/// Money on its way back, or back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefundRecord {
    /// Fields of the request that every answer repeats.
    pub(crate) echo: BTreeMap<String, String>,
    /// `merName`.
    pub(crate) merchant: String,
    /// `txnAmt`.
    pub(crate) fen: i64,
    /// Where notices go.
    pub(crate) back_url: String,
    /// Refund or undo.
    #[serde(rename = "back")]
    pub(crate) kind: RefundKind,
    /// `origQryId`: the payment it is of.
    pub(crate) payment: String,
    /// When the request came.
    pub(crate) taken_at: At,
    /// When the bank is done with it.
    pub(crate) ends_at: At,
    /// The bank's code, where it refuses.
    pub(crate) refused: Option<ResponseCode>,
    /// Its own numbers.
    pub(crate) facts: PaymentFacts,
}

impl RefundRecord {
    /// What it is found by.
    pub(crate) fn key(&self) -> TransactionKey {
        let echoed = |name: &str| self.echo.get(name).cloned().unwrap_or_default();
        TransactionKey {
            mer_id: echoed("merId"),
            order_id: echoed("orderId"),
        }
    }

    /// The amount.
    pub(crate) const fn amount(&self) -> Money {
        Money::fen(self.fen)
    }

    /// The code a query answers for it.
    pub(crate) fn result(&self, now: At) -> ResponseCode {
        if now < self.ends_at {
            ResponseCode::Accepted
        } else {
            self.outcome()
        }
    }

    /// Its outcome.
    pub(crate) fn outcome(&self) -> ResponseCode {
        self.refused.unwrap_or(ResponseCode::Ok)
    }
}
