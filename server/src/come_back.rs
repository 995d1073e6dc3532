//! A 503 says when to come back, whoever answers it: API, page or notice.
//!
//! The database is away, or full. A client that waits as told finds it back,
//! or gets the same answer; nothing was half done.

use axum::http::{HeaderValue, Response, StatusCode, header};

/// Seconds after which another try is worth it.
const WAIT_S: HeaderValue = HeaderValue::from_static("2");

/// Adds `Retry-After` where the answer has none.
pub(crate) fn told<B>(response: &mut Response<B>) {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .entry(header::RETRY_AFTER)
            .or_insert(WAIT_S);
    }
}

#[cfg(test)]
mod tests {
    use super::told;
    use axum::body::Body;
    use axum::http::{Response, StatusCode, header};

    fn retry_after(status: StatusCode, own: Option<&str>) -> Option<String> {
        let mut response = Response::builder().status(status);
        if let Some(own) = own {
            response = response.header(header::RETRY_AFTER, own);
        }
        let mut response = response.body(Body::empty()).expect("a response");
        told(&mut response);
        let value = response.headers().get(header::RETRY_AFTER)?;
        Some(value.to_str().expect("text").to_owned())
    }

    #[test]
    fn a_503_says_when_and_nothing_else_does() {
        let away = StatusCode::SERVICE_UNAVAILABLE;
        assert_eq!(retry_after(away, None).as_deref(), Some("2"));
        assert_eq!(retry_after(away, Some("1")).as_deref(), Some("1"));
        assert_eq!(retry_after(StatusCode::OK, None), None);
    }
}
