//! The meaning of a network's reply or notice.
//!
//! Where money may have moved, or may still move, it is `Waiting` or `Unknown`,
//! never `Declined`; `WithPayer` only where the payer has not begun to pay.
//! Payments and refunds are two variants, so that no refund is booked as a
//! payment.

use domain::attempt::DeclineReason;
use domain::clock::At;
use domain::money::Money;
use domain::secret::Secret;

/// The meaning of a reply or a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A step that moves no money has succeeded.
    Ask(Ask),
    /// The payment has succeeded. Only a query or a notice reports this, never
    /// the reply to the payment itself.
    Paid(Paid),
    /// The refund or undo has succeeded. Only a query or a notice reports this.
    Returned(Returned),
    /// Declined, by a code of the network's table.
    Declined(Declined),
    /// The payer has not begun to pay on the network's page or by its QR code.
    /// After the time to pay this means that nothing was paid.
    WithPayer,
    /// Accepted, and pending at the network or the bank. The money may move at
    /// any time, so it is queried until there is a result.
    Waiting,
    /// The result is unknown. Query later; the reason is for the log.
    Unknown(UnknownReason),
}

/// The result of a step that moves no money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// An SMS code was sent to the payer's phone.
    SmsSent,
    /// The payer signed an agreement: the token can be charged from now on.
    Signed(SignedAgreement),
    /// A QR code to show.
    Qr {
        /// Its content, a URL of the network.
        content: String,
    },
    /// The network has removed the token.
    Removed,
}

/// A signed agreement: a token that stands for the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedAgreement {
    /// The token. It can be charged without the card number, so it is stored
    /// sealed.
    pub token: Secret,
    /// The begin of its validity, if reported.
    pub token_begin: Option<At>,
    /// The end of its validity, if reported.
    pub token_end: Option<At>,
    /// `payCardType`: `01` debit, `02` credit, ..., if reported.
    pub card_type: Option<String>,
    /// The card number as the network masks it, if reported.
    pub card_masked: Option<String>,
}

/// A payment that the network reports as successful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// `queryId`: the network's id of the payment, which refunds refer to.
    pub query_id: String,
    /// `traceNo`: six digits, for reconciliation.
    pub trace_no: Option<String>,
    /// `traceTime`: `MMDDhhmmss`, for reconciliation.
    pub trace_time: Option<String>,
    /// `settleDate`: the clearing day as `MMDD`.
    pub settle_date: Option<String>,
    /// `txnAmt`. In the reply to a query it equals the operation's amount; of a
    /// notice the engine compares it.
    pub amount: Money,
    /// True for `A6`, a success with a defect that an operator should check.
    pub defect: bool,
    /// The payer's card as the network masks it, never a full number.
    pub payer_account_masked: Option<String>,
}

/// A refund or an undo that the network reports as successful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// `queryId`: the network's id of the refund.
    pub query_id: String,
    /// `origQryId`: the network's id of the payment, if reported. In the reply
    /// to a query it equals the operation's; of a notice the engine compares
    /// it.
    pub payment: Option<String>,
    /// `traceNo`: six digits, for reconciliation.
    pub trace_no: Option<String>,
    /// `traceTime`: `MMDDhhmmss`, for reconciliation.
    pub trace_time: Option<String>,
    /// `settleDate`: the clearing day of the refund as `MMDD`.
    pub settle_date: Option<String>,
    /// `txnAmt`. In the reply to a query it equals the operation's amount; of a
    /// notice the engine compares it.
    pub amount: Money,
    /// True for `A6`, a success with a defect that an operator should check.
    pub defect: bool,
}

/// A decline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// The network's response code.
    pub code: String,
    /// The reason.
    pub reason: DeclineReason,
    /// True where the payer may try again on the network's page or by its QR
    /// code until the trade expires. Money may arrive until then, even if the
    /// attempt is ended, so it is queried until the expiry.
    pub may_retry: bool,
}

/// Why the result is unknown, for logs and metrics. Contains no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownReason {
    /// Nothing was sent, because of this field.
    NotSent(&'static str),
    /// A time-out or a connection error.
    NoReply,
    /// An HTTP status other than 200.
    Http(u16),
    /// Not a message of this protocol.
    Unreadable,
    /// The signature or its certificate is not valid.
    BadSignature(SignatureFault),
    /// A code that means "query again", such as 03 and 04, or an unknown code.
    PendingCode(String),
    /// No such transaction at the network (34). Not a failure: the request may
    /// still arrive there.
    NotFound,
    /// Signed, but this field differs from the operation.
    Mismatch(&'static str),
}

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// A field that the check needs is missing or not as version 5.1.0 defines.
    #[error("no signature of the expected kind")]
    Absent,
    /// `signPubKeyCert` cannot be read.
    #[error("the signing certificate cannot be read")]
    Certificate,
    /// The certificate was not issued by the network's authority.
    #[error("the signing certificate is not from the network's authority")]
    Chain,
    /// A certificate of the chain is not valid at present.
    #[error("a certificate of the chain is not valid now")]
    Validity,
    /// The certificate names another holder.
    #[error("the signing certificate is not UnionPay's")]
    Name,
    /// The signature does not match the fields.
    #[error("the signature does not fit the message")]
    Digest,
}
