//! Wire protocols of the payment networks, sans-IO: no HTTP client, no
//! database, no clock. The engine passes bytes and instants.
//!
//! The border is the trait [`Channel`]: `start(request)` returns the [`Step`]
//! to take, `finish(request, reply)` the [`Outcome`] of the reply, and
//! `read_notice(call)` reads a notice. Each network is a folder.
//!
//! Rules:
//! - a time-out, a 5xx, an unreadable or badly signed reply is
//!   [`Outcome::Unknown`], never a failure;
//! - only codes of the network's own table are [`Outcome::Declined`];
//! - all cryptography is in one file, [`crypto`];
//! - no secret is in a `Debug` output, an error or a URL.

mod absolute_url;
mod certificate;
mod certificates;
mod channel;
mod channel_map;
pub mod crypto;
mod http;
mod known;
mod notice;
mod one_line;
mod outcome;
pub mod pem;
mod request;
mod start_error;
mod timing;
pub mod unionpay;
pub mod wechatpay;

pub use certificate::{Certificate, CertificateError};
pub use certificates::{CertificateExpiry, CertificateSet, PublishedCertificates};
pub use channel::{Channel, NumberSeed, ProductRoute, RefundCase};
pub use channel_map::Channels;
pub use http::{
    BrowserForm, HttpCall, HttpMethod, HttpReply, HttpRequest, HttpResponse, Show, Step,
};
pub use known::{carriers, check_account};
pub use notice::{Notice, NoticeAbout, NoticeError};
pub use outcome::{
    AfterDecline, Declined, Done, Moved, Outcome, SignatureFault, SignedAgreement, UnknownReason,
};
pub use request::{
    CardData, CardHolder, CodeFor, Op, PayBy, PaymentMessage, PaymentMethod, PayoutMessage,
    RefundMessage, Request, RequestFacts, Screen,
};
pub use start_error::StartError;
pub use timing::{Interval, PaymentTiming, QuerySchedule, RefundTiming};
