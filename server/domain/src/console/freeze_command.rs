//! What a second person approves of freezes.

use super::approval_row::{ApprovalRow, ApprovalRowName, ApprovalRowValue};
use super::freeze::{FreezeSubject, Stops};
use super::freeze_cause::FreezeCause;
use crate::clock::At;
use crate::ids::FreezeId;
use serde::{Deserialize, Serialize};

/// To freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreezeCommand {
    /// The freeze.
    pub freeze: FreezeId,
    /// What is frozen.
    pub subject: FreezeSubject,
    /// What it stops.
    pub stops: Stops,
    /// What other freezes stop already.
    pub others: Stops,
    /// Why.
    pub cause: FreezeCause,
    /// The end; `None` until it is released.
    pub until: Option<At>,
    /// True for one that is in force already, for a short time: it is confirmed.
    pub in_force: bool,
}

/// To end a freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseCommand {
    /// The freeze.
    pub freeze: FreezeId,
    /// What is frozen.
    pub subject: FreezeSubject,
    /// What it stops.
    pub stops: Stops,
    /// What other freezes stop, also afterwards.
    pub others: Stops,
    /// Why it is released.
    pub note: String,
}

impl FreezeCommand {
    /// What changes.
    pub fn rows(&self) -> Vec<ApprovalRow> {
        let before = if self.in_force {
            self.stops.and(self.others)
        } else {
            self.others
        };
        rows(self.stops, before, self.stops.and(self.others))
    }
}

impl ReleaseCommand {
    /// What changes.
    pub fn rows(&self) -> Vec<ApprovalRow> {
        rows(self.stops, self.stops.and(self.others), self.others)
    }
}

/// A row for each thing that a freeze is about.
fn rows(of: Stops, before: Stops, after: Stops) -> Vec<ApprovalRow> {
    let row = |of, before: bool, after: bool| ApprovalRow {
        of,
        before: ApprovalRowValue::Allowed(!before),
        after: ApprovalRowValue::Allowed(!after),
    };
    let mut rows = Vec::new();
    if of.payments {
        let name = ApprovalRowName::NewPayments;
        rows.push(row(name, before.payments, after.payments));
    }
    if of.refunds {
        rows.push(row(ApprovalRowName::Refunds, before.refunds, after.refunds));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{FreezeCommand, ReleaseCommand};
    use crate::clock::At;
    use crate::console::{
        ApprovalCommand, ApprovalKind, ApprovalRow, FreezeCause, FreezeSubject, Stops,
    };
    use crate::ids::{FreezeId, MerchantId};

    const PAYMENTS: Stops = Stops {
        payments: true,
        refunds: false,
    };

    fn freeze() -> FreezeCommand {
        FreezeCommand {
            freeze: FreezeId::parse("frz_00000000000000000000000001").expect("an id"),
            subject: FreezeSubject {
                merchant: MerchantId::parse("mer_00000000000000000000000001").expect("an id"),
                merchant_name: "云上茶舍".into(),
                order: None,
            },
            stops: Stops {
                payments: true,
                refunds: true,
            },
            others: PAYMENTS,
            cause: FreezeCause::Authority {
                issuer: "法院".into(),
                document: "1".into(),
            },
            until: Some(At::from_ms(1_000)),
            in_force: false,
        }
    }

    #[test]
    fn what_other_freezes_stop_is_stopped_before_and_after() {
        let of = freeze();
        let (before, after) = ApprovalRow::for_audit(&of.rows());
        assert_eq!(before, "new payments: stopped; refunds: allowed");
        assert_eq!(after, "new payments: stopped; refunds: stopped");
        let release = ReleaseCommand {
            freeze: of.freeze.clone(),
            subject: of.subject.clone(),
            stops: of.stops,
            others: of.others,
            note: "x".into(),
        };
        let (before, after) = ApprovalRow::for_audit(&release.rows());
        assert_eq!(before, "new payments: stopped; refunds: stopped");
        assert_eq!(after, "new payments: stopped; refunds: allowed");
        let confirmed = FreezeCommand {
            stops: PAYMENTS,
            others: Stops::NONE,
            in_force: true,
            ..of
        };
        let (before, after) = ApprovalRow::for_audit(&confirmed.rows());
        assert_eq!((before.as_str(), after.as_str()), ("stopped", "stopped"));
    }

    #[test]
    fn a_freeze_is_read_as_it_was_written_and_is_not_made_after_its_end() {
        let command = ApprovalCommand::Freeze(freeze());
        let json = command.to_json();
        let read = ApprovalCommand::from_json(ApprovalKind::Freeze, &json);
        assert_eq!(read.as_ref(), Some(&command));
        let more = json.replace("\"in_force\"", "\"x\":1,\"in_force\"");
        assert_eq!(
            ApprovalCommand::from_json(ApprovalKind::Freeze, &more),
            None
        );
        assert!(command.is_possible_at(At::from_ms(999)));
        assert!(!command.is_possible_at(At::from_ms(1_000)));
    }
}
