//! The `OpenAPI` document as a check: every answer that a test of the API gets
//! is one that the document describes, and every body that was accepted is one
//! that it allows.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use testkit::api::ApiAnswer;

/// The longest body that a test sends, in bytes.
const BODY_MAX: usize = 1 << 20;

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract {
    document: serde_json::from_str(&api::openapi_json()).expect("JSON"),
    validators: Mutex::default(),
});

struct Contract {
    document: Value,
    /// By the JSON of their schema.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// Calls the router, and holds request and answer against the document.
///
/// # Panics
/// Where they are not as described.
pub(crate) async fn call(router: Router, request: Request<Body>) -> ApiAnswer {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_MAX).await.expect("a body");
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let key = parts.headers.get("idempotency-key").cloned();
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let answer = testkit::api::call(router, request).await;
    let call = format!("{method} {uri} {}", answer.status);
    let Some(operation) = CONTRACT.operation(method.as_str(), uri.path()) else {
        // No call of the contract: a refusal, whatever it is.
        if answer.status >= 400 {
            CONTRACT.hold(
                &json!({ "$ref": "#/components/schemas/Problem" }),
                &answer.body,
                &call,
            );
        }
        return answer;
    };
    CONTRACT.answer(operation, &answer, &call);
    if answer.status < 300 {
        CONTRACT.body(operation, &body, &call);
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = CONTRACT.resolved(parameter);
            if parameter["name"] == "idempotency-key" {
                let key = key.as_ref().and_then(|key| key.to_str().ok());
                CONTRACT.hold(&parameter["schema"], &json!(key), &call);
            }
        }
    }
    answer
}

impl Contract {
    /// The operation of a path, whose `{id}` stands for any segment.
    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let paths = self.document["paths"].as_object().expect("paths");
        let fits = |template: &str| {
            let (a, b) = (template.split('/'), path.split('/'));
            a.clone().count() == b.clone().count()
                && a.zip(b).all(|(a, b)| a == b || a.starts_with('{'))
        };
        let (_, operations) = paths.iter().find(|(template, _)| fits(template))?;
        operations.get(method.to_ascii_lowercase())
    }

    fn answer(&self, operation: &Value, answer: &ApiAnswer, call: &str) {
        let described = &operation["responses"][answer.status.to_string()];
        assert!(described.is_object(), "{call} is not described");
        let described = self.resolved(described);
        let media_type = answer.headers["content-type"].to_str().expect("ASCII");
        let schema = &described["content"][media_type]["schema"];
        assert!(schema.is_object(), "{call}: {media_type} is not described");
        self.hold(schema, &answer.body, call);
        for (name, header) in described["headers"].as_object().into_iter().flatten() {
            if let Some(value) = answer.headers.get(name) {
                let value = value.to_str().expect("ASCII");
                let schema = &self.resolved(header)["schema"];
                let number = value
                    .parse::<u32>()
                    .ok()
                    .filter(|_| schema["type"] == "integer");
                self.hold(
                    schema,
                    &number.map_or_else(|| json!(value), |n| json!(n)),
                    call,
                );
            }
        }
    }

    /// A body that was accepted.
    fn body(&self, operation: &Value, body: &[u8], call: &str) {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_object() {
            let body = serde_json::from_slice(body).expect("it was accepted");
            self.hold(schema, &body, call);
        }
    }

    /// What a reference leads to.
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(to) = value["$ref"].as_str() else {
            return value;
        };
        let pointer = to.strip_prefix('#').expect("within the document");
        self.document.pointer(pointer).expect("it leads somewhere")
    }

    fn hold(&self, schema: &Value, value: &Value, call: &str) {
        let validator = self.validator(schema);
        let faults: Vec<String> = validator
            .iter_errors(value)
            .map(|fault| format!("{} at {}", fault, fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{call}: {faults:?} in {value}");
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let mut validators = self
            .validators
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let new = || {
            let mut whole = schema.clone();
            whole["components"] = self.document["components"].clone();
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            Arc::new(options.build(&whole).expect("a schema"))
        };
        let known = validators.entry(schema.to_string());
        Arc::clone(known.or_insert_with(new))
    }
}

/// The body of a webhook, by the type of its event.
pub(crate) fn hold_webhook(body: &[u8]) {
    let body: Value = serde_json::from_slice(body).expect("JSON");
    let kind = body["type"].as_str().expect("a type");
    let webhook = &CONTRACT.document["webhooks"][kind]["post"];
    let schema = &webhook["requestBody"]["content"]["application/json"]["schema"];
    CONTRACT.hold(schema, &body, kind);
}

/// What integrators send that a schema is easily too narrow for.
#[test]
fn the_schemas_allow_what_is_accepted_and_refuse_what_is_not() {
    let order = |changes: Value| {
        let mut order = json!({
            "mall_order_no": "A-1", "merchant_id": "mer_01kt0nd9g09qmdzmppg789j1kc",
            "amount": { "value": "2.00", "currency": "CNY" }, "subject": "tea",
            "items": [{ "name": "tea", "quantity": 2, "unit_price": "1.00" }],
            "return_url": "https://mall.example/back",
        });
        let changes = changes.as_object().expect("fields").clone();
        order.as_object_mut().expect("fields").extend(changes);
        order
    };
    let allows = |schema: &str, value: &Value| {
        let reference = json!({ "$ref": format!("#/components/schemas/{schema}") });
        CONTRACT.validator(&reference).is_valid(value)
    };
    for changes in [
        json!({ "amount": { "value": "2", "currency": "CNY" } }),
        json!({ "amount": { "value": "2.0", "currency": "CNY" } }),
        json!({ "expires_in_s": null, "products": null, "buyer_ref": null, "store_id": null, "locale": null, "metadata": null }),
        json!({ "expires_in_s": 1.8e3, "products": [] }),
        json!({ "locale": "en-GB" }),
        json!({ "locale": "zh" }),
        json!({ "amount": { "value": "0.01", "currency": "CNY" } }),
        json!({ "amount": { "value": "0.5", "currency": "CNY" } }),
        json!({ "amount": { "value": "009999999999.99", "currency": "CNY" } }),
        json!({ "return_url": "HTTPS://mall.example/?cart[]=7" }),
        json!({ "return_url": "http://[::1]:3001/back/~a/%20;x=(1),@'!*$&" }),
        json!({ "return_url": "https://mall.example:8443?x" }),
        json!({ "metadata": { "a.b-c_d": "" } }),
    ] {
        assert!(allows("NewOrder", &order(changes.clone())), "{changes}");
    }
    for changes in [
        json!({ "amount": { "value": 2, "currency": "CNY" } }),
        json!({ "amount": { "value": "2.001", "currency": "CNY" } }),
        json!({ "amount": { "value": "0", "currency": "CNY" } }),
        json!({ "amount": { "value": "0.00", "currency": "CNY" } }),
        json!({ "amount": { "value": "10000000000", "currency": "CNY" } }),
        json!({ "amount": { "value": "10000000000.00", "currency": "CNY" } }),
        json!({ "items": [{ "name": "tea", "quantity": 2, "unit_price": "0.0" }] }),
        json!({ "return_url": "https://mall.example/a b" }),
        json!({ "return_url": "https://mall.example/\"" }),
        json!({ "return_url": "https://mall.example/\\" }),
        json!({ "return_url": "https://mall.example/{id}" }),
        json!({ "return_url": "https://mall.example/?a|b" }),
        json!({ "return_url": "https://mall.example/#x" }),
        json!({ "return_url": "https://user:pw@mall.example/" }),
        json!({ "return_url": "ftp://mall.example/" }),
        json!({ "amount": { "value": "2.00", "currency": "USD" } }),
        json!({ "expires_in_s": 1.5 }),
        json!({ "products": ["wallet"] }),
        json!({ "locale": "fr" }),
        json!({ "metadata": { "a b": "" } }),
        json!({ "cvn2": "123" }),
    ] {
        assert!(!allows("NewOrder", &order(changes.clone())), "{changes}");
    }
    for refund in [
        json!({ "mall_refund_no": "R-1", "amount": null, "reason": null }),
        json!({ "mall_refund_no": "R-1", "amount": { "value": "1", "currency": "CNY" } }),
    ] {
        assert!(allows("NewRefund", &refund), "{refund}");
    }
}

/// Every example of the document is one that its schema allows.
#[test]
fn the_examples_are_what_the_schemas_say() {
    let mut held = 0;
    hold_examples(&CONTRACT.document, &mut held);
    assert!(held > 40, "examples are found: {held}");
}

fn hold_examples(value: &Value, held: &mut usize) {
    if let (Some(schema), true) = (value.get("schema"), value.get("$ref").is_none()) {
        let examples = value["examples"].as_object().into_iter().flatten();
        let examples = examples.map(|(_, example)| &example["value"]);
        for example in examples.chain(value.get("example")) {
            CONTRACT.hold(schema, example, "an example");
            *held += 1;
        }
    }
    match value {
        Value::Object(map) => map.values().for_each(|inner| hold_examples(inner, held)),
        Value::Array(list) => list.iter().for_each(|inner| hold_examples(inner, held)),
        _ => {}
    }
}
