//! What a second person approves, by kind. Each kind has a fixed set of fields,
//! which are stored as JSON; a field that a kind does not know is refused.

use super::{RefundReason, Right};
use crate::ids::{MerchantId, OrderId};
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// The kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApprovalKind {
    /// A refund.
    Refund,
    /// The amount from which refunds take a second person.
    RefundLimit,
}

impl ApprovalKind {
    /// All variants.
    pub const ALL: [Self; 2] = [Self::Refund, Self::RefundLimit];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::RefundLimit => "refund_limit",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The right to approve it.
    pub const fn right(self) -> Right {
        match self {
            Self::Refund | Self::RefundLimit => Right::ApproveRefund,
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalCommand {
    /// To refund a part of an order, or all.
    Refund(RefundCommand),
    /// To raise the amount from which refunds take a second person.
    RefundLimit(RefundLimitCommand),
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundCommand {
    /// The order.
    pub order: OrderId,
    /// The mall's number of it.
    pub mall_order_no: String,
    /// What is refunded.
    pub amount: Money,
    /// What could be refunded before.
    pub refundable: Money,
    /// Why.
    pub reason: RefundReason,
    /// What was noted; may be empty.
    pub note: String,
}

/// A merchant's limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundLimitCommand {
    /// The merchant.
    pub merchant: MerchantId,
    /// The limit before.
    pub before: Money,
    /// The limit after.
    pub after: Money,
}

impl ApprovalCommand {
    /// Its kind.
    pub const fn kind(&self) -> ApprovalKind {
        match self {
            Self::Refund(_) => ApprovalKind::Refund,
            Self::RefundLimit(_) => ApprovalKind::RefundLimit,
        }
    }

    /// The id of what it changes. One request for each can be open.
    pub fn subject(&self) -> &str {
        match self {
            Self::Refund(refund) => refund.order.as_str(),
            Self::RefundLimit(limit) => limit.merchant.as_str(),
        }
    }

    /// The figures before and after.
    pub fn figures(&self) -> (Money, Money) {
        match self {
            Self::Refund(of) => (
                of.refundable,
                of.refundable.minus(of.amount).unwrap_or(of.refundable),
            ),
            Self::RefundLimit(of) => (of.before, of.after),
        }
    }

    /// Its fields as JSON.
    ///
    /// # Panics
    /// Never: the fields are texts and numbers.
    pub fn to_json(&self) -> String {
        let json = match self {
            Self::Refund(of) => serde_json::to_string(of),
            Self::RefundLimit(of) => serde_json::to_string(of),
        };
        json.expect("text keys and no failing parts")
    }

    /// Reads its fields; `None` for other fields than those of its kind.
    pub fn from_json(kind: ApprovalKind, json: &str) -> Option<Self> {
        match kind {
            ApprovalKind::Refund => serde_json::from_str(json).map(Self::Refund).ok(),
            ApprovalKind::RefundLimit => serde_json::from_str(json).map(Self::RefundLimit).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ApprovalCommand, ApprovalKind, RefundCommand};
    use crate::console::RefundReason;
    use crate::ids::OrderId;
    use crate::money::Money;

    #[test]
    fn a_command_is_read_as_it_was_written_and_no_other_field_is_taken() {
        let command = ApprovalCommand::Refund(RefundCommand {
            order: OrderId::parse("ord_00000000000000000000000001").expect("an id"),
            mall_order_no: "T1".into(),
            amount: Money::fen(150_000),
            refundable: Money::fen(280_000),
            reason: RefundReason::Faulty,
            note: "茶叶受潮".into(),
        });
        let json = command.to_json();
        let read = ApprovalCommand::from_json(ApprovalKind::Refund, &json);
        assert_eq!(read.as_ref(), Some(&command));
        assert_eq!(
            command.figures(),
            (Money::fen(280_000), Money::fen(130_000))
        );
        assert_eq!(
            ApprovalCommand::from_json(ApprovalKind::RefundLimit, &json),
            None
        );
        let more = json.replace("\"note\"", "\"card\":\"x\",\"note\"");
        assert_eq!(
            ApprovalCommand::from_json(ApprovalKind::Refund, &more),
            None
        );
        let reason = json.replace("faulty", "because");
        assert_eq!(
            ApprovalCommand::from_json(ApprovalKind::Refund, &reason),
            None
        );
    }
}
