//! The HTTP client for networks.
//!
//! A transport error is [`HttpReply::NoReply`], an unknown outcome: it never
//! counts as a failed payment.

use crate::trace_context;
use async_trait::async_trait;
use channels::{HttpCall, HttpMethod, HttpReply, HttpResponse};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use std::time::Duration;
use store::Fault;

/// Connect timeout.
const CONNECT: Duration = Duration::from_secs(10);
/// A call may take 30 seconds. The shopper sees the waiting page earlier.
const SHOPPER_WAITS: Duration = Duration::from_secs(5);
/// A mall gets a 503 after this time.
const MALL_WAITS: Duration = Duration::from_secs(5);

/// Sends a call to a network. Tests implement it without sockets.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends it, within its timeout. Never retries: the caller decides whether
    /// that is safe.
    async fn send(&self, call: &HttpCall) -> HttpReply;

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

    async fn exchange(&self, call: &HttpCall) -> Result<HttpReply, reqwest::Error> {
        let request = match call.method {
            HttpMethod::Get => self.client.get(&call.url),
            HttpMethod::Post => {
                let body = call.body.expose().to_owned();
                self.client.post(&call.url).body(body)
            }
        };
        let mut response = request
            .headers(trace_context::headers())
            .headers(headers(call))
            .timeout(Duration::from_millis(u64::from(call.timeout_ms)))
            .send()
            .await?;
        let status = response.status().as_u16();
        let headers = response.headers().iter().filter_map(readable).collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > call.reply_max_bytes {
                tracing::warn!(status, "reply of a network is too long");
                return Ok(HttpReply::NoReply);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpReply::Response(HttpResponse {
            status,
            headers,
            body,
        }))
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, call: &HttpCall) -> HttpReply {
        self.exchange(call).await.unwrap_or_else(|error| {
            // The error holds the address, which has no secret, and no body.
            tracing::warn!(%error, "no reply from a network");
            HttpReply::NoReply
        })
    }
}

/// The header fields of a call. Those that cannot be sent are left out; the
/// network then refuses the call.
fn headers(call: &HttpCall) -> HeaderMap {
    let readable = |(name, value): &(&'static str, String)| {
        let value = HeaderValue::from_str(value).ok()?;
        Some((HeaderName::from_static(name), value))
    };
    call.headers.iter().filter_map(readable).collect()
}

/// A header field of a reply, if its value is text.
fn readable((name, value): (&HeaderName, &HeaderValue)) -> Option<(String, String)> {
    let value = value.to_str().ok()?;
    Some((name.as_str().to_owned(), value.to_owned()))
}
