//! The way to the network: one HTTP client, built once, and nothing else
//! that calls.
//!
//! Whatever goes wrong between us and the network is [`Answer::NoReply`] or
//! a body that no channel can read: never a failure of the payment.

use crate::error::Fault;
use crate::trace_context;
use async_trait::async_trait;
use channels::{Post, Reply};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use std::time::Duration;

/// Answers of networks have a few KiB; what is longer is not read.
const BODY_MAX: usize = 256 * 1024;
/// A network that does not take the connection by then will not.
const CONNECT: Duration = Duration::from_secs(10);
/// A call may take 30 seconds; a person does not wait for it.
const SHOPPER_WAITS: Duration = Duration::from_secs(5);
/// A program comes back by itself, and does so sooner than it gives up.
const MALL_WAITS: Duration = Duration::from_secs(5);

/// What came back, owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP response.
    Body {
        /// Its status.
        status: u16,
        /// Its body.
        bytes: Vec<u8>,
    },
    /// Nothing that can be read: time-out, refused, reset, too long.
    NoReply,
}

impl Answer {
    /// As channels take it.
    pub(crate) fn as_reply(&self) -> Reply<'_> {
        match self {
            Self::Body { status, bytes } => Reply::Body {
                status: *status,
                bytes,
            },
            Self::NoReply => Reply::NoReply,
        }
    }
}

/// Carries a POST to a network. Tests pass their own.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Carries it, within the time it names. Never retries: whether asking
    /// again is safe is the caller's to know.
    async fn post(&self, post: &Post) -> Answer;

    /// How long a shopper is made to wait for an answer before the page says
    /// that it is not known yet. Real time, whatever the clock says.
    fn shopper_waits(&self) -> Duration {
        SHOPPER_WAITS
    }

    /// How long a mall waits for an order's turn before it is told to come
    /// back (503). Who has the turn may be waiting for a network, or for a
    /// database that is away: many calls must not wait that out one by one.
    fn mall_waits(&self) -> Duration {
        MALL_WAITS
    }
}

/// The real way, over HTTP.
#[derive(Debug)]
pub struct Network {
    client: reqwest::Client,
}

impl Network {
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

    async fn carry(&self, post: &Post) -> Result<Answer, reqwest::Error> {
        let mut response = self
            .client
            .post(&post.url)
            .header(CONTENT_TYPE, Post::CONTENT_TYPE)
            .headers(trace_context::headers())
            .body(post.body.expose().to_owned())
            .timeout(Duration::from_millis(u64::from(post.timeout_ms)))
            .send()
            .await?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len() + chunk.len() > BODY_MAX {
                tracing::warn!(status, "a network's answer is too long to be one");
                return Ok(Answer::NoReply);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Answer::Body { status, bytes })
    }
}

#[async_trait]
impl Transport for Network {
    async fn post(&self, post: &Post) -> Answer {
        self.carry(post).await.unwrap_or_else(|error| {
            // The address has no secret; the body is not in the error.
            tracing::warn!(%error, "a network did not answer");
            Answer::NoReply
        })
    }
}
