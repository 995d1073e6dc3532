//! One order with all that happened to it, in the order of time.
//!
//! Holds nothing that opens a page, pays or names the shopper: no token of the
//! pay page, no QR code, no phone number, no address.

use super::Approval;
use super::order_list::OrderRow;
use crate::attempt::{AttemptStatus, DeclineReason, Receipt};
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{AttemptId, EventId, RefundId};
use crate::ledger::Journal;
use crate::money::Money;
use crate::network_request::{Purpose, RequestEnd};
use crate::order::{Item, OrderState};
use crate::product::Product;
use crate::refund::RefundState;
use std::collections::BTreeMap;

/// An order with its timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderDetail {
    /// As in the list.
    pub row: OrderRow,
    /// What was ordered.
    pub items: Vec<Item>,
    /// The mall's id of the buyer.
    pub buyer_ref: Option<String>,
    /// What the mall keeps with the order.
    pub metadata: BTreeMap<String, String>,
    /// Until when it can be paid.
    pub expires_at: At,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When it happened.
    pub at: At,
    /// What happened.
    pub event: TimelineEvent,
}

/// What happened to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimelineEvent {
    /// The order came into this state.
    State(OrderState),
    /// The shopper began to pay.
    Attempt(AttemptRecord),
    /// A network was asked for something.
    Request(RequestRecord),
    /// A network told of one of its numbers.
    Notice {
        /// The network.
        channel: ChannelId,
        /// The number that it named.
        number: String,
        /// `applied`, or why it was not.
        verdict: String,
    },
    /// A refund was asked for that a second person has to approve.
    Approval(Approval),
    /// A second person approved or refused it.
    ApprovalChecked(Approval),
    /// A refund was asked for.
    Refund(RefundRecord),
    /// A refund succeeded or failed.
    RefundEnded {
        /// Its id.
        id: RefundId,
        /// [`RefundState::Succeeded`] or [`RefundState::Failed`].
        state: RefundState,
        /// The network's code, where it declined the refund.
        declined: Option<String>,
    },
    /// Money was booked.
    Journal(Journal),
    /// The mall was told.
    Event(EventRecord),
}

impl TimelineEvent {
    /// Sorts what happened in the same millisecond: cause before effect.
    const fn rank(&self) -> u8 {
        match self {
            Self::State(OrderState::Open) | Self::Approval(_) | Self::ApprovalChecked(_) => 0,
            Self::Attempt(_) | Self::Refund(_) => 1,
            Self::Request(_) => 2,
            Self::Notice { .. } => 3,
            Self::RefundEnded { .. } => 4,
            Self::Journal(_) => 5,
            Self::State(_) => 6,
            Self::Event(_) => 7,
        }
    }
}

impl TimelineEntry {
    /// Sorts entries by time.
    pub fn sort(entries: &mut [Self]) {
        entries.sort_by_key(|entry| (entry.at, entry.event.rank()));
    }
}

/// An attempt to pay, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRecord {
    /// Its id.
    pub id: AttemptId,
    /// What the shopper chose.
    pub product: Product,
    /// The network that it was routed to.
    pub channel: ChannelId,
    /// The bank's short code, where it is known.
    pub bank: Option<String>,
    /// The last four digits of the card, if it is paid with one.
    pub card_last4: Option<String>,
    /// Its state.
    pub state: AttemptStatus,
    /// Why it was declined, and the network's own code.
    pub declined: Option<(DeclineReason, String)>,
    /// The network's receipt, once money moved.
    pub receipt: Option<Receipt>,
}

/// A request at a network, as it is now. Its time is the one that the network
/// was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRecord {
    /// The network.
    pub channel: ChannelId,
    /// Its number there.
    pub number: String,
    /// What it is for.
    pub purpose: Purpose,
    /// How often it was sent; 0 for a signing.
    pub sends: u32,
    /// When it was last sent.
    pub last_sent_at: Option<At>,
    /// When an SMS code was requested under its number.
    pub code_requested_at: Option<At>,
    /// How it ended, once that is certain.
    pub ended: Option<RequestEnd>,
}

/// Who asked for a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundRequester {
    /// The mall, by the API.
    Mall,
    /// A person in the merchant's console.
    Person {
        /// Its name.
        name: String,
        /// The name of who approved it, where that was needed.
        approved_by: Option<String>,
    },
    /// The desk itself, for money that came late, twice or in another amount.
    Desk,
}

/// A refund, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRecord {
    /// Its id.
    pub id: RefundId,
    /// The attempt whose money goes back.
    pub attempt_id: AttemptId,
    /// The amount.
    pub amount: Money,
    /// Its state.
    pub state: RefundState,
    /// Who asked for it.
    pub requester: RefundRequester,
    /// The mall's own number.
    pub mall_refund_no: Option<String>,
    /// The reason that was given.
    pub reason: Option<String>,
    /// The network's receipt of it.
    pub receipt: Option<Receipt>,
}

/// An event for the mall, and its delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRecord {
    /// Its id.
    pub id: EventId,
    /// Its type, such as `order.paid`.
    pub kind: String,
    /// How often it was sent to the mall.
    pub tries: u32,
    /// The HTTP status of the last answer.
    pub last_status: Option<u16>,
    /// Why there was no answer to the last try.
    pub last_error: Option<String>,
    /// Whether the mall has it.
    pub webhook: WebhookState,
}

/// Whether a mall has an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookState {
    /// It was not sent yet: it waits for an earlier event of the order, or the
    /// mall has no webhook address.
    NotSent,
    /// It is sent again then.
    Retried(At),
    /// The mall accepted it then.
    Delivered(At),
    /// It is not sent again.
    GivenUp(At),
}
