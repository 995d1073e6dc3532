//! Authenticates a call: checks its size, then its signature. The body is not
//! parsed before both pass, and its media type was checked.

use axum::extract::Request;
use axum::http::HeaderMap;
use domain::mall::Mall;
use domain::refusal::{Code, Refusal};
use engine::Engine;

use super::body::read_body;
use super::media_type;
use crate::senders;
use crate::signature::base::RequestTarget;
use crate::signature::{SignedMessage, VerifiedSignature, input};
use store::Error;

/// A request with a valid signature.
#[derive(Debug)]
pub(super) struct AuthenticatedCall {
    /// The mall whose key signed it.
    pub mall: Mall,
    /// The signature that was verified.
    pub signature: VerifiedSignature,
    /// Method and path.
    pub route: String,
    /// The query, as sent.
    pub query: String,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the body can be read, by [`media_type::check`]. A POST is refused
    /// for it only after its signature was used up: on its way the type can be
    /// changed, and so can what else is not signed.
    pub media_type: Result<(), Refusal>,
}

impl AuthenticatedCall {
    /// Reads a request and verifies its signature.
    ///
    /// # Errors
    /// [`Code::BodyTooLarge`], the codes of [`crate::signature`], or a fault.
    /// Where a signature is not valid and the body could not be read either,
    /// those of [`media_type::check`]: a compressed body explains the digest.
    pub(super) async fn read(request: Request, engine: &Engine) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let body = read_body(&parts.headers, body).await?;
        let media_type = if body.is_empty() {
            Ok(())
        } else {
            media_type::check(&parts.headers)
        };
        let message = SignedMessage {
            target: RequestTarget {
                method: parts.method.as_str(),
                origin: engine.public_url(),
                path_and_query: parts.uri.path_and_query().map_or("/", |pq| pq.as_str()),
            },
            headers: &parts.headers,
            body: &body,
        };
        let verified = verify(engine, &message).await;
        let (mall, signature) = match (verified, &media_type) {
            (Err(Error::Refused(_)), Err(refusal)) => return Err(refusal.clone().into()),
            (verified, _) => verified?,
        };
        Ok(Self {
            media_type,
            mall,
            signature,
            route: format!("{} {}", parts.method, parts.uri.path()),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        })
    }
}

/// The first valid signature and its sender. If none is valid, the refusal is
/// that of the first known key.
async fn verify(
    engine: &Engine,
    message: &SignedMessage<'_>,
) -> Result<(Mall, VerifiedSignature), Error> {
    let inputs = input::read(message.headers)?;
    let key_ids = inputs.iter().map(|input| input.key_id.clone()).collect();
    let senders = senders::of_keys(engine, key_ids).await?;
    let mut first_refusal = None;
    for (input, sender) in inputs.iter().zip(senders) {
        let Some(sender) = sender else { continue };
        match input.verify(message, &sender.key, engine.now()) {
            Ok(signature) => {
                tracing::Span::current().record("mall", sender.mall.id.as_str());
                return Ok((sender.mall, signature));
            }
            Err(refusal) => first_refusal = first_refusal.or(Some(refusal)),
        }
    }
    let unknown = || Refusal::new(Code::KeyUnknown, "no key in use by this keyid");
    Err(first_refusal.unwrap_or_else(unknown).into())
}
