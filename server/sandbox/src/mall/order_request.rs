//! The body of `POST /v1/orders`. A repeated call has exactly the same bytes.

use serde::{Deserialize, Serialize};

/// The order to create. Amounts are exact decimal texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderRequest {
    pub(crate) mall_order_no: String,
    pub(crate) merchant_id: String,
    /// The merchant's store that the shopper chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) store_id: Option<String>,
    pub(crate) amount: ApiAmount,
    pub(crate) subject: String,
    pub(crate) items: Vec<ItemRequest>,
    pub(crate) return_url: String,
    pub(crate) expires_in_s: u32,
    pub(crate) buyer_ref: String,
    pub(crate) locale: String,
}

/// An amount in the API's format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ApiAmount {
    /// Decimal text with two decimals.
    pub(crate) value: String,
    /// ISO 4217 letters.
    pub(crate) currency: String,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ItemRequest {
    pub(crate) name: String,
    pub(crate) quantity: u32,
    /// Decimal text, in the order's currency.
    pub(crate) unit_price: String,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{ApiAmount, ItemRequest, OrderRequest};

    /// Two tins of tea.
    pub(crate) fn order_request() -> OrderRequest {
        OrderRequest {
            mall_order_no: String::from("JN20261122-000001"),
            merchant_id: String::from("mer_1"),
            store_id: None,
            amount: ApiAmount {
                value: String::from("176.00"),
                currency: String::from("CNY"),
            },
            subject: String::from("明前绿茶"),
            items: vec![ItemRequest {
                name: String::from("明前绿茶"),
                quantity: 2,
                unit_price: String::from("88.00"),
            }],
            return_url: String::from("http://127.0.0.1:3001/orders/JN20261122-000001"),
            expires_in_s: 900,
            buyer_ref: String::from("jn-7c1e04b2"),
            locale: String::from("zh-CN"),
        }
    }

    #[test]
    fn the_body_is_always_the_same_bytes() {
        let text = serde_json::to_string(&order_request()).expect("JSON");
        assert_eq!(
            text,
            "{\"mall_order_no\":\"JN20261122-000001\",\"merchant_id\":\"mer_1\",\
             \"amount\":{\"value\":\"176.00\",\"currency\":\"CNY\"},\"subject\":\"明前绿茶\",\
             \"items\":[{\"name\":\"明前绿茶\",\"quantity\":2,\"unit_price\":\"88.00\"}],\
             \"return_url\":\"http://127.0.0.1:3001/orders/JN20261122-000001\",\
             \"expires_in_s\":900,\"buyer_ref\":\"jn-7c1e04b2\",\"locale\":\"zh-CN\"}"
        );
    }
}
