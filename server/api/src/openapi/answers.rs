//! The answers of the calls. A handler names one: `response = OrderResponse`.

use serde_json::{Value, json};
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{ToResponse, ToSchema};

use super::examples;
use crate::order_json::OrderJson;
use engine::refund_json::RefundJson;

/// `components/responses/Order`.
pub(crate) enum OrderResponse {}

impl<'r> ToResponse<'r> for OrderResponse {
    fn response() -> (&'r str, RefOr<Response>) {
        let response = answer("The order", &OrderJson::name(), "paid", examples::order());
        ("Order", replayable(response).into())
    }
}

/// `components/responses/Refund`.
pub(crate) enum RefundResponse {}

impl<'r> ToResponse<'r> for RefundResponse {
    fn response() -> (&'r str, RefOr<Response>) {
        let response = answer(
            "The refund",
            &RefundJson::name(),
            "pending",
            examples::refund(),
        );
        ("Refund", replayable(response).into())
    }
}

/// The answer of `GET /v1/events`.
pub(crate) enum EventListResponse {}

impl<'r> ToResponse<'r> for EventListResponse {
    fn response() -> (&'r str, RefOr<Response>) {
        let mut event = examples::order_paid();
        event["id"] = json!("evt_1d8q5r2t7w0x4z9c3v6b8n1m5k");
        let list = json!({ "data": [event], "has_more": false });
        let response = answer("Events", "EventPage", "one", list);
        ("EventList", response.into())
    }
}

fn answer(description: &str, schema: &str, name: &str, example: Value) -> ResponseBuilder {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(schema)))
        .examples_from_iter([(name, ExampleBuilder::new().value(Some(example)))]);
    ResponseBuilder::new()
        .description(description)
        .header_ref("request-id", header("RequestId"))
        .content("application/json", content.build())
}

/// Adds the header of answers that an `Idempotency-Key` can repeat.
fn replayable(response: ResponseBuilder) -> ResponseBuilder {
    response.header_ref("idempotent-replayed", header("IdempotentReplayed"))
}

fn header(name: &str) -> Ref {
    Ref::new(format!("#/components/headers/{name}"))
}
