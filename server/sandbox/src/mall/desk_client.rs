//! A client of Paydesk's API for malls.
//!
//! It follows no redirect, has a time-out, and reads at most 256 KiB of an
//! answer. A time-out, a 5xx or an unreadable answer is [`NoAnswer`]: the
//! request may have been processed.

use super::key_set::KeySet;
use super::order_request::{ApiAmount, OrderRequest};
use super::refund::{DeskRefund, RefundBody};
use super::request_signature::RequestToSign;
use super::signed_link::signed_link;
use super::signing_key::MallSigningKey;
use super::webhook::WebhookEvent;
use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::ids::random_text;
use reqwest::redirect::Policy;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// The time-out of a call, during which the shopper waits for the page.
const TIME_OUT: Duration = Duration::from_secs(8);

/// The most bytes of an answer that are read.
const ANSWER_MAX_BYTES: usize = 256 * 1024;

/// No usable answer: the result is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the desk did not answer")]
pub(crate) struct NoAnswer;

/// A refusal by Paydesk.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct DeskProblem {
    /// The stable code (RFC 9457 extension).
    pub(crate) code: String,
    /// The explanation, for engineers.
    #[serde(default)]
    pub(crate) detail: String,
    /// The id to name when asking the provider for help.
    #[serde(default)]
    pub(crate) request_id: String,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeskCallError {
    /// A refusal; repeating the request does not help.
    Refused(DeskProblem),
    /// No answer, or a refusal for now: retry later.
    NoAnswer(NoAnswer),
}

/// An order as the API returns it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct DeskOrder {
    pub(crate) id: String,
    pub(crate) mall_order_no: String,
    pub(crate) merchant_id: String,
    pub(crate) state: String,
    pub(crate) amount: ApiAmount,
    /// The pay page's URL. Anyone who has it can pay, so it is neither stored
    /// nor logged.
    pub(crate) pay_url: Option<String>,
    /// The refunds that the mall requested.
    #[serde(default)]
    pub(crate) refunds: Vec<DeskRefund>,
    /// Refunds of late or double payments, which Paydesk starts by itself.
    #[serde(default)]
    pub(crate) surplus: Vec<DeskRefund>,
}

/// A page of events, oldest first.
#[derive(Debug, Deserialize)]
pub(crate) struct EventPage {
    /// The events.
    pub(crate) data: Vec<WebhookEvent>,
    /// True when there are more after the last one.
    pub(crate) has_more: bool,
}

/// The connection to one Paydesk.
pub(crate) struct DeskClient {
    http: reqwest::Client,
    desk_url: String,
    key: MallSigningKey,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl DeskClient {
    /// `desk_url` has no slash at its end.
    pub(crate) fn new(
        desk_url: &str,
        key: MallSigningKey,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(TIME_OUT)
            .connect_timeout(TIME_OUT)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent("jiangnan-mall/1")
            .build()?;
        Ok(Self {
            http,
            desk_url: desk_url.to_owned(),
            key,
            clock,
            entropy,
        })
    }

    /// `POST /v1/orders`. Idempotent: the same order is created once.
    pub(crate) async fn create(&self, order: &OrderRequest) -> Result<DeskOrder, DeskCallError> {
        let body = serde_json::to_vec(order).expect("strings and numbers are always JSON");
        let key = format!("{}.create", order.mall_order_no);
        self.call("POST", "/v1/orders", Some(&key), Some(body))
            .await
    }

    /// A signed link, which creates the order when it is opened.
    pub(crate) fn link(&self, order: &OrderRequest) -> String {
        signed_link(&self.desk_url, &self.key, order, self.clock.now())
    }

    /// `GET /v1/orders/{id}`.
    pub(crate) async fn order(&self, id: &str) -> Result<DeskOrder, DeskCallError> {
        self.call("GET", &format!("/v1/orders/{id}"), None, None)
            .await
    }

    /// `GET /v1/orders?mall_order_no=`; `None` if there is no such order.
    pub(crate) async fn order_by_our_no(
        &self,
        no: &str,
    ) -> Result<Option<DeskOrder>, DeskCallError> {
        let path = format!("/v1/orders?mall_order_no={no}");
        match self.call("GET", &path, None, None).await {
            Err(DeskCallError::Refused(problem)) if problem.code == "not_found" => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// `POST /v1/orders/{id}/close`.
    pub(crate) async fn close(&self, id: &str, our_no: &str) -> Result<DeskOrder, DeskCallError> {
        let key = format!("{our_no}.close");
        self.call("POST", &format!("/v1/orders/{id}/close"), Some(&key), None)
            .await
    }

    /// `POST /v1/orders/{id}/refunds`. Idempotent: the same refund is created
    /// once.
    pub(crate) async fn refund(
        &self,
        id: &str,
        refund: &RefundBody<'_>,
    ) -> Result<DeskRefund, DeskCallError> {
        let body = serde_json::to_vec(refund).expect("strings are always JSON");
        let key = format!("{}.refund", refund.mall_refund_no);
        let path = format!("/v1/orders/{id}/refunds");
        self.call("POST", &path, Some(&key), Some(body)).await
    }

    /// `GET /v1/events`: the events after `after`.
    pub(crate) async fn events(&self, after: Option<&str>) -> Result<EventPage, DeskCallError> {
        let path = after.map_or_else(
            || String::from("/v1/events"),
            |id| format!("/v1/events?after={id}"),
        );
        self.call("GET", &path, None, None).await
    }

    /// The provider's public keys. The request is not signed.
    pub(crate) async fn key_set(&self) -> Result<KeySet, NoAnswer> {
        let request = self
            .http
            .get(format!("{}/.well-known/jwks.json", self.desk_url));
        let (status, body) = read(request).await?;
        if status != 200 {
            return Err(NoAnswer);
        }
        serde_json::from_slice(&body).map_err(|_| NoAnswer)
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        idempotency_key: Option<&str>,
        body: Option<Vec<u8>>,
    ) -> Result<T, DeskCallError> {
        let target_uri = format!("{}{path}", self.desk_url);
        let outgoing = RequestToSign {
            method,
            target_uri: &target_uri,
            idempotency_key,
            body: body.as_deref(),
        };
        let nonce = random_text(self.entropy.as_ref());
        let headers = outgoing.signed_headers(&self.key, self.clock.now(), &nonce);
        let mut request = match method {
            "POST" => self.http.post(&target_uri),
            _ => self.http.get(&target_uri),
        };
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let (status, body) = read(request).await?;
        match status {
            200..=299 => serde_json::from_slice(&body).map_err(|_| NoAnswer.into()),
            // In progress, or too many requests: retry later.
            409 | 429 | 500..=599 => Err(later(status, &body)),
            _ => Err(serde_json::from_slice(&body).map_or(NoAnswer.into(), DeskCallError::Refused)),
        }
    }
}

/// A conflict is a refusal, unless the same call is still in progress.
fn later(status: u16, body: &[u8]) -> DeskCallError {
    match serde_json::from_slice::<DeskProblem>(body) {
        Ok(problem) if status == 409 && problem.code != "idempotency_in_flight" => {
            DeskCallError::Refused(problem)
        }
        _ => NoAnswer.into(),
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<(u16, Vec<u8>), NoAnswer> {
    let mut response = request.send().await.map_err(|fault| {
        tracing::warn!(fault = %fault.without_url(), "the desk cannot be reached");
        NoAnswer
    })?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| NoAnswer)? {
        if body.len() + chunk.len() > ANSWER_MAX_BYTES {
            return Err(NoAnswer);
        }
        body.extend_from_slice(&chunk);
    }
    Ok((response.status().as_u16(), body))
}

impl From<NoAnswer> for DeskCallError {
    fn from(silence: NoAnswer) -> Self {
        Self::NoAnswer(silence)
    }
}

impl std::fmt::Debug for DeskClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeskClient({}, {:?})", self.desk_url, self.key)
    }
}
