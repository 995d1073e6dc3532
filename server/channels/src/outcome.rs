//! The meaning of a network's reply or notice.
//!
//! Where money may have moved, or may still move, it is `Waiting` or `Unknown`,
//! never `Declined`; `NotStarted` only where the payer has not begun to pay.
//! Payments, refunds and payouts are variants of their own, so that none is
//! booked as another.

use crate::http::Show;
use domain::attempt::{DeclineReason, Receipt};
use domain::card::CardKind;
use domain::desk::Field;
use domain::secret::Secret;

/// The meaning of a reply or a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A step that moves no money has succeeded.
    Done(Done),
    /// Money has moved. Only a query or a notice reports this, never the reply
    /// to the payment, refund or payout itself.
    Moved(Moved),
    /// Declined, by a code of the network's table.
    Declined(Declined),
    /// The payer has not begun to pay on the network's page or by its QR code.
    /// After the time to pay this means that nothing was paid.
    NotStarted,
    /// Accepted, and pending at the network or the bank. The money may move at
    /// any time, so it is queried until there is a result.
    Waiting,
    /// The result is unknown. Query later; the reason is for the log.
    Unknown(UnknownReason),
}

impl Outcome {
    /// True if nothing was put on the wire.
    pub const fn was_not_sent(&self) -> bool {
        matches!(self, Self::Unknown(UnknownReason::NotSent(_)))
    }
}

/// A step that moves no money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// An SMS code was sent to the payer's phone.
    CodeSent,
    /// The payer signed an agreement: it can be charged from now on.
    Signed(SignedAgreement),
    /// The network has removed the agreement.
    Removed,
    /// The network accepts no payment under this number any more, and none was
    /// made.
    Closed,
    /// Show this to the payer, who pays with it.
    Show(Show),
}

/// Money that has moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// A payment. The amount in the reply to a query equals that of the
    /// request; that of a notice is compared by the engine.
    Payment(Receipt),
    /// A refund.
    Refund(Receipt),
    /// A payout.
    Payout(Receipt),
    /// A payout that came back, in some networks days after it was reported as
    /// made; this is final.
    PayoutReturned(Receipt),
}

/// A signed agreement: a token that stands for the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedAgreement {
    /// The token. It can be charged without the card number, so it is stored
    /// sealed.
    pub token: Secret,
    /// The card's kind, if reported.
    pub card_kind: Option<CardKind>,
}

/// A decline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// The network's response code.
    pub code: String,
    /// The reason.
    pub reason: DeclineReason,
    /// The field of the card form that the network names, if it does.
    pub field: Option<Field>,
    /// What may follow.
    pub then: AfterDecline,
}

/// What may follow a decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterDecline {
    /// Nothing: this request moves no money any more.
    Final,
    /// The payer may try again on the network's page or by its QR code until
    /// the time to pay is over. Money may arrive until then, even if the
    /// attempt is ended, so it is queried until then.
    PayerMayRetry,
    /// This request is over, but a request of another method may succeed: a
    /// refund where an undo was declined.
    OtherMethod,
}

/// Why the result is unknown, for logs and metrics. Contains no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownReason {
    /// Nothing was sent, for this reason.
    NotSent(&'static str),
    /// A time-out or a connection error.
    NoReply,
    /// An HTTP status that the network does not answer with.
    Http(u16),
    /// Not a message of this protocol.
    Unreadable,
    /// The signature or its certificate is not valid.
    BadSignature(SignatureFault),
    /// A code that means "query again", or an unknown code.
    PendingCode(String),
    /// No such request at the network. Not a failure: the request may still
    /// arrive there.
    NotFound,
    /// Signed, but this field differs from the request.
    Mismatch(&'static str),
}

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// A field that the check needs is missing or has another form.
    #[error("no signature of the expected kind")]
    Absent,
    /// Signed too long ago, or in the future.
    #[error("the message was not signed just now")]
    Stale,
    /// Signed with a key that is not known here.
    #[error("the signing key is not known")]
    UnknownKey,
    /// The certificate cannot be read.
    #[error("the signing certificate cannot be read")]
    Certificate,
    /// The certificate was not issued by the network's authority.
    #[error("the signing certificate is not from the network's authority")]
    Chain,
    /// A certificate of the chain is not valid at present.
    #[error("a certificate of the chain is not valid now")]
    Validity,
    /// The certificate names another holder.
    #[error("the signing certificate is not the network's")]
    Name,
    /// The signature does not match the message.
    #[error("the signature does not fit the message")]
    Digest,
}
