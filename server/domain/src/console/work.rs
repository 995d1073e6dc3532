//! What needs the eyes of the provider's staff, and how its networks do.

use super::ChannelSwitch;
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::OrderId;
use crate::money::Money;

/// A list of things that are not as they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorkKind {
    /// Payments whose result has been unknown for [`WorkKind::after_s`].
    UnsettledPayments,
    /// Surplus money that does not go back: declined, or under way for too
    /// long.
    StuckSurplus,
    /// Requests at a network that should have a result.
    OpenRequests,
    /// Events that a mall does not take, or that were given up lately.
    FailingWebhooks,
    /// Jobs that are due and not run.
    LateJobs,
}

impl WorkKind {
    /// All, money first.
    pub const ALL: [Self; 5] = [
        Self::UnsettledPayments,
        Self::StuckSurplus,
        Self::OpenRequests,
        Self::FailingWebhooks,
        Self::LateJobs,
    ];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnsettledPayments => "payments",
            Self::StuckSurplus => "surplus",
            Self::OpenRequests => "requests",
            Self::FailingWebhooks => "webhooks",
            Self::LateJobs => "jobs",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How long an event that was given up is listed, in seconds.
    pub const GIVEN_UP_S: i64 = 7 * 24 * 3600;

    /// After how many seconds something is work.
    pub const fn after_s(self) -> i64 {
        match self {
            Self::UnsettledPayments => 10 * 60,
            Self::StuckSurplus => 24 * 3600,
            Self::OpenRequests => 3600,
            Self::FailingWebhooks => 30 * 60,
            Self::LateJobs => 5 * 60,
        }
    }
}

/// How many things of a kind there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkCount {
    /// Which.
    pub kind: WorkKind,
    /// How many, counted no further than one above [`WorkCount::MAX`].
    pub count: u32,
    /// Since when the oldest one.
    pub oldest: Option<At>,
}

impl WorkCount {
    /// The most that are counted.
    pub const MAX: u32 = 1_000;
}

/// The first page of the provider's console.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// One for each [`WorkKind`].
    pub counts: Vec<WorkCount>,
    /// One for each network that the desk is connected to.
    pub channels: Vec<ChannelHealth>,
}

/// Which thing, as an action names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkSubject {
    /// What it is: an id, or a network's number.
    pub subject: String,
    /// The network of a number, or the name of a job; else empty.
    pub of: String,
}

/// One thing that needs to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkItem {
    /// The order that it belongs to, with the mall's number.
    pub order: Option<(OrderId, String)>,
    /// What it is: an id, or a network's number.
    pub subject: String,
    /// Since when.
    pub since: At,
    /// The money that it is about.
    pub amount: Option<Money>,
    /// The network.
    pub channel: Option<ChannelId>,
    /// The mall's name, for a webhook.
    pub mall: Option<String>,
    /// How often it was tried.
    pub tries: Option<u32>,
    /// When it is tried again.
    pub next: Option<At>,
    /// The last answer: a network's code, an HTTP status, an error, or the name
    /// of a job.
    pub note: Option<String>,
}

impl WorkItem {
    /// One about this, since then; nothing else is known of it.
    pub const fn new(subject: String, since: At) -> Self {
        Self {
            order: None,
            subject,
            since,
            amount: None,
            channel: None,
            mall: None,
            tries: None,
            next: None,
            note: None,
        }
    }

    /// How an action names it.
    pub fn named(&self, kind: WorkKind) -> WorkSubject {
        let of = match kind {
            WorkKind::OpenRequests => self.channel.as_ref().map(ChannelId::as_str),
            WorkKind::LateJobs => self.note.as_deref(),
            WorkKind::UnsettledPayments | WorkKind::StuckSurplus | WorkKind::FailingWebhooks => {
                None
            }
        };
        WorkSubject {
            subject: self.subject.clone(),
            of: of.unwrap_or_default().to_owned(),
        }
    }

    /// The most that are listed, the oldest first.
    pub const ROWS: u32 = 100;
}

/// The attempts to pay of a network in the last day, at most
/// [`ChannelHealth::MAX`], the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelHealth {
    /// The network.
    pub channel: ChannelId,
    /// All of them.
    pub attempts: u32,
    /// Those that were paid, surplus included.
    pub paid: u32,
    /// Those that it declined.
    pub declined: u32,
    /// Those that were sent and have no result.
    pub unknown: u32,
    /// Those that wait for the shopper, or that the shopper left.
    pub unpaid: u32,
    /// When the newest paid one began.
    pub last_paid: Option<At>,
    /// What of it is switched off for new attempts.
    pub off: Vec<ChannelSwitch>,
}

impl ChannelHealth {
    /// The most attempts that are read.
    pub const MAX: u32 = 500;

    /// How far back they go, in seconds.
    pub const PERIOD_S: i64 = 24 * 3600;
}

#[cfg(test)]
mod tests {
    use super::WorkKind;

    #[test]
    fn names_lead_back() {
        for kind in WorkKind::ALL {
            assert_eq!(WorkKind::parse(kind.name()), Some(kind));
        }
        assert_eq!(WorkKind::parse("other"), None);
    }
}
