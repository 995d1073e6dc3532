//! The extractors of signed calls.

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{FromRequest, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::mall::Mall;
use domain::refusal::{Code, Refusal};
use engine::Engine;

use super::authenticate::AuthenticatedCall;
use super::content::Content;
use super::error::ApiError;
use super::idempotency_key;
use crate::keyed_calls::call::KeyedCall;
use crate::keyed_calls::in_flight::CallInFlight;
use crate::senders::bind_signature;
use crate::signature::VerifiedSignature;
use crate::state::ApiState;
use store::Error;

/// A GET: its signature was verified, then its content parsed.
#[derive(Debug)]
pub(super) struct Signed<T> {
    /// Who calls.
    pub mall: Mall,
    /// What was sent.
    pub content: T,
}

impl<T: Content> FromRequest<ApiState> for Signed<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, ApiError> {
        let call = AuthenticatedCall::read(request, &state.engine).await?;
        call.media_type?;
        let content = T::read(&call.query, &call.body)?;
        Ok(Self {
            mall: call.mall,
            content,
        })
    }
}

/// A POST: its signature was verified, then its `Idempotency-Key` and its
/// content parsed. It counts as in flight until dropped.
#[derive(Debug)]
pub(super) struct SignedPost<T> {
    /// Who calls.
    pub mall: Mall,
    /// What was sent.
    pub content: T,
    /// The call, registered under its key.
    pub call: CallInFlight,
}

impl<T: Content> FromRequest<ApiState> for SignedPost<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, ApiError> {
        let call = AuthenticatedCall::read(request, &state.engine).await?;
        let key = idempotency_key::read(&call.headers);
        if !call.signature.covers_key {
            bind(&state.engine, &call.signature, key.as_ref().ok()).await?;
        }
        call.media_type?;
        let key = key?;
        let content = T::read(&call.query, &call.body)?;
        let keyed = KeyedCall {
            mall_id: call.mall.id.clone(),
            route: call.route,
            key,
            body_hash: STANDARD.encode(digest(&SHA256, &call.body)),
        };
        Ok(Self {
            mall: call.mall,
            content,
            call: state.calls_in_flight.begin(keyed)?,
        })
    }
}

/// Binds a signature that does not cover the `Idempotency-Key` to the first key
/// it was sent with. A replay with another key is refused.
async fn bind(
    engine: &Engine,
    signature: &VerifiedSignature,
    key: Option<&String>,
) -> Result<(), Error> {
    if bind_signature(engine, signature, key.cloned()).await? {
        return Ok(());
    }
    Err(Refusal::new(
        Code::SignatureReplayed,
        "this signature came with another Idempotency-Key before; sign again, and cover idempotency-key",
    )
    .into())
}
