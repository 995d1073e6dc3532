//! Answers go out compressed: a page then fits one flight of TCP. What is
//! compressed already passes as it is: pages press themselves where the
//! browser takes brotli, files are compressed by the build. Streams of events
//! are left alone. A low quality: answers are made anew for each request.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use axum::http::{HeaderValue, Response};
use pin_project_lite::pin_project;
use std::future::ready;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use tower::{Layer, Service, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

/// As a layer, around what is compressed.
#[derive(Clone, Copy)]
pub(crate) struct Compress;

/// What is asked through the compressor.
#[derive(Clone)]
pub(crate) struct Compressed<S>(S);

impl<S> Layer<S> for Compress {
    type Service = Compressed<S>;

    fn layer(&self, inner: S) -> Compressed<S> {
        Compressed(inner)
    }
}

impl<S> Service<Request> for Compressed<S>
where
    S: Service<Request, Response = Response<Body>>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Compressing<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let accepted = request.headers().get(ACCEPT_ENCODING).cloned();
        let answer = self.0.call(request);
        Compressing { answer, accepted }
    }
}

pin_project! {
    /// An answer on its way.
    pub(crate) struct Compressing<F> {
        #[pin]
        answer: F,
        accepted: Option<HeaderValue>,
    }
}

impl<F, E> Future for Compressing<F>
where
    F: Future<Output = Result<Response<Body>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let answer = ready!(this.answer.poll(context))?;
        if answer.headers().contains_key(CONTENT_ENCODING) {
            return Poll::Ready(Ok(answer));
        }
        let compressor = CompressionLayer::new().quality(CompressionLevel::Precise(4));
        let mut request = Request::new(Body::empty());
        if let Some(accepted) = this.accepted.take() {
            request.headers_mut().insert(ACCEPT_ENCODING, accepted);
        }
        // What is to be compressed is there, so nobody waits for it.
        let mut there = Some(Ok(answer));
        let there = service_fn(move |_: Request| ready(there.take().expect("asked once")));
        let compressing = compressor.layer(there).call(request);
        let answer = ready!(pin!(compressing).poll(context))?;
        Poll::Ready(Ok(answer.map(Body::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::Compress;
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use axum::http::Response;
    use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
    use std::convert::Infallible;
    use tower::{Layer, ServiceExt, service_fn};

    const TEXT: &str = "as long as what is worth to be compressed, and longer still";

    /// What a caller who accepts these gets of an answer in `coding`.
    async fn asked(accepts: Option<&str>, coding: Option<&str>) -> (Vec<String>, Vec<u8>) {
        let answered = service_fn(async |_: Request| {
            let mut answer = Response::builder().header(CONTENT_TYPE, "text/html");
            if let Some(coding) = coding {
                answer = answer.header(CONTENT_ENCODING, coding);
            }
            Ok::<_, Infallible>(answer.body(Body::from(TEXT)).expect("an answer"))
        });
        let mut request = Request::builder();
        if let Some(accepts) = accepts {
            request = request.header(ACCEPT_ENCODING, accepts);
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = Compress.layer(answered).oneshot(request).await;
        let (parts, body) = answer.expect("answered").into_parts();
        let said = [CONTENT_ENCODING, VARY].map(|name| parts.headers.get(name).cloned());
        let said = said.into_iter().flatten();
        let said = said.map(|value| value.to_str().expect("ASCII").to_owned());
        let body = to_bytes(body, 1 << 20).await.expect("a body");
        (said.collect(), body.to_vec())
    }

    #[tokio::test]
    async fn an_answer_is_compressed_once_as_its_caller_accepts() {
        for (accepts, coding) in [("br, gzip", "br"), ("gzip", "gzip")] {
            let (said, body) = asked(Some(accepts), None).await;
            assert_eq!(said, [coding, "accept-encoding"]);
            assert_ne!(body, TEXT.as_bytes());
        }
        for accepts in [None, Some("identity"), Some("br;q=0")] {
            let plain = asked(accepts, None).await;
            let same = (vec!["accept-encoding".to_owned()], TEXT.into());
            assert_eq!(plain, same, "{accepts:?}");
        }
        let pressed = asked(Some("gzip"), Some("br")).await;
        assert_eq!(pressed, (vec!["br".to_owned()], TEXT.into()));
    }
}
