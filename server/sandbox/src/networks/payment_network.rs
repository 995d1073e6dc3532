//! What the shared pages and the sender of notices ask each network.

use std::sync::Arc;

use axum::Router;
use domain::clock::At;
use domain::money::Money;
use maud::Markup;

use super::notice_source::NoticeSource;
use super::page_language::PageLanguage;
use super::payer::Payer;
use crate::jsonl_file::JsonlError;

/// A network of the sandbox.
pub(super) trait PaymentNetwork: NoticeSource {
    /// All its routes.
    fn routes(self: Arc<Self>) -> Router;

    /// The names of the requests whose replies can be held.
    fn steps(&self) -> &'static [&'static str];

    /// Its section of the control page, if it has one.
    fn control(&self, _language: &PageLanguage) -> Option<Markup> {
        None
    }

    /// All its transactions, for the control page.
    fn transactions(&self, now: At) -> Vec<TransactionRow>;

    /// All its refunds, for the control page and the phone.
    fn refunds(&self, now: At) -> Vec<RefundRow>;

    /// The payment of a QR code, if the code is of this network.
    fn scan(&self, code: &str, now: At) -> Option<ScannedPayment>;

    /// The QR codes that wait for a payer.
    fn open_codes(&self, now: At) -> Vec<ScannedPayment>;

    /// Pays the payment of a QR code; `None` when the code is not of this
    /// network, or the network does not know such an account.
    ///
    /// # Errors
    /// [`JsonlError`]: nothing was booked.
    fn pay_scanned(
        &self,
        code: &str,
        payer: Payer,
        now: At,
    ) -> Option<Result<ScanResult, JsonlError>>;
}

/// A transaction on the control page.
pub(super) struct TransactionRow {
    pub(super) taken_at: At,
    /// How it is paid, as a text.
    pub(super) method: &'static str,
    /// Paydesk's number.
    pub(super) number: String,
    pub(super) merchant: String,
    pub(super) amount: Money,
    /// Its state as the network reports it.
    pub(super) result: String,
    /// The delivery status of its notices.
    pub(super) notices: Vec<Markup>,
}

/// A refund on the control page and on the phone.
pub(super) struct RefundRow {
    pub(super) taken_at: At,
    pub(super) method: &'static str,
    /// Paydesk's number.
    pub(super) number: String,
    /// The network's number of the payment.
    pub(super) payment: String,
    pub(super) merchant: String,
    pub(super) amount: Money,
    /// Its state for the payer.
    pub(super) result: &'static str,
    /// Its state on the wire.
    pub(super) code: &'static str,
    /// The account that receives the money, masked.
    pub(super) account: String,
    /// The delivery status of its notices.
    pub(super) notices: Vec<Markup>,
}

/// A payment as the phone shows it.
pub(super) struct ScannedPayment {
    /// The content of the QR code.
    pub(super) code: String,
    /// Paydesk's number.
    pub(super) number: String,
    pub(super) merchant: String,
    pub(super) subject: String,
    pub(super) amount: Money,
    pub(super) taken_at: At,
    /// True while the payer can pay it.
    pub(super) payable: bool,
    /// Its state, as a text.
    pub(super) result: String,
    /// True where the payer can pay with the wallet's own balance.
    pub(super) has_balance: bool,
}

/// What the payer sees after confirming.
pub(super) enum ScanResult {
    /// It is paid.
    Paid,
    /// It is paid; the reply is slow.
    PaidSlowly,
    /// It is declined, for this reason.
    Refused(String),
    /// It can no longer be paid, or is paid already.
    NotPayable,
    /// No reply.
    Silence,
    /// HTTP 502.
    BadGateway,
}
