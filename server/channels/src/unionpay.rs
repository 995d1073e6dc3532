//! UnionPay 全渠道 ACP 5.1.0, institution access (`accessType` 1).
//!
//! The provider signs merchants up itself and talks to UnionPay as an
//! acquiring institution: one signing certificate, and on every request
//! `acqInsCode` and the merchant's number, category, name and short name.
//!
//! Sources, as marked at each constant: wire facts 1.1 to 1.11; `[O]`
//! official sample, `[V]` verified by running, `[3]` third party, `[M]` from
//! memory. Whatever an answer says, it counts only when its signature, its
//! certificate chain and its echo of our numbers hold.

mod answer;
mod certificate;
mod clearing;
mod codes;
mod config;
mod customer;
mod fields;
mod form;
mod notice;
mod op;
mod raw;
mod refund;
mod request;
mod seal;
mod stamp;
mod text;
mod trust;

pub use certificate::{Certificate, CertificateError};
pub use clearing::may_undo;
pub use codes::{CODES, Code, Verdict, refund_instead};
pub use config::{CnRule, Config, ConfigError};
pub use notice::{About, Notice, NoticeRefused};
pub use op::{CardData, Holder, MerchantOnWire, Op, PaidBy, Refund, Screen, Trade};
pub use request::{StartError, check_merchant};

use domain::clock::At;

use crate::outcome::Outcome;
use crate::wire::{Reply, Step};

/// The UnionPay channel: keys and addresses, checked at construction.
/// Share it freely; it has no state.
#[derive(Debug)]
pub struct UnionPay {
    endpoints: config::Endpoints,
    institution: config::Institution,
    seal: seal::Seal,
    trust: trust::Trust,
    encryption: customer::Encryption,
}

impl UnionPay {
    /// Checks keys, certificates and addresses once, so that no payment
    /// fails for them later.
    ///
    /// # Errors
    /// [`ConfigError`] names the setting.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        Ok(Self {
            endpoints: config::Endpoints::new(config)?,
            institution: config::Institution::new(config)?,
            seal: config.seal()?,
            trust: config.trust()?,
            encryption: config.encryption()?,
        })
    }

    /// What to send for `op`.
    ///
    /// # Errors
    /// [`StartError`]: the operation cannot be put on the wire as it is.
    /// Nothing was sent, no money moves.
    pub fn start(&self, op: &Op, now: At) -> Result<Step, StartError> {
        request::start(self, op, now)
    }

    /// What the reply to `op` means. Never fails: what cannot be trusted is
    /// [`Outcome::Unknown`].
    pub fn finish(&self, op: &Op, reply: Reply<'_>, now: At) -> Outcome {
        answer::finish(self, op, reply, now)
    }

    /// Reads a notice of a payment, a refund or an undo: the body of the POST to our `backUrl`, as it
    /// came, without any query string of the address.
    ///
    /// A notice that says `Paid` is UnionPay's own signed word. UnionPay's
    /// sample asks by [`Op::Query`] as well (wire facts 1.10); the engine
    /// compares the notice with everything it asked for and believes it, as
    /// `server/README.md` says and why.
    ///
    /// # Errors
    /// [`NoticeRefused`]: answer 400, log it, touch no order.
    pub fn notice(&self, body: &[u8], now: At) -> Result<Notice, NoticeRefused> {
        notice::read(&self.trust, body, now)
    }

    /// The acknowledgement of a notice that was taken in: status and body.
    /// Without it UnionPay sends again, about 1, 2, 4 and 5 minutes later.
    pub const fn ack() -> (u16, &'static str) {
        (200, "ok")
    }
}
