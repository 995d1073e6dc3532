//! The schema of the body of `POST /v1/orders`. The body itself is read by
//! `domain::order::OrderDraft`; a test compares the two lists of fields.

use domain::locale::Locale;
use domain::product::Product;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};

use engine::amount_json::AmountJson;

/// An order as the mall signs it; it never changes afterwards. Unknown fields are refused.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrder {
    /// Your own number, unique for your mall.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$")]
    mall_order_no: String,
    /// The payee: an active merchant under contract, never the mall's own operator.
    merchant_id: String,
    /// More than zero, exactly the sum of the items.
    amount: AmountJson,
    /// One line for the shopper.
    #[schema(min_length = 1, max_length = 128)]
    subject: String,
    #[schema(inline, min_items = 1, max_items = 100)]
    items: Vec<NewItem>,
    /// Its origin must be registered for the mall.
    #[schema(format = "uri")]
    return_url: String,
    /// How long the order may be paid.
    #[schema(minimum = 60, maximum = 86400, default = 1800)]
    expires_in_s: Option<i32>,
    #[schema(schema_with = products)]
    products: Option<Vec<String>>,
    /// Your stable, opaque name for the buyer; with it cards can be remembered.
    #[schema(max_length = 64)]
    buyer_ref: Option<String>,
    #[schema(schema_with = locale)]
    locale: Option<String>,
    #[schema(schema_with = metadata)]
    metadata: Option<Value>,
}

#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItem {
    #[schema(min_length = 1, max_length = 128)]
    name: String,
    #[schema(minimum = 1, maximum = 1_000_000)]
    quantity: i32,
    /// A decimal text in the order's currency.
    unit_price: String,
}

fn nullable(of: Type) -> SchemaType {
    SchemaType::from_iter([of, Type::Null])
}

fn products() -> ArrayBuilder {
    let names = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(Product::ALL.map(Product::name)));
    ArrayBuilder::new()
        .schema_type(nullable(Type::Array))
        .items(names)
        .description(Some(
            "The ways to pay to offer; left out: all that the merchant has.",
        ))
}

fn locale() -> ObjectBuilder {
    let tags = [Locale::ZhCn, Locale::En].map(|locale| Value::from(locale.tag()));
    ObjectBuilder::new()
        .schema_type(nullable(Type::String))
        .enum_values(Some(tags.into_iter().chain([Value::Null])))
        .description(Some("The language the page begins in."))
}

fn metadata() -> ObjectBuilder {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(500));
    ObjectBuilder::new()
        .schema_type(nullable(Type::Object))
        .max_properties(Some(20))
        .additional_properties(Some(text))
        .description(Some("Handed back as it came."))
}
