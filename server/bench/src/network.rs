//! The sandbox's network, with an ear on the wire: a shopper's phone sees the
//! code on the page, a benchmark hears it, by the order's subject.

use crate::board::Board;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The longest message on this wire.
const MOST: usize = 64 * 1024;

/// The network's router; codes go to the board.
pub(crate) fn heard(network: Router, codes: Arc<Board>) -> Router {
    network.layer(from_fn_with_state(codes, listen))
}

async fn listen(State(codes): State<Arc<Board>>, request: Request, next: Next) -> Response {
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
        codes.say(subject, code);
    }
    Response::from_parts(head, Body::from(answered))
}

/// The subject asked about and the code it got, where this was that.
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
    fn a_code_is_heard_by_its_subject() {
        let asked = "orderId=1&orderDesc=Tea+7&txnType=01".into();
        let answered = "qrCode=https://qr.95516.com/1&respCode=00".into();
        let heard = Some(("Tea 7".to_owned(), "https://qr.95516.com/1".to_owned()));
        assert_eq!(code(&asked, &answered), heard);
        assert_eq!(code(&asked, &"respCode=34".into()), None);
    }
}
