//! What a network's answer means to us.
//!
//! Seven values and no eighth. Whoever adds a code asks: may the money have
//! moved, or yet move? Then it is `Waiting` or `Unknown`, never `Declined`;
//! and `WithPayer` only where nobody has begun to pay.
//! Money that came and money that went back are two values, so that no
//! refund can ever be booked as a payment.

use domain::clock::At;
use domain::money::Money;
use domain::secret::Secret;

/// The meaning of a reply or a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A step that moves no money is done: go on with the next.
    Ask(Ask),
    /// The money moved. Only from a query, or a notice, whose signature and
    /// fields the engine holds against what it asked for; no query follows.
    Paid(Paid),
    /// The money went back. Only from a query of a refund or an undo, or a
    /// notice of one.
    Returned(Returned),
    /// A no from the network's own table.
    Declined(Declined),
    /// Nobody has begun to pay: the payer was sent on and is still choosing.
    /// Only from a query about a page or a code of the network, or a notice.
    /// When the time to pay is over this means that nothing was paid.
    WithPayer,
    /// The network or the bank has it in hand: accepted, no result yet. The
    /// money may move at any time, however late. Ask again, by query, without
    /// end.
    Waiting,
    /// We cannot tell. Ask again later, by query; [`Why`] is for the log.
    Unknown(UnknownReason),
}

/// What a step that moves no money brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The bank sent a code to the payer's phone.
    SmsSent,
    /// The payer signed once: from now on the token pays.
    Signed(SignedAgreement),
    /// Show this as a QR code (a URL, as the network made it).
    Qr {
        /// The text to encode.
        content: String,
    },
    /// The token is gone at the network.
    Removed,
}

/// A signed agreement: a token in place of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedAgreement {
    /// Pays without the card number. As good as a card here: seal it.
    pub token: Secret,
    /// First instant of validity, when told.
    pub token_begin: Option<At>,
    /// Last instant of validity, when told.
    pub token_end: Option<At>,
    /// `payCardType`: `01` debit, `02` credit, ... when told.
    pub card_type: Option<String>,
    /// The card number as the network masks it, when it does.
    pub card_masked: Option<String>,
}

/// A payment the network calls done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// `queryId`: the network's number for this transaction; refunds name it.
    pub query_id: String,
    /// `traceNo`: six digits, for reconciliation.
    pub trace_no: Option<String>,
    /// `traceTime`: `MMDDhhmmss`, for reconciliation.
    pub trace_time: Option<String>,
    /// `settleDate`: `MMDD` of the clearing day.
    pub settle_date: Option<String>,
    /// `txnAmt`. In a query's answer equal to what was asked for; in a
    /// notice the engine compares it.
    pub amount: Money,
    /// `A6`, a success with a defect: paid, and a person should look.
    pub defect: bool,
    /// The payer's card as the network masks it; never a full number.
    pub payer_account_masked: Option<String>,
}

/// A refund or an undo the network calls done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// `queryId`: the network's number of the refund itself.
    pub query_id: String,
    /// `origQryId`: the network's number of the payment, when told. Where it
    /// is told it is the one that was asked for; in a notice the engine
    /// compares it.
    pub payment: Option<String>,
    /// `traceNo`: six digits, for reconciliation.
    pub trace_no: Option<String>,
    /// `traceTime`: `MMDDhhmmss`, for reconciliation.
    pub trace_time: Option<String>,
    /// `settleDate`: `MMDD` of the clearing day the money goes back on.
    pub settle_date: Option<String>,
    /// `txnAmt`. In a query's answer equal to what was asked for; in a
    /// notice the engine compares it.
    pub amount: Money,
    /// `A6`, a success with a defect: back, and a person should look.
    pub defect: bool,
}

/// A no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// The network's code, for the record.
    pub code: String,
    /// What to tell the payer; of a refund, the merchant.
    pub reason: DeclineReason,
    /// True on a page or code of the network where the payer may still try
    /// again until the trade expires. The attempt may be ended so that the
    /// shopper can pick another way, but money may still come: keep
    /// querying until the expiry, and treat it as late money.
    pub may_retry: bool,
}

/// Why a payment was refused, as far as a payer can act on it. Closed, so
/// that each has its text in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeclineReason {
    /// Not enough on the account.
    InsufficientFunds,
    /// Card lost, frozen, expired, or PIN tries used up.
    CardState,
    /// The SMS code was wrong or too old.
    WrongCode,
    /// Name, id number or phone differ from what the bank has.
    WrongIdentity,
    /// Card number, expiry date or security code wrong.
    WrongCardData,
    /// Over a limit of the bank, the network or the merchant.
    LimitExceeded,
    /// Refused by risk control.
    RiskRefused,
    /// The card is not opened for this kind of payment, or the agreement is
    /// gone: sign again.
    NotEnrolled,
    /// The bank, card or merchant cannot do this kind of payment.
    Unsupported,
    /// The bank says no without a reason.
    IssuerRefused,
    /// The network closed the order: too late, or given up.
    Closed,
    /// The network refused the request itself; ours to look at.
    Other,
}

/// Why we cannot tell. For logs and metrics: never shown, holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownReason {
    /// It could not be put on the wire; names the field. Nothing was sent.
    NotSent(&'static str),
    /// Time-out, refused, reset.
    NoReply,
    /// An HTTP status other than 200.
    Http(u16),
    /// Not a message of this protocol.
    Unreadable,
    /// The signature or its certificate does not hold.
    BadSignature(SignatureFault),
    /// A code that means "ask again": 03, 04, ... or one we do not know.
    PendingCode(String),
    /// The network knows no such transaction (34). Not a failure: it may
    /// still arrive.
    NotFound,
    /// Well signed, but about something else than we asked; names the field.
    Mismatch(&'static str),
}

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// A field the check needs is missing, or not what version 5.1.0 says.
    #[error("no signature of the expected kind")]
    Absent,
    /// `signPubKeyCert` is no certificate we can read.
    #[error("the signing certificate cannot be read")]
    Certificate,
    /// The certificate was not issued by the network's own authority.
    #[error("the signing certificate is not from the network's authority")]
    Chain,
    /// A certificate of the chain is not valid at this time.
    #[error("a certificate of the chain is not valid now")]
    Validity,
    /// Issued by the right authority, to somebody else.
    #[error("the signing certificate is not UnionPay's")]
    Name,
    /// The signature does not fit the fields.
    #[error("the signature does not fit the message")]
    Digest,
}
