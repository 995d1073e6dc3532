//! Reading an order request: the JSON types of an API body or a signed link's
//! payload, before the values are checked.

use crate::credentials;
use crate::refusal::{Code, Refusal};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The body of `POST /v1/orders`, or the payload of a signed link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderDraft {
    /// The mall's order number.
    pub mall_order_no: String,
    /// The id of the payee.
    pub merchant_id: String,
    /// The id of the payee's store.
    pub store_id: Option<String>,
    /// `amount.value`, a decimal text.
    pub amount: String,
    /// `amount.currency`, an ISO 4217 code.
    pub currency: String,
    /// One line for the shopper.
    pub subject: String,
    /// The items.
    pub items: Vec<ItemDraft>,
    /// The return URL for the shopper.
    pub return_url: String,
    /// The time to pay, in seconds.
    pub expires_in_s: Option<i64>,
    /// The names of the requested products.
    pub products: Vec<String>,
    /// The mall's id of the buyer.
    pub buyer_ref: Option<String>,
    /// A BCP 47 tag.
    pub locale: Option<String>,
    /// Returned unchanged.
    pub metadata: BTreeMap<String, String>,
}

/// One item of an order request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDraft {
    /// What is sold.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// The price of one, a decimal text in the order's currency.
    pub unit_price: String,
}

/// The claims of a signed link, beside the order's fields: the registered ones
/// (RFC 7519 section 4.1).
pub const LINK_CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

impl OrderDraft {
    /// Reads a parsed JSON body, in which the caller has refused duplicate
    /// names and written integers as such (`2.0` as `2`). Beside the order's fields only those of `beside` may be there
    /// ([`LINK_CLAIMS`] for a signed link).
    ///
    /// # Errors
    /// [`Code::CredentialsNotAccepted`] before all else (rule R1), then
    /// [`Code::MalformedJson`] pointing at the field that is missing, unknown
    /// or of the wrong type.
    pub fn from_value(value: &Value, beside: &[&str]) -> Result<Self, Refusal> {
        credentials::refuse_in(value)?;
        let order = JsonFields::of(value, String::new())?;
        let amount = order.object("amount")?;
        let draft = Self {
            mall_order_no: order.text("mall_order_no")?,
            merchant_id: order.text("merchant_id")?,
            store_id: order.optional("store_id", JsonFields::text)?,
            amount: amount.text("value")?,
            currency: amount.text("currency")?,
            subject: order.text("subject")?,
            items: order.items()?,
            return_url: order.text("return_url")?,
            expires_in_s: order.optional("expires_in_s", JsonFields::integer)?,
            products: order
                .optional("products", JsonFields::texts)?
                .unwrap_or_default(),
            buyer_ref: order.optional("buyer_ref", JsonFields::text)?,
            locale: order.optional("locale", JsonFields::text)?,
            metadata: order
                .optional("metadata", JsonFields::text_map)?
                .unwrap_or_default(),
        };
        amount.only(&["value", "currency"])?;
        let known = [&ORDER_FIELDS, beside].concat();
        order.only(&known)?;
        Ok(draft)
    }
}

/// The fields of an order request.
pub const ORDER_FIELDS: [&str; 12] = [
    "mall_order_no",
    "merchant_id",
    "store_id",
    "amount",
    "subject",
    "items",
    "return_url",
    "expires_in_s",
    "products",
    "buyer_ref",
    "locale",
    "metadata",
];

/// The fields of an item.
pub const ITEM_FIELDS: [&str; 3] = ["name", "quantity", "unit_price"];

/// A JSON object with its pointer, for reading typed fields.
pub(crate) struct JsonFields<'a> {
    map: &'a Map<String, Value>,
    pointer: String,
}

impl<'a> JsonFields<'a> {
    pub(crate) fn of(value: &'a Value, pointer: String) -> Result<Self, Refusal> {
        match value {
            Value::Object(map) => Ok(Self { map, pointer }),
            _ => Err(malformed(pointer, "must be an object")),
        }
    }

    fn at(&self, name: &str) -> String {
        format!(
            "{}/{}",
            self.pointer,
            name.replace('~', "~0").replace('/', "~1")
        )
    }

    fn value(&self, name: &str) -> Result<&'a Value, Refusal> {
        self.map
            .get(name)
            .ok_or_else(|| malformed(self.at(name), "is missing"))
    }

    pub(crate) fn object(&self, name: &str) -> Result<Self, Refusal> {
        Self::of(self.value(name)?, self.at(name))
    }

    pub(crate) fn text(&self, name: &str) -> Result<String, Refusal> {
        text_of(self.value(name)?, || self.at(name))
    }

    fn integer(&self, name: &str) -> Result<i64, Refusal> {
        self.value(name)?
            .as_i64()
            .ok_or_else(|| malformed(self.at(name), "must be a whole number of 64 bits"))
    }

    fn list(&self, name: &str) -> Result<&'a [Value], Refusal> {
        match self.value(name)? {
            Value::Array(list) => Ok(list),
            _ => Err(malformed(self.at(name), "must be a list")),
        }
    }

    fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let at = |i| format!("{}/{i}", self.at(name));
        let texts = self.list(name)?.iter().enumerate();
        texts.map(|(i, value)| text_of(value, || at(i))).collect()
    }

    fn text_map(&self, name: &str) -> Result<BTreeMap<String, String>, Refusal> {
        let inner = self.object(name)?;
        inner
            .map
            .keys()
            .map(|key| Ok((key.clone(), inner.text(key)?)))
            .collect()
    }

    fn items(&self) -> Result<Vec<ItemDraft>, Refusal> {
        let at = self.at("items");
        let read = |(i, value): (usize, &Value)| {
            let item = JsonFields::of(value, format!("{at}/{i}"))?;
            item.only(&ITEM_FIELDS)?;
            Ok(ItemDraft {
                name: item.text("name")?,
                quantity: item.integer("quantity")?,
                unit_price: item.text("unit_price")?,
            })
        };
        self.list("items")?.iter().enumerate().map(read).collect()
    }

    /// A field that may be absent or null.
    pub(crate) fn optional<T>(
        &self,
        name: &str,
        read: fn(&Self, &str) -> Result<T, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        match self.map.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => read(self, name).map(Some),
        }
    }

    /// Refuses unknown names, so that a misspelt option (`expire_in_s`) is not
    /// ignored.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        match self.map.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(malformed(self.at(name), "is not a field of this request")),
        }
    }
}

fn text_of(value: &Value, pointer: impl FnOnce() -> String) -> Result<String, Refusal> {
    match value {
        Value::String(text) => Ok(text.clone()),
        _ => Err(malformed(pointer(), "must be a text in quotes")),
    }
}

fn malformed(pointer: String, what: &str) -> Refusal {
    let name = if pointer.is_empty() {
        "the body"
    } else {
        pointer.as_str()
    };
    let detail = format!("{name} {what}");
    Refusal::at(Code::MalformedJson, pointer, detail)
}

#[cfg(test)]
mod tests {
    use super::{LINK_CLAIMS, OrderDraft};
    use crate::refusal::{Code, Refusal};
    use serde_json::{Value, json};

    fn body() -> Value {
        json!({
            "mall_order_no": "A-1", "merchant_id": "mer_x", "amount": {"value": "2.00", "currency": "CNY"},
            "subject": "tea", "items": [{"name": "tea", "quantity": 2, "unit_price": "1.00"}],
            "return_url": "https://mall.example/back",
        })
    }

    fn refused(body: &Value) -> Refusal {
        OrderDraft::from_value(body, &[]).expect_err("malformed")
    }

    #[test]
    fn the_smallest_order_is_read() {
        let draft = OrderDraft::from_value(&body(), &[]).expect("reads");
        assert_eq!(
            (draft.amount.as_str(), draft.items[0].quantity),
            ("2.00", 2)
        );
        assert_eq!(
            (draft.expires_in_s, draft.products.len(), draft.buyer_ref),
            (None, 0, None)
        );
    }

    #[test]
    fn a_field_that_is_missing_or_of_the_wrong_type_is_named() {
        let cases = [
            ("/amount/value", json!(2.00), "must be a text in quotes"),
            (
                "/items/0/quantity",
                json!(1.5),
                "must be a whole number of 64 bits",
            ),
            (
                "/items/0/quantity",
                json!("2"),
                "must be a whole number of 64 bits",
            ),
            ("/items", json!({}), "must be a list"),
            ("/amount", json!("2.00"), "must be an object"),
            ("/subject", json!(null), "must be a text in quotes"),
        ];
        for (pointer, value, what) in cases {
            let mut body = body();
            *body.pointer_mut(pointer).expect("there") = value;
            let refusal = refused(&body);
            assert_eq!(
                (refusal.code, refusal.pointer.as_deref()),
                (Code::MalformedJson, Some(pointer))
            );
            assert_eq!(refusal.detail, format!("{pointer} {what}"));
        }
        let mut body = body();
        body.as_object_mut().expect("an object").remove("subject");
        assert_eq!(refused(&body).detail, "/subject is missing");
        assert_eq!(refused(&json!([])).detail, "the body must be an object");
    }

    #[test]
    fn an_unknown_field_is_refused() {
        for (into, name, pointer) in [
            ("", "expire_in_s", "/expire_in_s"),
            ("/amount", "x/y", "/amount/x~1y"),
            ("/items/0", "price", "/items/0/price"),
        ] {
            let mut body = body();
            body.pointer_mut(into)
                .and_then(Value::as_object_mut)
                .expect("an object")
                .insert(name.to_owned(), json!(1));
            assert_eq!(refused(&body).pointer.as_deref(), Some(pointer));
        }
    }

    #[test]
    fn a_credential_is_refused_before_all_else() {
        let refusal = refused(&json!({"metadata": {"cvn2": "123"}}));
        assert_eq!(refusal.code, Code::CredentialsNotAccepted);
    }

    #[test]
    fn link_claims_are_accepted_in_links_only() {
        let mut body = body();
        for claim in LINK_CLAIMS {
            body.as_object_mut()
                .expect("an object")
                .insert(claim.to_owned(), json!(1));
        }
        assert!(OrderDraft::from_value(&body, &LINK_CLAIMS).is_ok());
        assert_eq!(refused(&body).code, Code::MalformedJson);
    }

    #[test]
    fn null_counts_as_absent() {
        let mut body = body();
        for name in [
            "store_id",
            "expires_in_s",
            "products",
            "buyer_ref",
            "locale",
            "metadata",
        ] {
            body.as_object_mut()
                .expect("an object")
                .insert(name.to_owned(), Value::Null);
        }
        assert!(OrderDraft::from_value(&body, &[]).is_ok());
    }
}
