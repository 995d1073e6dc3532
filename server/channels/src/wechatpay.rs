//! WeChat Pay API v3, partner mode (服务商), Native: the payer scans a QR code.
//!
//! The provider is the partner (`sp_mchid`) and signs every request; each
//! merchant is its sub-merchant (`sub_mchid`). Messages are JSON; signatures
//! stand in the header.
//!
//! A reply or notice counts only if its signature is valid, it was signed just
//! now, and it repeats the request's numbers.
//!
//! Sources: wire facts 2.1 to 2.3; `[O]` WeChat Pay's own documents and SDKs,
//! `[3]` third party, `[M]` from memory.

mod account;
mod answer;
mod close;
mod codes;
mod config;
mod encrypted;
mod error_reply;
mod headers;
mod json;
mod notice;
mod number;
mod order;
mod platform_certificates;
mod refund;
mod request;
mod signer;
mod timestamp;
mod timing;
mod transaction;
mod verifier;

pub(crate) use account::check as check_account;
pub use codes::{CODES, CodeMeaning, ErrorCode};
pub use config::{Config, ConfigError, PlatformPublicKey};

use crate::certificates::{CertificateExpiry, CertificateSet, PublishedCertificates};
use crate::channel::{Channel, NumberSeed, ProductRoute, RefundCase};
use crate::crypto::AesGcmKey;
use crate::http::{HttpCall, HttpReply, HttpRequest, HttpResponse, Step};
use crate::notice::{Notice, NoticeError};
use crate::outcome::{Outcome, UnknownReason};
use crate::request::{PaymentMethod, Request};
use crate::start_error::StartError;
use crate::timing::{PaymentTiming, RefundTiming};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::product::Product;
use domain::refund::RefundMethod;
use domain::refusal::Refusal;
use domain::visit::{Screen, WalletApp};

/// The channel's name.
pub static ID: ChannelId = ChannelId::constant("wechat_pay");

pub(crate) const ROUTES: &[ProductRoute] = &[ProductRoute {
    product: Product::Wechat,
    paid_by: PaymentMethod::Qr,
    screens: &Screen::ALL,
    // WeChat does not pay a native code from its own browser, its album or a
    // long press [O].
    not_inside: &[WalletApp::WeChat],
}];

/// The WeChat Pay channel: its keys and addresses, and the platform
/// certificates it has fetched.
#[derive(Debug)]
pub struct WechatPay {
    endpoint: config::Endpoint,
    partner: config::Partner,
    signer: signer::RequestSigner,
    verifier: verifier::SignatureVerifier,
    api_key: AesGcmKey,
    signing: CertificateExpiry,
    fetches_certificates: bool,
}

impl WechatPay {
    /// Checks keys, certificates and addresses.
    ///
    /// # Errors
    /// [`ConfigError`] names the setting.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        config.new_channel()
    }
}

impl Channel for WechatPay {
    fn id(&self) -> &ChannelId {
        &ID
    }

    fn routes(&self) -> &[ProductRoute] {
        ROUTES
    }

    fn check_account(&self, account: &MerchantAccount) -> Result<(), Refusal> {
        account::check(account)?;
        account::check_other_than(account, &self.partner.sp_mchid)
    }

    /// `out_trade_no` or `out_refund_no`: the subject's 26 characters and a
    /// two-digit counter.
    fn new_number(&self, seed: &NumberSeed<'_>) -> String {
        format!("{}{:02}", seed.subject, seed.before)
    }

    fn start(&self, request: &Request, now: At) -> Result<Step, StartError> {
        request::start(self, request, now).map(Step::Call)
    }

    fn finish(&self, request: &Request, reply: &HttpReply, now: At) -> Outcome {
        answer::finish(self, request, reply, now)
    }

    fn read_notice(&self, call: &HttpRequest, now: At) -> Result<Notice, NoticeError> {
        notice::read(self, call, now)
    }

    /// Without it WeChat Pay repeats the notice, 15 times within a day.
    fn acknowledge(&self) -> HttpResponse {
        HttpResponse {
            status: 204,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    fn can_close(&self) -> bool {
        true
    }

    /// There is no undo.
    fn refund_method(&self, _case: &RefundCase<'_>, _now: At) -> RefundMethod {
        RefundMethod::Refund
    }

    fn payment_timing(&self, _paid_by: PaymentMethod) -> PaymentTiming {
        timing::PAYMENT
    }

    fn refund_timing(&self) -> RefundTiming {
        timing::REFUND
    }

    fn form_origins(&self) -> &[String] {
        &[]
    }

    /// A public key does not end. Where one is configured the channel does
    /// without platform certificates.
    fn certificates(&self) -> Vec<CertificateExpiry> {
        let mut certificates = vec![self.signing.clone()];
        if !self.verifier.has_public_key() {
            let newest = self.verifier.last_certificate_validity();
            certificates.extend(newest.map(|(not_before, not_after)| CertificateExpiry {
                name: "platform",
                not_before,
                not_after,
            }));
        }
        certificates
    }

    fn published_certificates(&self) -> Option<&dyn PublishedCertificates> {
        self.fetches_certificates.then_some(self as _)
    }
}

impl PublishedCertificates for WechatPay {
    fn refresh_s(&self) -> u32 {
        timing::CERTIFICATES_REFRESH_S
    }

    fn call(&self, now: At) -> Result<HttpCall, StartError> {
        Ok(request::certificates(self, now))
    }

    fn accept(&self, reply: &HttpReply, now: At) -> Result<CertificateSet, UnknownReason> {
        platform_certificates::accept(self, reply, now)
    }
}
