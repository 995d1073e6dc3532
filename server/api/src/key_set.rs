//! `GET /.well-known/jwks.json`.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::json_answer::JsonAnswer;
use engine::Engine;

#[derive(Serialize, ToSchema)]
struct KeySetJson {
    #[schema(value_type = Vec<Object>)]
    keys: Vec<serde_json::Value>,
}

/// The provider's public keys (RFC 7517)
///
/// What events and return addresses are signed with. Fetch it again when you
/// meet a signature you cannot verify, at most once a minute.
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    operation_id = "getKeys",
    security(),
    responses((status = 200, description = "A JWK Set", body = inline(KeySetJson), example = json!({
        "keys": [{
            "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "use": "sig", "alg": "EdDSA",
        }],
    })))
)]
pub(super) async fn show(State(engine): State<Arc<Engine>>) -> JsonAnswer {
    JsonAnswer::ok(&engine.jwks())
}
