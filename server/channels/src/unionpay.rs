//! UnionPay 全渠道 ACP 5.1.0, institution access (`accessType` 1).
//!
//! The provider contracts its merchants itself and connects to UnionPay as an
//! acquiring institution, with one signing certificate. Every request carries
//! `acqInsCode` and the merchant's number, category, name and short name.
//!
//! A reply counts only if its signature, its certificate chain and the numbers
//! it repeats are valid.
//!
//! Sources: wire facts 1.1 to 1.11, the notes that `server/README.md`
//! describes; `[O]` official sample, `[V]` verified by running, `[3]` third
//! party, `[M]` from memory.

mod account;
mod answer;
mod card_data;
mod clearing;
mod codes;
mod config;
mod fields;
mod form;
mod keys;
mod notice;
mod raw;
mod refund;
mod reply_fields;
mod request;
mod signer;
mod text;
mod timestamp;
mod timing;
mod verifier;

pub(crate) use account::check as check_account;
pub use codes::{CODES, CodeMeaning, ResponseCode};
pub use config::{CommonNameRule, Config, ConfigError};

pub use crate::certificate::{Certificate, CertificateError};

use crate::certificates::{CertificateExpiry, PublishedCertificates};
use crate::channel::{Channel, NumberSeed, ProductRoute, RefundCase};
use crate::http::{HttpReply, HttpRequest, HttpResponse, Step};
use crate::notice::{Notice, NoticeError};
use crate::outcome::Outcome;
use crate::request::{PaymentMethod, Request};
use crate::start_error::StartError;
use crate::timing::{PaymentTiming, RefundTiming};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::product::Product;
use domain::refund::RefundMethod;
use domain::refusal::Refusal;

/// The channel's name.
pub static ID: ChannelId = ChannelId::constant("union_pay");

pub(crate) const ROUTES: [ProductRoute; 3] = [
    ProductRoute::everywhere(Product::GatewayPersonal, PaymentMethod::BankPage),
    ProductRoute::everywhere(Product::QuickAgreement, PaymentMethod::Agreement),
    ProductRoute::everywhere(Product::Scan, PaymentMethod::Qr),
];

/// The UnionPay channel: its keys and URLs. Stateless, so it can be shared.
#[derive(Debug)]
pub struct UnionPay {
    endpoints: config::Endpoints,
    institution: config::Institution,
    signer: signer::MessageSigner,
    verifier: verifier::SignatureVerifier,
    encryption: card_data::CardEncryption,
    certificates: Vec<CertificateExpiry>,
}

impl UnionPay {
    /// Checks keys, certificates and URLs.
    ///
    /// # Errors
    /// [`ConfigError`] names the setting.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        Ok(Self {
            endpoints: config::Endpoints::new(config)?,
            institution: config::Institution::new(config)?,
            signer: keys::signer(config)?,
            verifier: keys::verifier(config)?,
            encryption: keys::encryption(config)?,
            certificates: keys::certificates(config)?,
        })
    }
}

impl Channel for UnionPay {
    fn id(&self) -> &ChannelId {
        &ID
    }

    fn routes(&self) -> &[ProductRoute] {
        &ROUTES
    }

    fn check_account(&self, account: &MerchantAccount) -> Result<(), Refusal> {
        account::check(account)
    }

    /// `orderId`: the subject's 26 characters and a two-digit counter. UnionPay
    /// allows 8 to 32 letters and digits (40 for other products than QR).
    fn new_number(&self, seed: &NumberSeed<'_>) -> String {
        format!("{}{:02}", seed.subject, seed.before)
    }

    fn start(&self, request: &Request, now: At) -> Result<Step, StartError> {
        request::start(self, request, now)
    }

    fn finish(&self, request: &Request, reply: &HttpReply, now: At) -> Outcome {
        answer::finish(self, request, reply, now)
    }

    /// UnionPay's sample also sends a query (wire facts 1.10);
    /// `server/README.md` says why none is sent here.
    fn read_notice(&self, call: &HttpRequest, now: At) -> Result<Notice, NoticeError> {
        notice::read(&self.verifier, &call.body, now)
    }

    /// Without it UnionPay repeats the notice, about 1, 2, 4 and 5 minutes
    /// later.
    fn acknowledge(&self) -> HttpResponse {
        HttpResponse {
            status: 200,
            headers: vec![("content-type".into(), "text/plain".into())],
            body: b"ok".to_vec(),
        }
    }

    fn can_close(&self) -> bool {
        false
    }

    /// The first request for a whole payment on its clearing day is an undo.
    fn refund_method(&self, case: &RefundCase<'_>, now: At) -> RefundMethod {
        let in_time = clearing::may_undo(case.settle_date, case.paid_at, now);
        if case.whole && !case.undo_tried && in_time {
            RefundMethod::Undo
        } else {
            RefundMethod::Refund
        }
    }

    fn payment_timing(&self, paid_by: PaymentMethod) -> PaymentTiming {
        timing::payment(paid_by)
    }

    fn refund_timing(&self) -> RefundTiming {
        timing::refund()
    }

    fn form_origins(&self) -> &[String] {
        std::slice::from_ref(&self.endpoints.origin)
    }

    fn certificates(&self) -> Vec<CertificateExpiry> {
        self.certificates.clone()
    }

    fn published_certificates(&self) -> Option<&dyn PublishedCertificates> {
        None
    }
}
