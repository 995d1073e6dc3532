//! The document is the one in the file, its references lead somewhere, and
//! its examples are true.

use super::problems::is_of_calls;
use crate::{openapi_document as document, openapi_json};
use domain::order::draft::{ITEM_FIELDS, ORDER_FIELDS, OrderDraft};
use domain::refund::REFUND_FIELDS;
use domain::refusal::Code;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn the_file_is_the_document() {
    let file = include_str!("../../openapi.json");
    assert!(
        file.trim_end() == openapi_json(),
        "the API's document changed; look at the difference, then write it down: paydesk openapi > server/api/openapi.json"
    );
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(to)) = map.get("$ref") {
                found.push(to.clone());
            }
            map.values().for_each(|inner| references(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20, "references are found");
    for to in found {
        let pointer = to.strip_prefix('#').expect("within the document");
        assert!(document.pointer(pointer).is_some(), "{to}");
    }
}

#[test]
fn every_code_of_the_api_has_an_example_and_no_other() {
    let document = document();
    for code in Code::ALL {
        let pointer = format!(
            "/components/responses/Problem{}/content/application~1problem+json/examples/{}/value/code",
            code.status(),
            code.name()
        );
        let expected = is_of_calls(*code).then_some(code.name());
        assert_eq!(document.pointer(&pointer).and_then(Value::as_str), expected);
    }
}

#[test]
fn the_example_of_an_order_is_one_that_is_taken() {
    let document = document();
    let body = document
        .pointer(
            "/paths/~1v1~1orders/post/requestBody/content/application~1json/examples/order/value",
        )
        .expect("an example");
    assert!(OrderDraft::from_value(body, &[]).is_ok(), "{body}");
}

#[test]
fn the_fields_described_are_the_fields_read() {
    let document = document();
    let described = |pointer: &str| -> BTreeSet<String> {
        let properties = document.pointer(&format!("/components/schemas/{pointer}/properties"));
        let properties = properties.and_then(Value::as_object).expect("an object");
        properties.keys().cloned().collect()
    };
    let read = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    assert_eq!(described("NewOrder"), read(&ORDER_FIELDS));
    assert_eq!(
        described("NewOrder/properties/items/items"),
        read(&ITEM_FIELDS)
    );
    assert_eq!(described("NewRefund"), read(&REFUND_FIELDS));
}

#[test]
fn every_call_has_an_example_of_its_answer() {
    let document = document();
    for section in ["paths", "webhooks"] {
        for (path, methods) in document[section].as_object().expect("calls") {
            for (method, call) in methods.as_object().expect("methods") {
                let (_, good) = call["responses"]
                    .as_object()
                    .expect("answers")
                    .iter()
                    .next()
                    .expect("one");
                let content = good.get("content").and_then(|c| c.as_object());
                let has_example = content.is_none_or(|content| {
                    content
                        .values()
                        .all(|c| c.get("example").is_some() || c.get("examples").is_some())
                });
                assert!(has_example, "{method} {path}");
            }
        }
    }
}
