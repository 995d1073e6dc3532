//! What a merchant's people should know: written when it happens, read by each
//! person for itself.

use super::Right;
use crate::clock::At;
use crate::ids::{ApprovalId, OrderId};
use crate::money::Money;

/// What a notification tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotificationKind {
    /// An order was paid.
    OrderPaid,
    /// The network declined a refund of the merchant's.
    RefundFailed,
    /// Somebody asked for a change that a second person approves.
    ApprovalWaiting,
}

impl NotificationKind {
    /// All variants.
    pub const ALL: [Self; 3] = [Self::OrderPaid, Self::RefundFailed, Self::ApprovalWaiting];

    /// The name in SQL and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderPaid => "order_paid",
            Self::RefundFailed => "refund_failed",
            Self::ApprovalWaiting => "approval_waiting",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The right without which nobody is told.
    pub const fn right(self) -> Right {
        match self {
            Self::OrderPaid | Self::RefundFailed => Right::SeeOrders,
            Self::ApprovalWaiting => Right::ApproveRefund,
        }
    }
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotificationSubject {
    /// An order that was paid, with the mall's number.
    OrderPaid(OrderId, String),
    /// The order of a refund that failed, with the mall's number.
    RefundFailed(OrderId, String),
    /// What waits for a second person.
    ApprovalWaiting(ApprovalId),
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its number, which counts up for each merchant.
    pub number: i64,
    /// What happened.
    pub subject: NotificationSubject,
    /// Of the payment or the refund.
    pub amount: Option<Money>,
    /// When it happened.
    pub at: At,
}

impl Notification {
    /// For how many seconds one is kept: 90 days.
    pub const KEPT_S: i64 = 90 * 86_400;

    /// How many of a merchant are kept, the newest.
    pub const KEPT: i64 = 1_000;

    /// The rows of a page.
    pub const ROWS: usize = 50;
}

/// How many a person has not read, counted no further than one above
/// [`Unread::MAX`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread(pub u32);

impl Unread {
    /// The most that are counted.
    pub const MAX: u32 = 99;
}

/// A page of a merchant's notifications, as one person reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotificationPage {
    /// Newest first, of the kinds that the person wants.
    pub rows: Vec<Notification>,
    /// The next page has those below this number; `None` on the last.
    pub next: Option<i64>,
    /// The person has read those up to this number.
    pub read_to: i64,
    /// The kinds that the role may see, each with whether the person wants it.
    pub kinds: Vec<(NotificationKind, bool)>,
}

#[cfg(test)]
mod tests {
    use super::NotificationKind;

    #[test]
    fn names_lead_back() {
        for kind in NotificationKind::ALL {
            assert_eq!(NotificationKind::parse(kind.name()), Some(kind));
        }
        assert_eq!(NotificationKind::parse("other"), None);
    }
}
