//! Parameters that several calls share. utoipa writes them out at each call;
//! [`share`] replaces them with references to `components/parameters`.

use serde_json::{Map, Value, json};
use utoipa::IntoParams;

/// The `{id}` of an order in a path.
#[derive(IntoParams)]
#[expect(dead_code, reason = "only its description is used")]
#[into_params(parameter_in = Path)]
pub(crate) struct OrderIdInPath {
    #[param(
        pattern = "^ord_[0-9a-z]{26}$",
        example = "ord_3k7m1p9r5t2w8x4z6b0c2d5f7h"
    )]
    id: String,
}

/// The header that every POST has.
#[derive(IntoParams)]
#[expect(dead_code, reason = "only its description is used")]
#[into_params(parameter_in = Header)]
pub(crate) struct IdempotencyKeyHeader {
    /// A text of your own, the same when you repeat the request.
    #[param(
        rename = "idempotency-key",
        pattern = r#"^("([ !#-\[\]-~]|\\["\\]){1,255}"|[!#-+\--~]{1,255})$"#,
        example = "\"8e03978e-40d5-43e8-bc93-6894a57f9324\""
    )]
    key: String,
}

/// The headers of Standard Webhooks 1.0.0.
#[derive(IntoParams)]
#[expect(dead_code, reason = "only its description is used")]
#[into_params(parameter_in = Header)]
struct WebhookHeaderParameters {
    /// The event's id, the same on every try.
    #[param(rename = "webhook-id")]
    id: String,
    /// Unix seconds of this try; refuse one more than five minutes off.
    #[param(rename = "webhook-timestamp")]
    timestamp: i64,
    /// `v1a,` and base64; may be several, separated by blanks: one that holds is enough.
    #[param(rename = "webhook-signature")]
    signature: String,
}

/// The names in `components/parameters`, in the order of [`shared`].
const NAMES: [&str; 5] = [
    "OrderId",
    "IdempotencyKey",
    "WebhookId",
    "WebhookTimestamp",
    "WebhookSignature",
];

/// The parameters of `components/parameters`.
pub(super) fn shared() -> Map<String, Value> {
    let parameters = [
        OrderIdInPath::into_params(|| None),
        IdempotencyKeyHeader::into_params(|| None),
        WebhookHeaderParameters::into_params(|| None),
    ];
    let names = NAMES.map(String::from).into_iter();
    names
        .zip(parameters.concat().iter().map(|parameter| json!(parameter)))
        .collect()
}

/// The reference to a parameter of [`NAMES`].
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

/// Replaces the shared parameters of all `paths` with references.
pub(super) fn share(paths: &mut Value) {
    let shared = shared();
    let operations = paths
        .as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut);
    for parameter in operations
        .filter_map(|operation| operation.get_mut("parameters"))
        .filter_map(Value::as_array_mut)
        .flatten()
    {
        if let Some((name, _)) = shared.iter().find(|(_, same)| *same == parameter) {
            *parameter = reference(name);
        }
    }
}
