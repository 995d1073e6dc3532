//! The operations of UnionPay, as data.
//!
//! The engine builds an [`Operation`] and passes the same value, or one rebuilt
//! from the database, to `start` and `finish`. It stores none of the secrets.
//!
//! An SMS code has the same `order_id`, `txn_time` and amount as the operation
//! it is for (UnionPay's token sample). Signing ([`Operation::Open`]) and
//! paying ([`Operation::Pay`]) are two transactions with two order ids.

use domain::clock::At;
use domain::money::Money;
use domain::refund::RefundMethod;
use domain::secret::Secret;

/// A transaction at UnionPay, which identifies it by `order_id` and `txn_time`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// `orderId`: 8 to 32 ASCII letters and digits (UnionPay allows 40 for
    /// other products than QR).
    pub order_id: String,
    /// `txnTime`: when the transaction was created, to the second.
    pub txn_time: At,
    /// The amount; not sent when signing or removing a token.
    pub amount: Money,
    /// The payee.
    pub merchant: UnionPayMerchant,
    /// `orderDesc`: what is paid for; cleaned and cut when sent.
    pub subject: String,
    /// `payTimeout`: the network accepts no payment after this.
    pub expires_at: At,
    /// `customerIp`: the shopper's IP address, if known; only IPv4 is sent.
    pub customer_ip: Option<String>,
    /// `frontUrl`: where the network's page returns the browser to. Required by
    /// [`Operation::FrontPay`].
    pub front_url: Option<String>,
}

/// A merchant's fields in messages; institution access sends all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnionPayMerchant {
    /// `merId`: 15 letters and digits, assigned by UnionPay.
    pub mer_id: String,
    /// `merCatCode`: the merchant category code, four digits.
    pub mcc: String,
    /// `merName`: the name; cleaned and cut when sent.
    pub name: String,
    /// `merAbbr`: the short name; cleaned and cut when sent.
    pub abbr: String,
}

/// The shopper's device (`channelType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// `07`.
    Pc,
    /// `08`.
    Phone,
}

/// The data of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardData {
    /// The card number, 13 to 19 digits.
    pub number: Secret,
    /// The expiry as `YYMM`, of credit cards only.
    pub expiry: Option<Secret>,
    /// The security code, three digits, of credit cards only.
    pub cvn2: Option<Secret>,
}

/// The card holder's identity, which the bank verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardHolder {
    /// `customerNm`: the name.
    pub name: Secret,
    /// The resident identity number (`certifTp` 01).
    pub id_number: Secret,
    /// The mobile number registered with the bank, 11 digits.
    pub phone: Secret,
}

/// How a payment is made. Decides whether the payer may try again after a
/// decline, and the product (`bizType`) of its refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentMethod {
    /// [`Operation::FrontPay`]: on the network's page, where the payer may
    /// retry.
    FrontPage,
    /// [`Operation::Pay`]: a token, charged once by the server.
    Token,
    /// [`Operation::QrApply`]: by scanning a QR code, where the payer may
    /// retry.
    Qr,
}

/// A refund or an undo at UnionPay, of a payment or a part of it: a transaction
/// with its own number and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundTrade {
    /// `orderId` of the refund: 8 to 32 ASCII letters and digits, not used
    /// before.
    pub order_id: String,
    /// `txnTime`: when it was created, to the second.
    pub txn_time: At,
    /// The amount, in the payment's currency. The network refuses refunds of
    /// more than was paid in total.
    pub amount: Money,
    /// The payee of the payment.
    pub merchant: UnionPayMerchant,
    /// `origQryId`: the network's id of the payment (its `queryId`).
    pub payment: String,
    /// How the payment was made.
    pub paid_by: PaymentMethod,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Pay on the bank's page: 01/01/000201.
    FrontPay {
        /// The payment.
        trade: Trade,
        /// `issInsCode`: a bank's short code such as `ICBC`. Without it the
        /// network lets the payer choose.
        bank: Option<String>,
        /// The shopper's device.
        screen: Screen,
    },
    /// Send an SMS code for signing: 77/00/000902.
    OpenSms {
        /// Same numbers as the [`Operation::Open`] that follows.
        trade: Trade,
        /// The card; only its number is sent.
        card: CardData,
        /// The phone that receives the code.
        phone: Secret,
    },
    /// Sign an agreement for a card and receive a token: 79/00/000902.
    Open {
        /// Same numbers as the [`Operation::OpenSms`] before.
        trade: Trade,
        /// The card.
        card: CardData,
        /// Its holder.
        holder: CardHolder,
        /// The SMS code.
        sms_code: Secret,
    },
    /// Send an SMS code for a payment with a token: 77/02/000902.
    PaySms {
        /// Same numbers as the [`Operation::Pay`] that follows.
        trade: Trade,
        /// The token.
        token: Secret,
        /// The phone that receives the code.
        phone: Secret,
    },
    /// Pay with a token: 01/01/000902.
    Pay {
        /// Same numbers as the [`Operation::PaySms`] before, if there was one.
        trade: Trade,
        /// The token.
        token: Secret,
        /// The SMS code. `None` right after [`Operation::Open`], where the
        /// contract does not require another one.
        sms_code: Option<Secret>,
    },
    /// Remove a token: 74/01/000902.
    RemoveToken {
        /// The numbers of the removal; its amount is not sent.
        trade: Trade,
        /// The token.
        token: Secret,
    },
    /// Create a QR code for the payer to scan: 01/07/000000.
    QrApply {
        /// The payment.
        trade: Trade,
    },
    /// Query the result of a payment: 00/00/000000.
    Query {
        /// The payment, with the numbers it was sent with.
        trade: Trade,
        /// How the payment was made.
        paid_by: PaymentMethod,
    },
    /// Refund a payment or a part of it: 04/00. Sent again with the same
    /// numbers it is the same refund.
    Refund {
        /// The refund.
        refund: RefundTrade,
    },
    /// Undo a whole payment: 31/00. Only on its clearing day
    /// ([`super::may_undo`]) and before any refund of it.
    Undo {
        /// The undo; its amount is the payment's.
        refund: RefundTrade,
    },
    /// Query the result of a refund or an undo: 00/00/000000.
    QueryRefund {
        /// The refund, with the numbers it was sent with.
        refund: RefundTrade,
        /// Refund or undo.
        sent_as: RefundMethod,
    },
}

impl Operation {
    /// The `orderId`, for logs.
    pub fn order_id(&self) -> &str {
        self.key().order_id
    }

    /// The numbers that a reply must repeat.
    pub(super) fn key(&self) -> TransactionKey<'_> {
        match self {
            Self::FrontPay { trade, .. }
            | Self::OpenSms { trade, .. }
            | Self::Open { trade, .. }
            | Self::PaySms { trade, .. }
            | Self::Pay { trade, .. }
            | Self::RemoveToken { trade, .. }
            | Self::QrApply { trade }
            | Self::Query { trade, .. } => TransactionKey {
                order_id: &trade.order_id,
                txn_time: trade.txn_time,
                merchant: &trade.merchant,
            },
            Self::Refund { refund } | Self::Undo { refund } | Self::QueryRefund { refund, .. } => {
                TransactionKey {
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

/// The numbers that identify a transaction, with its merchant.
#[derive(Clone, Copy)]
pub(super) struct TransactionKey<'a> {
    pub(super) order_id: &'a str,
    pub(super) txn_time: At,
    pub(super) merchant: &'a UnionPayMerchant,
}
