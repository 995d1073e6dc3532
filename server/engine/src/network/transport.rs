//! The HTTP client for networks.
//!
//! A transport error is [`HttpAnswer::NoReply`], an unknown outcome: it never
//! counts as a failed payment.

use crate::trace_context;
use async_trait::async_trait;
use channels::{HttpCall, HttpReply};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use std::time::Duration;
use store::Fault;

/// Replies have a few KiB; a longer one is not read.
const BODY_MAX: usize = 256 * 1024;
/// Connect timeout.
const CONNECT: Duration = Duration::from_secs(10);
/// A call may take 30 seconds. The shopper sees the waiting page earlier.
const SHOPPER_WAITS: Duration = Duration::from_secs(5);
/// A mall gets a 503 after this time.
const MALL_WAITS: Duration = Duration::from_secs(5);

/// The reply, owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpAnswer {
    /// An HTTP response.
    Body {
        /// Its status.
        status: u16,
        /// Its body.
        bytes: Vec<u8>,
    },
    /// No usable reply: timed out, refused, reset, or too long.
    NoReply,
}

impl HttpAnswer {
    /// Borrows it for a channel.
    pub(crate) fn as_reply(&self) -> HttpReply<'_> {
        match self {
            Self::Body { status, bytes } => HttpReply::Body {
                status: *status,
                bytes,
            },
            Self::NoReply => HttpReply::NoReply,
        }
    }
}

/// Sends a POST to a network. Tests implement it without sockets.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends it, within its timeout. Never retries: the caller decides whether
    /// that is safe.
    async fn post(&self, post: &HttpCall) -> HttpAnswer;

    /// How long a shopper waits for a reply before the page says that the
    /// result is not known yet. Real time, not the engine's clock.
    fn shopper_waits(&self) -> Duration {
        SHOPPER_WAITS
    }

    /// How long a mall's call waits for the order's lock before it is answered
    /// with 503. The holder may be waiting for a network or for the database.
    fn mall_waits(&self) -> Duration {
        MALL_WAITS
    }
}

/// The transport used in production.
#[derive(Debug)]
pub struct HttpTransport {
    client: reqwest::Client,
}

impl HttpTransport {
    /// Builds the client: no redirects, no proxy from the environment, no
    /// retries, bounded times.
    ///
    /// # Errors
    /// A [`Fault`] when TLS cannot be set up.
    pub fn new() -> Result<Self, Fault> {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT)
            .pool_idle_timeout(Duration::from_secs(30))
            .build()
            .map_err(|error| Fault::new("the HTTP client cannot be built").because(error))?;
        Ok(Self { client })
    }

    async fn send(&self, post: &HttpCall) -> Result<HttpAnswer, reqwest::Error> {
        let mut response = self
            .client
            .post(&post.url)
            .header(CONTENT_TYPE, HttpCall::CONTENT_TYPE)
            .headers(trace_context::headers())
            .body(post.body.expose().to_owned())
            .timeout(Duration::from_millis(u64::from(post.timeout_ms)))
            .send()
            .await?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len() + chunk.len() > BODY_MAX {
                tracing::warn!(status, "reply of a network is too long");
                return Ok(HttpAnswer::NoReply);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(HttpAnswer::Body { status, bytes })
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn post(&self, post: &HttpCall) -> HttpAnswer {
        self.send(post).await.unwrap_or_else(|error| {
            // The error holds the address, which has no secret, and no body.
            tracing::warn!(%error, "no reply from a network");
            HttpAnswer::NoReply
        })
    }
}
