//! The HTTP client that calls malls: no redirects, no proxies, 15 seconds,
//! a bounded read of the answer, and only addresses that [`EndpointPolicy`]
//! allows.

use super::WebhookHeaders;
use super::endpoint::{EndpointPolicy, EndpointRefused, EndpointScope};
use super::retry_after::RetryAfter;
use crate::trace_context;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Timeout of a try, from the DNS lookup to the last byte.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Maximum size read of an answer's body, whose content is ignored.
const ANSWER_MAX_BYTES: usize = 64 * 1024;

/// The result of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeliveryAnswer {
    /// An HTTP answer.
    Status {
        /// Its status.
        status: u16,
        /// Its `retry-after`.
        retry_after: Option<RetryAfter>,
    },
    /// No answer, with a fixed text that says why.
    NoAnswer(&'static str),
    /// The endpoint may not be called.
    NotCalled(EndpointRefused),
}

/// Sends webhooks.
#[derive(Debug)]
pub(crate) struct WebhookClient {
    policy: EndpointPolicy,
    public: reqwest::Client,
    allow_listed: reqwest::Client,
}

impl WebhookClient {
    /// Builds the HTTP clients.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(crate) fn new(policy: EndpointPolicy) -> Result<Self, reqwest::Error> {
        let client = |scope| {
            reqwest::Client::builder()
                .dns_resolver(Arc::new(CheckedResolver {
                    policy: policy.clone(),
                    scope,
                }))
                .redirect(Policy::none())
                .no_proxy()
                .timeout(TIMEOUT)
                .connect_timeout(TIMEOUT)
                .https_only(scope == EndpointScope::Public)
                .user_agent(concat!("Paydesk-Webhook/", env!("CARGO_PKG_VERSION")))
                .build()
        };
        Ok(Self {
            public: client(EndpointScope::Public)?,
            allow_listed: client(EndpointScope::AllowListed)?,
            policy,
        })
    }

    /// One try: posts `body` to `url`.
    pub(crate) async fn post(
        &self,
        url: &str,
        headers: &WebhookHeaders,
        body: String,
    ) -> DeliveryAnswer {
        let Ok(url) = Url::parse(url) else {
            return DeliveryAnswer::NotCalled(EndpointRefused::Address);
        };
        let client = match self.policy.check_url(&url) {
            Ok(EndpointScope::Public) => &self.public,
            Ok(EndpointScope::AllowListed) => &self.allow_listed,
            Err(refused) => return DeliveryAnswer::NotCalled(refused),
        };
        let sent = client
            .post(url)
            .headers(trace_context::headers())
            .header("content-type", "application/json")
            .header("webhook-id", &headers.id)
            .header("webhook-timestamp", &headers.timestamp)
            .header("webhook-signature", &headers.signature)
            .body(body)
            .send()
            .await;
        match sent {
            Ok(response) => read(response).await,
            Err(error) => no_answer(&error),
        }
    }
}

/// Takes the status. Reads the body up to a bound, so that the mall can finish
/// writing.
async fn read(mut response: reqwest::Response) -> DeliveryAnswer {
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|value| RetryAfter::parse(value.to_str().ok()?));
    let mut seen = 0;
    while seen <= ANSWER_MAX_BYTES {
        match response.chunk().await {
            Ok(Some(chunk)) => seen += chunk.len(),
            // Only the status counts; a body cut short changes nothing.
            Ok(None) | Err(_) => break,
        }
    }
    DeliveryAnswer::Status {
        status,
        retry_after,
    }
}

/// Why there is no answer, in one of a few fixed phrases: text from outside is
/// not recorded.
fn no_answer(error: &reqwest::Error) -> DeliveryAnswer {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(refused) = inner.downcast_ref::<EndpointRefused>() {
            return DeliveryAnswer::NotCalled(*refused);
        }
        cause = inner.source();
    }
    DeliveryAnswer::NoAnswer(if error.is_timeout() {
        "time-out"
    } else if error.is_connect() {
        "no connection"
    } else {
        "connection broken"
    })
}

/// Resolves names, and refuses one with an address that may not be called.
struct CheckedResolver {
    policy: EndpointPolicy,
    scope: EndpointScope,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (policy, scope) = (self.policy.clone(), self.scope);
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            for address in &found {
                policy.check_address(address.ip(), scope)?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{DeliveryAnswer, WebhookClient};
    use crate::webhooks::WebhookHeaders;
    use crate::webhooks::endpoint::{EndpointPolicy, EndpointRefused};
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;

    fn client(allow: &[&str]) -> WebhookClient {
        let allow = allow
            .iter()
            .map(|net| net.parse().expect("a network"))
            .collect();
        WebhookClient::new(EndpointPolicy::new(allow)).expect("TLS")
    }

    async fn posted(client: &WebhookClient, url: &str) -> DeliveryAnswer {
        let headers = WebhookHeaders {
            id: "evt_1".to_owned(),
            timestamp: "1".to_owned(),
            signature: "v1a,AA==".to_owned(),
        };
        client.post(url, &headers, "{}".to_owned()).await
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_our_own_network_is_not_called() {
        for url in ["https://localhost/hook", "https://localhost:8443/hook"] {
            let answer = posted(&client(&[]), url).await;
            assert_eq!(
                answer,
                DeliveryAnswer::NotCalled(EndpointRefused::Network),
                "{url}"
            );
        }
        let elsewhere = client(&["10.0.0.0/8"]);
        let answer = posted(&elsewhere, "http://localhost:3001/hook").await;
        assert_eq!(
            answer,
            DeliveryAnswer::NotCalled(EndpointRefused::Network),
            "by name, one allowed network is not another"
        );
        let answer = posted(&client(&[]), "not an address").await;
        assert_eq!(answer, DeliveryAnswer::NotCalled(EndpointRefused::Address));
    }

    #[tokio::test]
    async fn an_allowed_address_is_called_and_no_redirect_followed() {
        let to =
            |path: &'static str| move || async move { (StatusCode::FOUND, [("location", path)]) };
        let router = Router::new()
            .route("/hook", post(to("/ok")))
            .route("/ok", post(|| async { "" }).get(|| async { "" }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = client(&["127.0.0.0/8", "::1/128"]);
        let status = |status| DeliveryAnswer::Status {
            status,
            retry_after: None,
        };
        assert_eq!(
            posted(&client, &format!("http://{address}/hook")).await,
            status(302)
        );
        assert_eq!(
            posted(&client, &format!("http://{address}/ok")).await,
            status(200)
        );
        let by_name = format!("http://localhost:{}/ok", address.port());
        assert_eq!(posted(&client, &by_name).await, status(200));
    }

    #[tokio::test]
    async fn a_refused_connection_is_reported_in_our_words() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let answer = posted(&client(&["127.0.0.0/8"]), &format!("http://{address}/hook")).await;
        assert_eq!(answer, DeliveryAnswer::NoAnswer("no connection"));
    }

    #[tokio::test]
    async fn a_call_carries_the_trace_it_belongs_to_where_traces_are_exported() {
        use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
        use opentelemetry_sdk::propagation::TraceContextPropagator;
        use opentelemetry_sdk::trace::SdkTracerProvider;
        use tracing_opentelemetry::OpenTelemetrySpanExt as _;
        use tracing_subscriber::layer::SubscriberExt as _;

        let (sent, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let hook = move |headers: axum::http::HeaderMap| async move {
            drop(sent.send(headers.get("traceparent").cloned()));
        };
        let router = Router::new().route("/hook", post(hook));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = client(&["127.0.0.0/8"]);
        posted(&client, &url).await;
        assert_eq!(heard.recv().await, Some(None), "no traces, no header");

        opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
        let tracer = SdkTracerProvider::builder().build().tracer("test");
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        let subscriber = tracing_subscriber::registry().with(layer);
        let _recorded = tracing::subscriber::set_default(subscriber);
        let span = tracing::info_span!("delivery");
        let trace_id = span.context().span().span_context().trace_id().to_string();
        tracing::Instrument::instrument(posted(&client, &url), span).await;
        let header = heard.recv().await.flatten().expect("a traceparent");
        let header = header.to_str().expect("text");
        assert!(header.starts_with(&format!("00-{trace_id}-")), "{header}");
    }
}
