//! Captures QR codes from the answers of the sandbox's network by the order's
//! subject, in place of a phone that scans the page.

use crate::mailbox::Mailbox;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The longest message, in bytes.
const MOST: usize = 64 * 1024;

/// Wraps the network's router; codes are put into the mailbox.
pub(crate) fn capture(network: Router, codes: Arc<Mailbox>) -> Router {
    network.layer(from_fn_with_state(codes, listen))
}

async fn listen(State(codes): State<Arc<Mailbox>>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/gateway/") {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let Ok(asked) = to_bytes(body, MOST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = Request::from_parts(head, Body::from(asked.clone()));
    let (head, body) = next.run(request).await.into_parts();
    let Ok(answered) = to_bytes(body, MOST).await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    if let Some((subject, code)) = code(&asked, &answered) {
        codes.put(subject, code);
    }
    Response::from_parts(head, Body::from(answered))
}

/// The subject and the code, for a request that creates one.
fn code(asked: &Bytes, answered: &Bytes) -> Option<(String, String)> {
    let answered = std::str::from_utf8(answered).ok()?;
    let code = answered
        .split('&')
        .find_map(|field| field.strip_prefix("qrCode="))?;
    let subject = url::form_urlencoded::parse(asked).find(|(name, _)| name == "orderDesc")?;
    Some((subject.1.into_owned(), code.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn a_code_is_captured_by_its_subject() {
        let asked = "orderId=1&orderDesc=Tea+7&txnType=01".into();
        let answered = "qrCode=https://qr.95516.com/1&respCode=00".into();
        let captured = Some(("Tea 7".to_owned(), "https://qr.95516.com/1".to_owned()));
        assert_eq!(code(&asked, &answered), captured);
        assert_eq!(code(&asked, &"respCode=34".into()), None);
    }
}
