//! Wraps a router: a path whose percent-encoding is not UTF-8 is replaced by an
//! unknown path, so the page or the API answers 404. The router itself would
//! answer a bare 400 without our headers.

use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use percent_encoding::percent_decode_str;
use std::convert::Infallible;
use std::task::{Context, Poll};
use tower::Service;

/// A router that gets only paths it can decode.
#[derive(Clone)]
pub(crate) struct DecodablePaths(pub(crate) Router);

impl Service<Request> for DecodablePaths {
    type Response = Response;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.0, context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.0.call(decodable(request))
    }
}

/// Replaces a path that cannot be decoded by one that no route has.
fn decodable(mut request: Request) -> Request {
    let path = request.uri().path();
    if percent_decode_str(path).decode_utf8().is_err() {
        *request.uri_mut() = Uri::from_static(if path.starts_with("/v1/") {
            "/v1/unreadable"
        } else {
            "/unreadable"
        });
    }
    request
}

#[cfg(test)]
mod tests {
    use super::decodable;
    use axum::body::Body;
    use axum::extract::Request;

    fn path(sent: &str) -> String {
        let request = Request::builder()
            .uri(sent)
            .body(Body::empty())
            .expect("a request");
        decodable(request).uri().path().to_owned()
    }

    #[test]
    fn an_undecodable_path_is_not_found_rather_than_refused() {
        assert_eq!(path("/pay/%ff"), "/unreadable");
        assert_eq!(path("/v1/orders/%c3"), "/v1/unreadable");
        assert_eq!(path("/pay/%E4%BA%91?lang=en"), "/pay/%E4%BA%91");
    }
}
