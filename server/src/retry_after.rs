//! Adds `Retry-After` to every 503 of API, pages and notices. The database is
//! unavailable or full; nothing was done in part, so a retry is safe.

use axum::http::{HeaderValue, Response, StatusCode, header};
use tower_http::set_header::SetResponseHeaderLayer;

/// The value in seconds.
const WAIT_S: HeaderValue = HeaderValue::from_static("2");

/// The header's value for an answer.
type Value<B> = fn(&Response<B>) -> Option<HeaderValue>;

/// The layer. A response that has the header keeps it.
pub(crate) fn layer<B>() -> SetResponseHeaderLayer<Value<B>> {
    SetResponseHeaderLayer::if_not_present(header::RETRY_AFTER, |response| {
        (response.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(WAIT_S)
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;
    use axum::http::{Response, StatusCode, header};
    use std::convert::Infallible;
    use tower::{Layer, ServiceExt, service_fn};

    async fn retry_after(status: StatusCode, own: Option<&str>) -> Option<String> {
        let answered = service_fn(async |_: Request| {
            let mut response = Response::builder().status(status);
            if let Some(own) = own {
                response = response.header(header::RETRY_AFTER, own);
            }
            Ok::<_, Infallible>(response.body(Body::empty()).expect("a response"))
        });
        let answer = super::layer().layer(answered).oneshot(Request::default());
        let answer = answer.await.expect("answered");
        let value = answer.headers().get(header::RETRY_AFTER)?;
        Some(value.to_str().expect("text").to_owned())
    }

    #[tokio::test]
    async fn a_503_says_when_and_nothing_else_does() {
        let away = StatusCode::SERVICE_UNAVAILABLE;
        assert_eq!(retry_after(away, None).await.as_deref(), Some("2"));
        assert_eq!(retry_after(away, Some("1")).await.as_deref(), Some("1"));
        assert_eq!(retry_after(StatusCode::OK, None).await, None);
    }
}
