//! The schema of the body of `POST /v1/orders`. The body itself is read by
//! `domain::order::OrderDraft`; a test compares the two lists of fields, and
//! every body that a test of the API gets an order for is one that it allows.

use engine::schema_names::ProductName;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

use crate::new_amount::NewAmount;

/// An order as the mall signs it; it never changes afterwards. Unknown fields are refused.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrder {
    /// Your own number, unique for your mall.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$")]
    mall_order_no: String,
    /// The payee: an active merchant under contract, never the mall's own operator.
    #[schema(pattern = "^mer_[0-9a-z]{26}$")]
    merchant_id: String,
    /// The payee's store that the order is for, an open one.
    #[schema(pattern = "^sto_[0-9a-z]{26}$")]
    store_id: Option<String>,
    /// More than zero, exactly the sum of the items.
    amount: NewAmount,
    /// One line for the shopper, of visible characters.
    #[schema(min_length = 1, max_length = 128)]
    subject: String,
    #[schema(inline, min_items = 1, max_items = 100)]
    items: Vec<NewItem>,
    /// Its origin must be registered for the mall. Without user name and fragment;
    /// characters outside of the pattern are percent-encoded.
    #[schema(
        max_length = 2048,
        pattern = r"^[Hh][Tt][Tt][Pp][Ss]?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?][!$-;=?-\[\]_a-z~]*)?$",
        example = "https://mall.example/orders/000123"
    )]
    return_url: String,
    /// How long the order may be paid.
    #[schema(minimum = 60, maximum = 86400, default = 1800)]
    expires_in_s: Option<i32>,
    /// The ways to pay to offer; left out: all that the merchant has.
    #[schema(value_type = Option<Vec<ProductName>>)]
    products: Option<Vec<String>>,
    /// Your stable, opaque name for the buyer; with it cards can be remembered.
    #[schema(pattern = "^[!-~]{1,64}$")]
    buyer_ref: Option<String>,
    /// The language the page begins in: a tag of Chinese or English.
    #[schema(pattern = r"^\s*([Zz][Hh]|[Ee][Nn])([-_]|\s*$)", example = "zh-CN")]
    locale: Option<String>,
    #[schema(schema_with = metadata)]
    metadata: Option<Value>,
}

#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItem {
    /// What is sold, one line of visible characters.
    #[schema(min_length = 1, max_length = 128)]
    name: String,
    #[schema(minimum = 1, maximum = 1_000_000)]
    quantity: i32,
    /// A decimal text in the order's currency, more than zero.
    #[schema(pattern = r"^0*([1-9][0-9]{0,9}(\.[0-9]{1,2})?|0\.([1-9][0-9]?|0[1-9]))$")]
    unit_price: String,
}

fn metadata() -> ObjectBuilder {
    let text = |builder: ObjectBuilder| builder.schema_type(Type::String);
    let key = text(ObjectBuilder::new()).pattern(Some("^[A-Za-z0-9._-]{1,40}$"));
    let value = text(ObjectBuilder::new()).max_length(Some(500));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Null]))
        .max_properties(Some(20))
        .property_names(Some(key))
        .additional_properties(Some(value))
        .description(Some("Handed back as it came."))
}
