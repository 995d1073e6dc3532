//! What is asked of a network, in terms that all networks share.
//!
//! The engine builds a [`Request`] from stored records and passes the same
//! value, or one rebuilt from the records, to `start` and `finish`. Secrets in
//! it (cards, codes, tokens) are not stored.

use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::money::Money;
use domain::refund::RefundMethod;
use domain::secret::Secret;

/// One request to a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The merchant's account there.
    pub account: MerchantAccount,
    /// What is asked.
    pub op: Op,
}

/// The network's number of a request, and the facts that belong to it. Stored
/// before the request is sent; the same each time it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFacts {
    /// The number, by [`new_number`](crate::Channel::new_number).
    pub number: String,
    /// When it was created.
    pub time: At,
    /// The amount; not sent where no money is asked for.
    pub amount: Money,
}

/// A payment, as every message about it describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMessage {
    /// Its number, time and amount.
    pub request: RequestFacts,
    /// What is paid for, in one line; cleaned and cut when sent.
    pub subject: String,
    /// The network accepts no payment after this.
    pub pay_until: At,
    /// The shopper's IP address, if known.
    pub customer_ip: Option<String>,
    /// Where the network's page sends the browser back to.
    pub return_url: String,
}

/// How a payment is made. Decides whether the payer may try again after a
/// decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentMethod {
    /// On the network's or the bank's page.
    BankPage,
    /// With a signed agreement, charged by the server.
    Agreement,
    /// By scanning a QR code.
    Qr,
}

/// What the server knows of the payer's way to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayBy {
    /// The browser goes to the bank's page.
    BankPage {
        /// The bank's short code such as `ICBC`. Without it the network lets
        /// the payer choose.
        bank: Option<String>,
        /// The shopper's device.
        screen: Screen,
    },
    /// The server charges an agreement.
    Agreement {
        /// The network's token.
        token: Secret,
        /// The SMS code. `None` right after signing, where the contract does
        /// not require another one.
        code: Option<Secret>,
    },
    /// The payer scans a QR code, which the network makes.
    Qr,
}

/// The shopper's device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A computer.
    Pc,
    /// A phone.
    Phone,
}

/// What an SMS code is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeFor {
    /// Signing an agreement for a card; only its number is sent.
    Signing(CardData),
    /// Paying with an agreement, by its token.
    Paying(Secret),
}

/// The data of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardData {
    /// The card number, 13 to 19 digits.
    pub number: Secret,
    /// The expiry as `YYMM`, of credit cards only.
    pub expiry: Option<Secret>,
    /// The security code, three digits, of credit cards only.
    pub security_code: Option<Secret>,
}

/// The card holder's identity, which the bank verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardHolder {
    /// The name.
    pub name: Secret,
    /// The resident identity number.
    pub id_number: Secret,
    /// The mobile number registered with the bank, 11 digits.
    pub phone: Secret,
}

/// A refund of a payment or a part of it: a request with its own number and
/// time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundMessage {
    /// Its number, time and amount.
    pub request: RequestFacts,
    /// A refund, or an undo of the whole payment.
    pub method: RefundMethod,
    /// The network's id of the payment.
    pub payment: String,
    /// The amount that was paid.
    pub paid: Money,
    /// How the payment was made.
    pub paid_by: PaymentMethod,
}

/// A payout to a bank account or a wallet: a request with its own number and
/// time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutMessage {
    /// Its number, time and amount.
    pub request: RequestFacts,
    /// The receiver's account number.
    pub receiver_account: Secret,
    /// The receiver's name, which the network compares with the account's.
    pub receiver_name: Secret,
    /// What it is for, in one line; the receiver reads it. Cleaned and cut when
    /// sent.
    pub subject: String,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Pay.
    Pay {
        /// The payment.
        payment: PaymentMessage,
        /// How.
        by: PayBy,
    },
    /// Send an SMS code to the payer's phone. It has the number and amount of
    /// the signing or payment that it is for.
    SendCode {
        /// The payment.
        payment: PaymentMessage,
        /// What the code is for.
        to: CodeFor,
        /// The phone that receives it.
        phone: Secret,
    },
    /// Sign an agreement for a card, and receive its token.
    Sign {
        /// The payment it is signed for. Signing has its own number.
        payment: PaymentMessage,
        /// The card.
        card: CardData,
        /// Its holder.
        holder: CardHolder,
        /// The SMS code.
        code: Secret,
    },
    /// Remove an agreement.
    RemoveAgreement {
        /// The numbers of the removal; its amount is not sent.
        request: RequestFacts,
        /// The network's token.
        token: Secret,
    },
    /// Query the result of a payment.
    Query {
        /// The payment, with the numbers it was sent with.
        payment: PaymentMessage,
        /// How it was made.
        paid_by: PaymentMethod,
    },
    /// Close a payment that was not made: the network accepts none under its
    /// number any more. Where it was made, the network declines this.
    Close {
        /// The payment, with the numbers it was sent with.
        payment: PaymentMessage,
        /// How it was to be made.
        paid_by: PaymentMethod,
    },
    /// Refund a payment or a part of it. Sent again with the same numbers it is
    /// the same refund.
    Refund(RefundMessage),
    /// Query the result of a refund.
    QueryRefund(RefundMessage),
    /// Pay out from the merchant's account. Sent again with the same numbers it
    /// is the same payout.
    Payout(PayoutMessage),
    /// Query the result of a payout.
    QueryPayout(PayoutMessage),
}

impl PayBy {
    /// The method.
    pub const fn method(&self) -> PaymentMethod {
        match self {
            Self::BankPage { .. } => PaymentMethod::BankPage,
            Self::Agreement { .. } => PaymentMethod::Agreement,
            Self::Qr => PaymentMethod::Qr,
        }
    }
}

impl Op {
    /// The numbers of the request, which a reply repeats.
    pub const fn request(&self) -> &RequestFacts {
        match self {
            Self::Pay { payment, .. }
            | Self::SendCode { payment, .. }
            | Self::Sign { payment, .. }
            | Self::Query { payment, .. }
            | Self::Close { payment, .. } => &payment.request,
            Self::RemoveAgreement { request, .. } => request,
            Self::Refund(refund) | Self::QueryRefund(refund) => &refund.request,
            Self::Payout(payout) | Self::QueryPayout(payout) => &payout.request,
        }
    }

    /// A short name for logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pay { .. } => "pay",
            Self::SendCode { .. } => "send_code",
            Self::Sign { .. } => "sign",
            Self::RemoveAgreement { .. } => "remove_agreement",
            Self::Query { .. } => "query",
            Self::Close { .. } => "close",
            Self::Refund(_) => "refund",
            Self::QueryRefund(_) => "query_refund",
            Self::Payout(_) => "payout",
            Self::QueryPayout(_) => "query_payout",
        }
    }
}
