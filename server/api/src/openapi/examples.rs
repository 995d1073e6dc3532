//! The examples of answers and events. All of them are about one order, paid
//! by QR code, of which a part is refunded.

use serde_json::{Value, json};

/// The order, paid.
pub(super) fn order() -> Value {
    json!({
        "id": "ord_3k7m1p9r5t2w8x4z6b0c2d5f7h",
        "mall_order_no": "JN20261122-000123",
        "merchant_id": "mer_0r5w2m8t1k9x3c7v4b6n0q2z5a",
        "store_id": "sto_2m8t1k9x3c7v4b6n0q2z5a0r5w",
        "state": "paid",
        "amount": { "value": "128.00", "currency": "CNY" },
        "subject": "龙井茶 250g",
        "items": [{ "name": "龙井茶 250g", "quantity": 2, "unit_price": "64.00" }],
        "return_url": "https://mall.example/orders/000123",
        "products": ["quick_agreement", "scan"],
        "buyer_ref": "buyer-77",
        "locale": "zh-CN",
        "metadata": { "store": "hangzhou-2" },
        "pay_url": "https://pay.example/pay/7c1v5b9n3m8k2j6h0g4f7d1s5a",
        "created_at": "2026-11-22T08:00:00.000Z",
        "expires_at": "2026-11-22T08:30:00.000Z",
        "paid_at": "2026-11-22T08:05:11.480Z",
        "attempts": [{
            "id": "att_5w9x3z7c1v6b0n4m8k2j5h9g3f",
            "product": "scan",
            "channel": "union_pay",
            "state": "paid",
            "bank": null,
            "card_last4": null,
            "declined": null,
            "network_id": "692611221605112345678",
            "created_at": "2026-11-22T08:04:02.117Z",
        }],
        "refunded": { "value": "0.00", "currency": "CNY" },
        "refunds": [],
        "surplus": [],
    })
}

/// The refund, before the network answered.
pub(super) fn refund() -> Value {
    json!({
        "id": "rfd_8d2f6h0k4n9q3s7v1x5z2b6c0e",
        "order_id": "ord_3k7m1p9r5t2w8x4z6b0c2d5f7h",
        "attempt_id": "att_5w9x3z7c1v6b0n4m8k2j5h9g3f",
        "cause": "merchant",
        "state": "pending",
        "amount": { "value": "28.00", "currency": "CNY" },
        "mall_refund_no": "TK20261123-000007",
        "reason": "茶叶受潮",
        "payment_network_id": "692611221605112345678",
        "network_id": null,
        "declined_code": null,
        "created_at": "2026-11-23T02:10:00.000Z",
        "ended_at": null,
    })
}

/// The body of `order.paid`.
pub(super) fn order_paid() -> Value {
    json!({
        "type": "order.paid",
        "timestamp": "2026-11-22T08:05:11.480Z",
        "data": {
            "id": "ord_3k7m1p9r5t2w8x4z6b0c2d5f7h",
            "mall_order_no": "JN20261122-000123",
            "merchant_id": "mer_0r5w2m8t1k9x3c7v4b6n0q2z5a",
            "store_id": "sto_2m8t1k9x3c7v4b6n0q2z5a0r5w",
            "state": "paid",
            "amount": { "value": "128.00", "currency": "CNY" },
            "sequence": 1,
            "paid_at": "2026-11-22T08:05:11.480Z",
            "product": "scan",
            "network_id": "692611221605112345678",
            "refunded": { "value": "0.00", "currency": "CNY" },
        },
    })
}

/// The body of `order.closed`.
pub(super) fn order_closed() -> Value {
    let mut event = order_paid();
    event["type"] = json!("order.closed");
    event["timestamp"] = json!("2026-11-22T08:35:00.012Z");
    event["data"]["state"] = json!("expired");
    for absent in ["paid_at", "product", "network_id"] {
        event["data"][absent] = Value::Null;
    }
    event
}

/// The body of `refund.succeeded`.
pub(super) fn refund_succeeded() -> Value {
    let mut event = refund_ended("succeeded");
    event["data"]["state"] = json!("partially_refunded");
    event["data"]["refunded"] = refund()["amount"].take();
    event["data"]["refund"]["network_id"] = json!("692611231010001234567");
    event
}

/// The body of `refund.failed`.
pub(super) fn refund_failed() -> Value {
    let mut event = refund_ended("failed");
    event["data"]["refund"]["declined_code"] = json!("61");
    event
}

fn refund_ended(state: &str) -> Value {
    let mut event = order_paid();
    let ended_at = json!("2026-11-23T02:10:02.310Z");
    event["type"] = json!(format!("refund.{state}"));
    event["timestamp"] = ended_at.clone();
    event["data"]["sequence"] = json!(2);
    event["data"]["refund"] = refund();
    event["data"]["refund"]["state"] = json!(state);
    event["data"]["refund"]["ended_at"] = ended_at;
    event
}
