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

mod absolute_url;
mod answer;
mod card_data;
mod certificate;
mod clearing;
mod codes;
mod config;
mod fields;
mod form;
mod keys;
mod notice;
mod operation;
mod raw;
mod refund;
mod reply_fields;
mod request;
mod signer;
mod start_error;
mod text;
mod timestamp;
mod verifier;

pub use certificate::{Certificate, CertificateError};
pub use clearing::may_undo;
pub use codes::{CODES, CodeMeaning, ResponseCode, refund_instead};
pub use config::{CommonNameRule, Config, ConfigError};
pub use notice::{Notice, NoticeError, NoticeSubject};
pub use operation::{
    CardData, CardHolder, Operation, PaymentMethod, RefundTrade, Screen, Trade, UnionPayMerchant,
};
pub use request::check_merchant;
pub use start_error::StartError;

use domain::clock::At;

use crate::http::{HttpReply, Step};
use crate::outcome::Outcome;

/// The UnionPay channel: its keys and URLs. Stateless, so it can be shared.
#[derive(Debug)]
pub struct UnionPay {
    endpoints: config::Endpoints,
    institution: config::Institution,
    signer: signer::MessageSigner,
    verifier: verifier::SignatureVerifier,
    encryption: card_data::CardEncryption,
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
        })
    }

    /// The step that carries out an operation.
    ///
    /// # Errors
    /// [`StartError`] where UnionPay would refuse the message. Nothing is sent.
    pub fn start(&self, op: &Operation, now: At) -> Result<Step, StartError> {
        request::start(self, op, now)
    }

    /// The meaning of the reply to an operation; [`Outcome::Unknown`] for a
    /// reply that is not valid.
    pub fn finish(&self, op: &Operation, reply: HttpReply<'_>, now: At) -> Outcome {
        answer::finish(self, op, reply, now)
    }

    /// Reads a notice of a payment, a refund or an undo. `body` is the raw body
    /// of the POST to `backUrl`.
    ///
    /// The caller compares the notice with the operation that it names.
    /// UnionPay's sample also sends an [`Operation::Query`] (wire facts 1.10);
    /// `server/README.md` says why none is sent here.
    ///
    /// # Errors
    /// [`NoticeError`], to be answered with status 400.
    pub fn notice(&self, body: &[u8], now: At) -> Result<Notice, NoticeError> {
        notice::read(&self.verifier, body, now)
    }

    /// The acknowledgement of a notice: status and body. Without it UnionPay
    /// repeats the notice, about 1, 2, 4 and 5 minutes later.
    pub const fn ack() -> (u16, &'static str) {
        (200, "ok")
    }
}
