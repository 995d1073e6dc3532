//! Refunds as a mall's program meets them: the API, its noes and its events.

use super::caller::{Got, get, post};
use super::house::House;
use super::network::Trouble;
use super::refunds::{paid, pay_by_scan};
use serde_json::{Value, json};

fn part(number: &str, yuan: &str) -> Value {
    json!({
        "mall_refund_no": number,
        "amount": { "value": yuan, "currency": "CNY" },
        "reason": "茶叶受潮",
    })
}

async fn path(house: &House, token: &domain::ids::PayToken) -> String {
    format!("/v1/orders/{}", house.found(token).await.order.id)
}

async fn refund(house: &House, order: &str, key: &str, body: &Value) -> Got {
    post(house, &format!("{order}/refunds"), key, body).await
}

#[tokio::test]
async fn asked_answered_shown_and_told() {
    let house = House::new().await;
    let token = paid(&house).await;
    let order = path(&house, &token).await;
    let asked = refund(&house, &order, "k1", &part("TK-1", "28.00")).await;
    assert_eq!(asked.status, 201, "{}", asked.body);
    let id = asked.body["id"].as_str().expect("an id");
    assert!(id.starts_with("rfd_"));
    assert_eq!(
        (&asked.body["state"], &asked.body["cause"]),
        (&json!("pending"), &json!("merchant"))
    );
    let shown = get(&house, &format!("/v1/refunds/{id}")).await;
    assert_eq!((shown.status, &shown.body), (200, &asked.body));
    house.live(10).await;
    let shown = get(&house, &format!("/v1/refunds/{id}")).await;
    assert_eq!(shown.body["state"], "succeeded");
    assert!(shown.body["network_id"].is_string() && shown.body["ended_at"].is_string());
    let whole = get(&house, &order).await.body;
    assert_eq!(whole["state"], "partially_refunded");
    assert_eq!(
        whole["refunded"],
        json!({ "value": "28.00", "currency": "CNY" })
    );
    assert_eq!(
        (&whole["refunds"], &whole["surplus"]),
        (&json!([shown.body]), &json!([]))
    );
    let events = get(&house, "/v1/events").await.body["data"].clone();
    let told = &events[1];
    assert_eq!(told["type"], "refund.succeeded");
    assert_eq!(
        (&told["data"]["refund"], &told["data"]["sequence"]),
        (&shown.body, &json!(2))
    );
    assert_eq!(
        (&told["data"]["state"], &told["data"]["product"]),
        (&json!("partially_refunded"), &json!("scan"))
    );
    assert_eq!(events[0]["data"].get("refund"), None, "of order.paid");

    let rest = refund(&house, &order, "k2", &json!({ "mall_refund_no": "TK-2" })).await;
    assert_eq!(rest.body["amount"]["value"], "100.00");
    house.live(10).await;
    assert_eq!(get(&house, &order).await.body["state"], "refunded");
}

#[tokio::test]
async fn one_key_one_answer_and_one_number_one_refund() {
    let house = House::new().await;
    let token = paid(&house).await;
    let order = path(&house, &token).await;
    let body = part("TK-1", "28.00");
    let first = refund(&house, &order, "k1", &body).await;
    let replayed = refund(&house, &order, "k1", &body).await;
    assert_eq!((replayed.status, replayed.replayed), (201, true));
    assert_eq!(replayed.body, first.body);
    let found = refund(&house, &order, "k2", &body).await;
    assert_eq!((found.status, found.replayed), (200, false));
    assert_eq!(found.body["id"], first.body["id"]);
    let other = refund(&house, &order, "k3", &part("TK-1", "28.01")).await;
    assert_eq!(other.no(), (409, "refund_conflict", "/mall_refund_no"));
    let reused = refund(&house, &order, "k1", &part("TK-2", "1.00")).await;
    assert_eq!(reused.no(), (422, "idempotency_key_reused", ""));
    house.live(10).await;
    assert_eq!(house.network.returned(), 2800);
}

#[tokio::test]
async fn asked_again_while_it_waits_for_the_order_it_is_in_flight() {
    let house = House::new().await;
    let token = paid(&house).await;
    let order = path(&house, &token).await;
    let body = part("TK-1", "28.00");
    let order_locks = &house.engine.payments.order_locks;
    let lock = order_locks.lock(&house.found(&token).await.order.id).await;
    let meanwhile = async {
        let waits = async {
            while order_locks.waiting() == 0 {
                tokio::task::yield_now().await;
            }
        };
        let limit = std::time::Duration::from_secs(30);
        let waited = tokio::time::timeout(limit, waits).await;
        waited.expect("the first waits for its turn");
        let second = refund(&house, &order, "k1", &body).await;
        assert_eq!(second.no(), (409, "idempotency_in_flight", ""));
        drop(lock);
    };
    let (first, ()) = tokio::join!(refund(&house, &order, "k1", &body), meanwhile);
    assert_eq!((first.status, first.replayed), (201, false));
    let after = refund(&house, &order, "k1", &body).await;
    assert_eq!((after.status, after.replayed), (201, true));
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let house = House::new().await;
    let open = house.order().await;
    let open = path(&house, &open).await;
    let unpaid = refund(&house, &open, "k", &part("TK", "1.00")).await;
    assert_eq!(unpaid.no(), (409, "order_not_paid", ""));
    let token = house.another("N-2").await;
    pay_by_scan(&house, &token).await;
    let order = path(&house, &token).await;
    let amount = "/amount/value";
    for (n, (value, currency, no)) in [
        ("128.01", "CNY", (422, "refund_exceeds_paid", amount)),
        ("9999999999.99", "CNY", (422, "refund_exceeds_paid", amount)),
        ("0.00", "CNY", (422, "amount_invalid", amount)),
        ("-1.00", "CNY", (422, "amount_invalid", amount)),
        ("1.001", "CNY", (422, "amount_invalid", amount)),
        ("1e2", "CNY", (422, "amount_invalid", amount)),
        (
            "1.00",
            "USD",
            (422, "currency_not_supported", "/amount/currency"),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = part("TK", value);
        body["amount"]["currency"] = json!(currency);
        let got = refund(&house, &order, &format!("k{n}"), &body).await;
        assert_eq!(got.no(), no, "{value}");
    }
    for (name, value, no) in [
        ("amount", json!(1), (400, "malformed_json", "/amount")),
        (
            "mall_refund_no",
            json!("a b"),
            (422, "field_invalid", "/mall_refund_no"),
        ),
        (
            "reason",
            json!("\u{202e}x"),
            (422, "field_invalid", "/reason"),
        ),
        ("extra", json!(1), (400, "malformed_json", "/extra")),
        (
            "cvn2",
            json!("123"),
            (422, "credentials_not_accepted", "/cvn2"),
        ),
    ] {
        let mut body = part("TK", "1.00");
        body[name] = value;
        let got = refund(&house, &order, "m", &body).await;
        assert_eq!(got.no(), no, "{name}");
    }
    let nobody = "/v1/orders/ord_00000000000000000000000000";
    let none = refund(&house, nobody, "k", &part("TK", "1.00")).await;
    assert_eq!(none.no(), (404, "not_found", ""));
    for id in ["rfd_00000000000000000000000000", "rfd_x", "ord_x"] {
        let none = get(&house, &format!("/v1/refunds/{id}")).await;
        assert_eq!(none.no(), (404, "not_found", ""), "{id}");
    }
    let whole = get(&house, &order).await.body;
    assert_eq!(
        (&whole["state"], &whole["refunds"]),
        (&json!("paid"), &json!([]))
    );
    house.live(10).await;
    assert_eq!(house.network.returned(), 0);
}

#[tokio::test]
async fn a_refund_of_another_mall_is_not_there() {
    let house = House::new().await;
    let token = paid(&house).await;
    let order = path(&house, &token).await;
    let asked = refund(&house, &order, "k1", &part("TK-1", "1.00")).await;
    house.give_to_another_mall(&token).await;
    let theirs = refund(&house, &order, "k2", &part("TK-2", "1.00")).await;
    assert_eq!(theirs.no(), (404, "not_found", ""));
    let id = asked.body["id"].as_str().expect("an id");
    let shown = get(&house, &format!("/v1/refunds/{id}")).await;
    assert_eq!(shown.no(), (404, "not_found", ""));
}

#[tokio::test]
async fn a_refusal_of_the_network_is_told_with_its_code() {
    let house = House::new().await;
    let token = paid(&house).await;
    let order = path(&house, &token).await;
    house.network.trouble(&[Trouble::Refuse("61")]);
    refund(&house, &order, "k1", &part("TK-1", "28.00")).await;
    house.live(10).await;
    let whole = get(&house, &order).await.body;
    assert_eq!(
        (&whole["state"], &whole["refunds"][0]["state"]),
        (&json!("paid"), &json!("failed"))
    );
    let events = get(&house, "/v1/events").await.body["data"].clone();
    assert_eq!(events[1]["type"], "refund.failed");
    assert_eq!(events[1]["data"]["refund"]["declined_code"], "61");
}

#[tokio::test]
async fn sixty_calls_at_once_never_take_more_than_there_is() {
    let house = House::new().await;
    let token = paid(&house).await;
    let order = path(&house, &token).await;
    let calls = (0..60).map(|n| {
        let (house, order) = (&house, &order);
        async move {
            let body = part(&format!("TK-{n}"), "3.00");
            refund(house, order, &format!("k{n}"), &body).await
        }
    });
    let got = futures::future::join_all(calls).await;
    let made = got.iter().filter(|got| got.status == 201).count();
    assert_eq!(made, 42, "of 128.00");
    for no in got.iter().filter(|got| got.status != 201) {
        assert_eq!(no.no(), (422, "refund_exceeds_paid", "/amount/value"));
    }
    house.live(30).await;
    assert_eq!(house.network.returned(), 12_600);
}
