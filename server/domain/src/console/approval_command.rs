//! What a second person approves, by kind. Each kind has a fixed set of fields,
//! which are stored as JSON; a field that a kind does not know is refused.

use super::approval_row::{ApprovalRow, ApprovalRowName, ApprovalRowValue};
use super::contract_command::ContractCommand;
use super::freeze_command::{FreezeCommand, ReleaseCommand};
use super::switch_on_command::SwitchOnCommand;
use super::{Freeze, RefundReason, Right};
use crate::clock::At;
use crate::ids::{ApplicationId, MerchantId, OrderId};
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// How long a request waits for approval.
pub const APPROVAL_S: i64 = 72 * 3600;

/// The kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApprovalKind {
    /// A refund.
    Refund,
    /// The amount from which refunds take a second person.
    RefundLimit,
    /// The registration of a merchant that applied.
    ActivateMerchant,
    /// A change of a merchant's contract.
    Contract,
    /// A freeze of a merchant or an order.
    Freeze,
    /// The release of a freeze.
    Release,
    /// Switching a network on again.
    SwitchOn,
}

impl ApprovalKind {
    /// All variants.
    pub const ALL: [Self; 7] = [
        Self::Refund,
        Self::RefundLimit,
        Self::Freeze,
        Self::Release,
        Self::ActivateMerchant,
        Self::SwitchOn,
        Self::Contract,
    ];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::RefundLimit => "refund_limit",
            Self::ActivateMerchant => "activate_merchant",
            Self::Contract => "contract",
            Self::Freeze => "freeze",
            Self::Release => "release",
            Self::SwitchOn => "switch_on",
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
            Self::ActivateMerchant | Self::Contract => Right::ActivateMerchants,
            Self::Freeze | Self::Release => Right::ApproveFreeze,
            Self::SwitchOn => Right::ApproveSwitch,
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
    /// To register the merchant of an application.
    ActivateMerchant(ActivateCommand),
    /// To change a merchant's contract.
    Contract(ContractCommand),
    /// To freeze a merchant or an order.
    Freeze(FreezeCommand),
    /// To release a freeze.
    Release(ReleaseCommand),
    /// To switch a network on again.
    SwitchOn(SwitchOnCommand),
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

/// The merchant of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivateCommand {
    /// The application.
    pub application: ApplicationId,
    /// The registered name.
    pub name: String,
    /// The names of the networks, each with the merchant's number there.
    pub accounts: Vec<(String, String)>,
}

impl ApprovalCommand {
    /// Its kind.
    pub const fn kind(&self) -> ApprovalKind {
        match self {
            Self::Refund(_) => ApprovalKind::Refund,
            Self::RefundLimit(_) => ApprovalKind::RefundLimit,
            Self::ActivateMerchant(_) => ApprovalKind::ActivateMerchant,
            Self::Contract(_) => ApprovalKind::Contract,
            Self::Freeze(_) => ApprovalKind::Freeze,
            Self::Release(_) => ApprovalKind::Release,
            Self::SwitchOn(_) => ApprovalKind::SwitchOn,
        }
    }

    /// The id of what it changes. One request for each can be open.
    pub fn subject(&self) -> &str {
        match self {
            Self::Refund(refund) => refund.order.as_str(),
            Self::RefundLimit(limit) => limit.merchant.as_str(),
            Self::ActivateMerchant(of) => of.application.as_str(),
            Self::Contract(of) => of.merchant.as_str(),
            Self::Freeze(of) => of.subject.id(),
            Self::Release(of) => of.freeze.as_str(),
            Self::SwitchOn(of) => of.switch.as_str(),
        }
    }

    /// How long it can be approved, in seconds: what is in force for a short time
    /// is confirmed in that time.
    pub const fn waits_s(&self) -> i64 {
        match self {
            Self::Freeze(of) if of.in_force => Freeze::ALONE_S,
            _ => APPROVAL_S,
        }
    }

    /// False where its time is over: it can no longer be made.
    pub fn is_possible_at(&self, now: At) -> bool {
        match self {
            Self::Freeze(of) => of.until.is_none_or(|until| until > now),
            Self::Refund(_)
            | Self::RefundLimit(_)
            | Self::Release(_)
            | Self::ActivateMerchant(_)
            | Self::Contract(_)
            | Self::SwitchOn(_) => true,
        }
    }

    /// What changes, before and after. Never empty.
    pub fn rows(&self) -> Vec<ApprovalRow> {
        let amount = |of, before, after| ApprovalRow {
            of,
            before: ApprovalRowValue::Amount(before),
            after: ApprovalRowValue::Amount(after),
        };
        let added = |of, after| ApprovalRow {
            of,
            before: ApprovalRowValue::Text("—".to_owned()),
            after: ApprovalRowValue::Text(after),
        };
        match self {
            Self::Refund(of) => {
                let left = of.refundable.minus(of.amount).unwrap_or(of.refundable);
                vec![amount(ApprovalRowName::Refundable, of.refundable, left)]
            }
            Self::RefundLimit(of) => {
                vec![amount(ApprovalRowName::RefundLimit, of.before, of.after)]
            }
            Self::Contract(of) => of.rows(),
            Self::ActivateMerchant(of) => {
                let accounts = of.accounts.iter();
                let accounts = accounts.map(|(network, number)| format!("{network} {number}"));
                let accounts = accounts.collect::<Vec<_>>().join(", ");
                vec![
                    added(ApprovalRowName::Merchant, of.name.clone()),
                    added(ApprovalRowName::NetworkAccounts, accounts),
                ]
            }
            Self::Freeze(of) => of.rows(),
            Self::Release(of) => of.rows(),
            Self::SwitchOn(of) => of.rows(),
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
            Self::ActivateMerchant(of) => serde_json::to_string(of),
            Self::Contract(of) => serde_json::to_string(of),
            Self::Freeze(of) => serde_json::to_string(of),
            Self::Release(of) => serde_json::to_string(of),
            Self::SwitchOn(of) => serde_json::to_string(of),
        };
        json.expect("text keys and no failing parts")
    }

    /// Reads its fields; `None` for other fields than those of its kind.
    pub fn from_json(kind: ApprovalKind, json: &str) -> Option<Self> {
        match kind {
            ApprovalKind::Refund => serde_json::from_str(json).map(Self::Refund).ok(),
            ApprovalKind::RefundLimit => serde_json::from_str(json).map(Self::RefundLimit).ok(),
            ApprovalKind::Contract => serde_json::from_str(json).map(Self::Contract).ok(),
            ApprovalKind::ActivateMerchant => {
                serde_json::from_str(json).map(Self::ActivateMerchant).ok()
            }
            ApprovalKind::Freeze => serde_json::from_str(json).map(Self::Freeze).ok(),
            ApprovalKind::Release => serde_json::from_str(json).map(Self::Release).ok(),
            ApprovalKind::SwitchOn => serde_json::from_str(json).map(Self::SwitchOn).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        ApprovalCommand, ApprovalKind, ApprovalRow, ApprovalRowName, ApprovalRowValue,
        RefundCommand,
    };
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
        let amounts = [280_000, 130_000].map(|fen| ApprovalRowValue::Amount(Money::fen(fen)));
        let [before, after] = amounts;
        let of = ApprovalRowName::Refundable;
        assert_eq!(command.rows(), [ApprovalRow { of, before, after }]);
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
