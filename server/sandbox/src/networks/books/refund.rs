//! One refund or undo as the network has it.
//!
//! What will become of it is settled when it is taken in; it is told when
//! its bank is done, a moment later.

use std::collections::BTreeMap;

use domain::clock::At;
use domain::money::Money;
use serde::{Deserialize, Serialize};

use super::trade::{Key, Paid};
use crate::networks::code::Code;

/// How money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Back {
    /// 退货: some or all of it.
    Refund,
    /// 消费撤销: all of it, on the same clearing day.
    Undo,
}

impl Back {
    /// What people call it.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Refund => "退货",
            Self::Undo => "撤销",
        }
    }
}

/// Money on its way back, or back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refund {
    /// Fields of the request that every answer repeats.
    pub(crate) echo: BTreeMap<String, String>,
    /// `merName`.
    pub(crate) merchant: String,
    /// `txnAmt`.
    pub(crate) fen: i64,
    /// Where notices go.
    pub(crate) back_url: String,
    /// How.
    pub(crate) back: Back,
    /// `origQryId`: the payment it is of.
    pub(crate) payment: String,
    /// When the request came.
    pub(crate) taken_at: At,
    /// When the bank is done with it.
    pub(crate) ends_at: At,
    /// The bank's no, if it says no.
    pub(crate) refused: Option<Code>,
    /// Its own numbers.
    pub(crate) facts: Paid,
}

impl Refund {
    /// What it is found by.
    pub(crate) fn key(&self) -> Key {
        let echoed = |name: &str| self.echo.get(name).cloned().unwrap_or_default();
        Key {
            mer_id: echoed("merId"),
            order_id: echoed("orderId"),
        }
    }

    /// The amount.
    pub(crate) const fn amount(&self) -> Money {
        Money::fen(self.fen)
    }

    /// The code a query tells of it.
    pub(crate) fn result(&self, now: At) -> Code {
        if now < self.ends_at {
            Code::Accepted
        } else {
            self.outcome()
        }
    }

    /// What becomes of it.
    pub(crate) fn outcome(&self) -> Code {
        self.refused.unwrap_or(Code::Ok)
    }
}
