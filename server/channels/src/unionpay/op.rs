//! What can be asked of UnionPay, as data.
//!
//! The engine builds an [`Op`], keeps nothing of its secrets, and passes the
//! same value (or one rebuilt from the record) to `start` and `finish`.
//!
//! Numbers: a code by SMS and the operation it is for carry the *same*
//! `order_id`, `txn_time` and amount (UnionPay's token sample says so);
//! signing ([`Op::Open`]) and paying ([`Op::Pay`]) are two transactions and
//! need two order ids.

use domain::clock::At;
use domain::money::Money;
use domain::refund::SentAs;
use domain::secret::Secret;

/// What every operation is about. The pair (`order_id`, `txn_time`) is the
/// key UnionPay finds a transaction by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// Our attempt's number on the wire: 8 to 32 ASCII letters and digits
    /// (40 outside QR; the narrower rule for all).
    pub order_id: String,
    /// When the attempt was made; sent as `YYYYMMDDhhmmss` in +08:00, so
    /// whole seconds count.
    pub txn_time: At,
    /// What is to be paid. Signing and removing send none of it.
    pub amount: Money,
    /// Who is paid.
    pub merchant: MerchantOnWire,
    /// What for, one line; cleaned and cut here (`orderDesc`).
    pub subject: String,
    /// The network takes no payment after this (`payTimeout`).
    pub expires_at: At,
    /// The shopper's address, when known (`customerIp`; IPv4 only is sent).
    pub customer_ip: Option<String>,
    /// Where the network's page sends the browser back (`frontUrl`);
    /// needed by [`Op::FrontPay`].
    pub front_url: Option<String>,
}

/// The merchant as UnionPay knows it (institution access sends all of it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantOnWire {
    /// `merId`, 15 letters and digits, assigned at sign-up.
    pub mer_id: String,
    /// `merCatCode`: the merchant category code, four digits.
    pub mcc: String,
    /// `merName`; cleaned and cut here.
    pub name: String,
    /// `merAbbr`; cleaned and cut here.
    pub abbr: String,
}

/// The screen a shopper sits at (`channelType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// `07`, internet.
    Pc,
    /// `08`, mobile.
    Phone,
}

/// A card as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardData {
    /// Digits only, 13 to 19.
    pub number: Secret,
    /// `YYMM` (cards print MM/YY); credit cards only.
    pub expiry: Option<Secret>,
    /// Three digits; credit cards only.
    pub cvn2: Option<Secret>,
}

/// Who holds the card, for the bank to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// `customerNm`.
    pub name: Secret,
    /// Resident identity card number (`certifTp` 01).
    pub id_number: Secret,
    /// Mobile number at the bank, 11 digits.
    pub phone: Secret,
}

/// How a payment was made: decides how final a no to it is, and under which
/// product (`bizType`) its money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidBy {
    /// [`Op::FrontPay`]: on the network's page, where a payer may try twice.
    FrontPage,
    /// [`Op::Pay`]: by our server, once.
    Token,
    /// [`Op::QrApply`]: by scanning, where a payer may try twice.
    Qr,
}

/// Money on its way back: of one payment, whole or in part. A transaction
/// of its own, with a number and a time of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// This refund's number on the wire: 8 to 32 ASCII letters and digits,
    /// never used before.
    pub order_id: String,
    /// When it was made; together with `order_id` its key at the network.
    pub txn_time: At,
    /// What goes back, in the payment's currency. The network adds up: all
    /// refunds of a payment never give back more than was paid.
    pub amount: Money,
    /// Who was paid.
    pub merchant: MerchantOnWire,
    /// `origQryId`: the network's number of the payment (its `queryId`).
    pub payment: String,
    /// How it was paid.
    pub paid_by: PaidBy,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Pay at the bank's own page: front consume 01/01/000201.
    FrontPay {
        /// What is paid.
        trade: Trade,
        /// `issInsCode`, a bank's short code such as `ICBC`; without it the
        /// network shows its own choice.
        bank: Option<String>,
        /// PC or phone.
        screen: Screen,
    },
    /// A code by SMS for signing: 77/00/000902.
    OpenSms {
        /// Same numbers as the [`Op::Open`] that follows.
        trade: Trade,
        /// The card to be signed; only its number is sent.
        card: CardData,
        /// Where the code goes.
        phone: Secret,
    },
    /// Sign once, get a token: 79/00/000902.
    Open {
        /// Same numbers as the [`Op::OpenSms`] before.
        trade: Trade,
        /// The card.
        card: CardData,
        /// Its holder.
        holder: Holder,
        /// The code the payer typed.
        sms_code: Secret,
    },
    /// A code by SMS for a payment with a token: 77/02/000902.
    PaySms {
        /// Same numbers as the [`Op::Pay`] that follows.
        trade: Trade,
        /// The token.
        token: Secret,
        /// Where the code goes.
        phone: Secret,
    },
    /// Pay with a token: 01/01/000902.
    Pay {
        /// Same numbers as the [`Op::PaySms`] before, if there was one.
        trade: Trade,
        /// The token.
        token: Secret,
        /// The code; none right after [`Op::Open`], where the contract says
        /// that its code is enough.
        sms_code: Option<Secret>,
    },
    /// Forget a token: 74/01/000902.
    RemoveToken {
        /// Numbers of this removal; its amount is not sent.
        trade: Trade,
        /// The token.
        token: Secret,
    },
    /// A QR code the payer scans: 01/07/000000.
    QrApply {
        /// What is paid.
        trade: Trade,
    },
    /// What became of it: 00/00/000000. The one source of truth.
    Query {
        /// The payment asked about, with the numbers it was sent with.
        trade: Trade,
        /// How it was sent.
        paid_by: PaidBy,
    },
    /// Give money of a payment back, all or a part, as often as it holds:
    /// 04/00. Sent again with the same numbers it is the same refund.
    Refund {
        /// What goes back.
        refund: Refund,
    },
    /// Take a whole payment back: 31/00. Only on its clearing day
    /// ([`super::may_undo`]) and before any refund of it.
    Undo {
        /// What goes back; its amount is the payment's.
        refund: Refund,
    },
    /// What became of a refund or an undo: 00/00/000000, by its own number.
    QueryRefund {
        /// The refund asked about, with the numbers it was sent with.
        refund: Refund,
        /// How it was sent.
        sent_as: SentAs,
    },
}

impl Op {
    /// `orderId`: the number it is found by, for logs.
    pub fn order_id(&self) -> &str {
        self.key().order_id
    }

    /// What a reply has to repeat.
    pub(super) fn key(&self) -> Key<'_> {
        match self {
            Self::FrontPay { trade, .. }
            | Self::OpenSms { trade, .. }
            | Self::Open { trade, .. }
            | Self::PaySms { trade, .. }
            | Self::Pay { trade, .. }
            | Self::RemoveToken { trade, .. }
            | Self::QrApply { trade }
            | Self::Query { trade, .. } => Key {
                order_id: &trade.order_id,
                txn_time: trade.txn_time,
                merchant: &trade.merchant,
            },
            Self::Refund { refund } | Self::Undo { refund } | Self::QueryRefund { refund, .. } => {
                Key {
                    order_id: &refund.order_id,
                    txn_time: refund.txn_time,
                    merchant: &refund.merchant,
                }
            }
        }
    }

    /// A short name for logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::FrontPay { .. } => "front_pay",
            Self::OpenSms { .. } => "open_sms",
            Self::Open { .. } => "open",
            Self::PaySms { .. } => "pay_sms",
            Self::Pay { .. } => "pay",
            Self::RemoveToken { .. } => "remove_token",
            Self::QrApply { .. } => "qr_apply",
            Self::Query { .. } => "query",
            Self::Refund { .. } => "refund",
            Self::Undo { .. } => "undo",
            Self::QueryRefund { .. } => "query_refund",
        }
    }
}

/// What UnionPay finds a transaction by, with whose it is.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) order_id: &'a str,
    pub(super) txn_time: At,
    pub(super) merchant: &'a MerchantOnWire,
}
