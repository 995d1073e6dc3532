//! The HTTP client that calls malls: no redirects, no proxies, 15 seconds,
//! little read of the answer, and only addresses that [`Guard`] lets pass.

use super::Headers;
use super::guard::{Guard, Reach, Refused};
use crate::trace_context;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The longest a mall may take, from look-up to the last byte read.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The most that is read of an answer, and thrown away.
const ANSWER_MAX_BYTES: usize = 64 * 1024;

/// What came of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// An HTTP answer, whatever it says.
    Status {
        /// Its status.
        status: u16,
        /// `retry-after` in seconds, where it was given so.
        retry_after_s: Option<i64>,
    },
    /// None: why, in a word of ours.
    None(&'static str),
    /// Not called at all.
    Refused(Refused),
}

/// Calls malls.
#[derive(Debug)]
pub(crate) struct Courier {
    guard: Guard,
    public: reqwest::Client,
    allow_listed: reqwest::Client,
}

impl Courier {
    /// Built once, when the engine opens.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(crate) fn new(guard: Guard) -> Result<Self, reqwest::Error> {
        let client = |reach| {
            reqwest::Client::builder()
                .dns_resolver(Arc::new(Checked {
                    guard: guard.clone(),
                    reach,
                }))
                .redirect(Policy::none())
                .no_proxy()
                .timeout(TIMEOUT)
                .connect_timeout(TIMEOUT)
                .https_only(reach == Reach::Public)
                .user_agent(concat!("Paydesk-Webhook/", env!("CARGO_PKG_VERSION")))
                .build()
        };
        Ok(Self {
            public: client(Reach::Public)?,
            allow_listed: client(Reach::AllowListed)?,
            guard,
        })
    }

    /// One try: posts `body` to `url`.
    pub(crate) async fn post(&self, url: &str, headers: &Headers, body: String) -> Answer {
        let Ok(url) = Url::parse(url) else {
            return Answer::Refused(Refused::Address);
        };
        let client = match self.guard.endpoint(&url) {
            Ok(Reach::Public) => &self.public,
            Ok(Reach::AllowListed) => &self.allow_listed,
            Err(refused) => return Answer::Refused(refused),
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
            Err(error) => nothing(&error),
        }
    }
}

/// Takes the status; reads the rest so that the mall is not cut off, up to a
/// bound.
async fn read(mut response: reqwest::Response) -> Answer {
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok());
    let retry_after_s = retry_after.and_then(|text| text.trim().parse().ok());
    let mut seen = 0;
    while seen <= ANSWER_MAX_BYTES {
        match response.chunk().await {
            Ok(Some(chunk)) => seen += chunk.len(),
            // The status was the answer; a body cut short changes nothing.
            Ok(None) | Err(_) => break,
        }
    }
    Answer::Status {
        status,
        retry_after_s,
    }
}

/// Why there is no answer, in one of few words: no text of an error from
/// outside is recorded.
fn nothing(error: &reqwest::Error) -> Answer {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(refused) = inner.downcast_ref::<Refused>() {
            return Answer::Refused(*refused);
        }
        cause = inner.source();
    }
    Answer::None(if error.is_timeout() {
        "time-out"
    } else if error.is_connect() {
        "no connection"
    } else {
        "connection broken"
    })
}

/// Looks names up, and lets none pass that stands for a refused address.
struct Checked {
    guard: Guard,
    reach: Reach,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, reach) = (self.guard.clone(), self.reach);
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            for address in &found {
                guard.address(address.ip(), reach)?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Courier};
    use crate::webhook::Headers;
    use crate::webhook::guard::{Guard, Refused};
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;

    fn courier(allow: &[&str]) -> Courier {
        let allow = allow
            .iter()
            .map(|net| net.parse().expect("a network"))
            .collect();
        Courier::new(Guard::new(allow)).expect("TLS")
    }

    async fn told(courier: &Courier, url: &str) -> Answer {
        let headers = Headers {
            id: "evt_1".to_owned(),
            timestamp: "1".to_owned(),
            signature: "v1a,AA==".to_owned(),
        };
        courier.post(url, &headers, "{}".to_owned()).await
    }

    #[tokio::test]
    async fn a_name_that_stands_for_our_own_network_is_not_called() {
        for url in ["https://localhost/hook", "https://localhost:8443/hook"] {
            let answer = told(&courier(&[]), url).await;
            assert_eq!(answer, Answer::Refused(Refused::Network), "{url}");
        }
        let elsewhere = courier(&["10.0.0.0/8"]);
        let answer = told(&elsewhere, "http://localhost:3001/hook").await;
        assert_eq!(
            answer,
            Answer::Refused(Refused::Network),
            "by name, one allowed network is not another"
        );
        let answer = told(&courier(&[]), "not an address").await;
        assert_eq!(answer, Answer::Refused(Refused::Address));
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
        let courier = courier(&["127.0.0.0/8", "::1/128"]);
        let status = |status| Answer::Status {
            status,
            retry_after_s: None,
        };
        assert_eq!(
            told(&courier, &format!("http://{address}/hook")).await,
            status(302)
        );
        assert_eq!(
            told(&courier, &format!("http://{address}/ok")).await,
            status(200)
        );
        let by_name = format!("http://localhost:{}/ok", address.port());
        assert_eq!(told(&courier, &by_name).await, status(200));
    }

    #[tokio::test]
    async fn silence_has_a_word() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let answer = told(
            &courier(&["127.0.0.0/8"]),
            &format!("http://{address}/hook"),
        )
        .await;
        assert_eq!(answer, Answer::None("no connection"));
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
        let courier = courier(&["127.0.0.0/8"]);
        told(&courier, &url).await;
        assert_eq!(heard.recv().await, Some(None), "no traces, no header");

        opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
        let tracer = SdkTracerProvider::builder().build().tracer("test");
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        let subscriber = tracing_subscriber::registry().with(layer);
        let _recorded = tracing::subscriber::set_default(subscriber);
        let span = tracing::info_span!("delivery");
        let trace_id = span.context().span().span_context().trace_id().to_string();
        tracing::Instrument::instrument(told(&courier, &url), span).await;
        let header = heard.recv().await.flatten().expect("a traceparent");
        let header = header.to_str().expect("text");
        assert!(header.starts_with(&format!("00-{trace_id}-")), "{header}");
    }
}
