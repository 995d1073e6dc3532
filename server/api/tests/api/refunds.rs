//! Refunds through the mall's API: answers, refusals and events.

use crate::desk_with_api::{DeskWithApi, get, post, post_to};
use api::router;
use domain::ids::MallId;
use domain::mall::{KeyAlgorithm, Mall};
use futures::future::join_all;
use serde_json::{Value, json};
use store::args;
use testkit::api::ApiAnswer;
use testkit::clock::NOON;
use testkit::fixture::DESK;
use testkit::network::Failure;
use testkit::signer::MallSigner;

fn partial_refund(number: &str, yuan: &str) -> Value {
    json!({
        "mall_refund_no": number,
        "amount": { "value": yuan, "currency": "CNY" },
        "reason": "茶叶受潮",
    })
}

async fn path(fixture: &DeskWithApi, token: &domain::ids::PayToken) -> String {
    format!("/v1/orders/{}", fixture.found(token).await.order.id)
}

async fn refund(fixture: &DeskWithApi, order: &str, key: &str, body: &Value) -> ApiAnswer {
    post(fixture, &format!("{order}/refunds"), key, body).await
}

/// Moves the order and its refunds to another mall.
async fn give_to_another_mall(fixture: &DeskWithApi, token: &domain::ids::PayToken) {
    let other = Mall {
        id: MallId::new(fixture.entropy.as_ref(), NOON),
        ..fixture.mall.clone()
    };
    let signer = MallSigner::new(KeyAlgorithm::Ed25519, "other-key", DESK);
    let key = signer.mall_key(&other.id);
    let added = fixture.engine.registry().add_mall(&other, &key).await;
    added.expect("a mall");
    let order = fixture.found(token).await.order.id;
    let given = fixture.engine.store.write(move |tx| {
        let (order, mall) = (order.clone(), other.id.clone());
        Box::pin(async move {
            for sql in [
                "UPDATE orders SET mall_id = $2 WHERE id = $1",
                "UPDATE refunds SET mall_id = $2 WHERE order_id = $1",
            ] {
                tx.run(sql, args![order.as_str(), mall.as_str()]).await?;
            }
            Ok(())
        })
    });
    given.await.expect("given");
}

#[tokio::test]
async fn a_refund_is_answered_shown_and_delivered_as_an_event() {
    let fixture = DeskWithApi::new().await;
    let token = fixture.paid_order().await;
    let order = path(&fixture, &token).await;
    let asked = refund(&fixture, &order, "k1", &partial_refund("TK-1", "28.00")).await;
    assert_eq!(asked.status, 201, "{}", asked.body);
    let id = asked.body["id"].as_str().expect("an id");
    assert!(id.starts_with("rfd_"));
    assert_eq!(
        (&asked.body["state"], &asked.body["cause"]),
        (&json!("pending"), &json!("merchant"))
    );
    let shown = get(&fixture, &format!("/v1/refunds/{id}")).await;
    assert_eq!((shown.status, &shown.body), (200, &asked.body));
    fixture.run_for(10).await;
    let shown = get(&fixture, &format!("/v1/refunds/{id}")).await;
    assert_eq!(shown.body["state"], "succeeded");
    assert!(shown.body["network_id"].is_string() && shown.body["ended_at"].is_string());
    let whole = get(&fixture, &order).await.body;
    assert_eq!(whole["state"], "partially_refunded");
    assert_eq!(
        whole["refunded"],
        json!({ "value": "28.00", "currency": "CNY" })
    );
    assert_eq!(
        (&whole["refunds"], &whole["surplus"]),
        (&json!([shown.body]), &json!([]))
    );
    let events = get(&fixture, "/v1/events").await.body["data"].clone();
    let event = &events[1];
    assert_eq!(event["type"], "refund.succeeded");
    assert_eq!(
        (&event["data"]["refund"], &event["data"]["sequence"]),
        (&shown.body, &json!(2))
    );
    assert_eq!(
        (&event["data"]["state"], &event["data"]["product"]),
        (&json!("partially_refunded"), &json!("scan"))
    );
    assert_eq!(events[0]["data"].get("refund"), None, "of order.paid");

    let rest = refund(&fixture, &order, "k2", &json!({ "mall_refund_no": "TK-2" })).await;
    assert_eq!(rest.body["amount"]["value"], "100.00");
    fixture.run_for(10).await;
    assert_eq!(get(&fixture, &order).await.body["state"], "refunded");
}

#[tokio::test]
async fn one_key_gives_one_answer_and_one_number_one_refund() {
    let fixture = DeskWithApi::new().await;
    let token = fixture.paid_order().await;
    let order = path(&fixture, &token).await;
    let body = partial_refund("TK-1", "28.00");
    let first = refund(&fixture, &order, "k1", &body).await;
    let replayed = refund(&fixture, &order, "k1", &body).await;
    assert_eq!((replayed.status, replayed.replayed()), (201, true));
    assert_eq!(replayed.body, first.body);
    let found = refund(&fixture, &order, "k2", &body).await;
    assert_eq!((found.status, found.replayed()), (200, false));
    assert_eq!(found.body["id"], first.body["id"]);
    let other = refund(&fixture, &order, "k3", &partial_refund("TK-1", "28.01")).await;
    assert_eq!(other.refusal(), (409, "refund_conflict", "/mall_refund_no"));
    let reused = refund(&fixture, &order, "k1", &partial_refund("TK-2", "1.00")).await;
    assert_eq!(reused.refusal(), (422, "idempotency_key_reused", ""));
    fixture.run_for(10).await;
    assert_eq!(fixture.network.refunded_fen(), 2800);
}

#[tokio::test]
async fn a_repeated_call_is_in_flight_while_the_first_waits_for_the_order() {
    let fixture = DeskWithApi::new().await;
    let token = fixture.paid_order().await;
    let order = path(&fixture, &token).await;
    let body = partial_refund("TK-1", "28.00");
    let engine = &fixture.engine;
    let turn = engine
        .hold_order(&fixture.found(&token).await.order.id)
        .await;
    let meanwhile = async {
        let waits = async {
            while engine.waiting_for_orders() == 0 {
                tokio::task::yield_now().await;
            }
        };
        let limit = std::time::Duration::from_secs(30);
        let waited = tokio::time::timeout(limit, waits).await;
        waited.expect("the first waits for its turn");
        let second = refund(&fixture, &order, "k1", &body).await;
        assert_eq!(second.refusal(), (409, "idempotency_in_flight", ""));
        drop(turn);
    };
    let (first, ()) = tokio::join!(refund(&fixture, &order, "k1", &body), meanwhile);
    assert_eq!((first.status, first.replayed()), (201, false));
    let after = refund(&fixture, &order, "k1", &body).await;
    assert_eq!((after.status, after.replayed()), (201, true));
}

#[tokio::test]
async fn an_invalid_refund_is_refused_and_changes_nothing() {
    let fixture = DeskWithApi::new().await;
    let open = fixture.order().await;
    let open = path(&fixture, &open).await;
    let unpaid = refund(&fixture, &open, "k", &partial_refund("TK", "1.00")).await;
    assert_eq!(unpaid.refusal(), (409, "order_not_paid", ""));
    let token = fixture.another_order("N-2").await;
    fixture.pay_by_scan(&token).await;
    let order = path(&fixture, &token).await;
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
        let mut body = partial_refund("TK", value);
        body["amount"]["currency"] = json!(currency);
        let got = refund(&fixture, &order, &format!("k{n}"), &body).await;
        assert_eq!(got.refusal(), no, "{value}");
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
        let mut body = partial_refund("TK", "1.00");
        body[name] = value;
        let got = refund(&fixture, &order, "m", &body).await;
        assert_eq!(got.refusal(), no, "{name}");
    }
    let nobody = "/v1/orders/ord_00000000000000000000000000";
    let none = refund(&fixture, nobody, "k", &partial_refund("TK", "1.00")).await;
    assert_eq!(none.refusal(), (404, "not_found", ""));
    for id in ["rfd_00000000000000000000000000", "rfd_x", "ord_x"] {
        let none = get(&fixture, &format!("/v1/refunds/{id}")).await;
        assert_eq!(none.refusal(), (404, "not_found", ""), "{id}");
    }
    let whole = get(&fixture, &order).await.body;
    assert_eq!(
        (&whole["state"], &whole["refunds"]),
        (&json!("paid"), &json!([]))
    );
    fixture.run_for(10).await;
    assert_eq!(fixture.network.refunded_fen(), 0);
}

#[tokio::test]
async fn a_refund_of_another_mall_is_not_found() {
    let fixture = DeskWithApi::new().await;
    let token = fixture.paid_order().await;
    let order = path(&fixture, &token).await;
    let asked = refund(&fixture, &order, "k1", &partial_refund("TK-1", "1.00")).await;
    give_to_another_mall(&fixture, &token).await;
    let theirs = refund(&fixture, &order, "k2", &partial_refund("TK-2", "1.00")).await;
    assert_eq!(theirs.refusal(), (404, "not_found", ""));
    let id = asked.body["id"].as_str().expect("an id");
    let shown = get(&fixture, &format!("/v1/refunds/{id}")).await;
    assert_eq!(shown.refusal(), (404, "not_found", ""));
}

#[tokio::test]
async fn a_decline_of_the_network_is_shown_with_its_code() {
    let fixture = DeskWithApi::new().await;
    let token = fixture.paid_order().await;
    let order = path(&fixture, &token).await;
    fixture.network.fail_next(&[Failure::Refuse("61")]);
    refund(&fixture, &order, "k1", &partial_refund("TK-1", "28.00")).await;
    fixture.run_for(10).await;
    let whole = get(&fixture, &order).await.body;
    assert_eq!(
        (&whole["state"], &whole["refunds"][0]["state"]),
        (&json!("paid"), &json!("failed"))
    );
    let events = get(&fixture, "/v1/events").await.body["data"].clone();
    assert_eq!(events[1]["type"], "refund.failed");
    assert_eq!(events[1]["data"]["refund"]["declined_code"], "61");
}

#[tokio::test]
async fn sixty_concurrent_calls_never_refund_more_than_was_paid() {
    let fixture = DeskWithApi::new().await;
    let token = fixture.paid_order().await;
    let order = path(&fixture, &token).await;
    let calls = (0..60).map(|n| {
        let (fixture, order) = (&fixture, &order);
        async move {
            let body = partial_refund(&format!("TK-{n}"), "3.00");
            refund(fixture, order, &format!("k{n}"), &body).await
        }
    });
    let got = join_all(calls).await;
    let made = got.iter().filter(|got| got.status == 201).count();
    assert_eq!(made, 42, "of 128.00");
    for no in got.iter().filter(|got| got.status != 201) {
        assert_eq!(no.refusal(), (422, "refund_exceeds_paid", "/amount/value"));
    }
    fixture.run_for(30).await;
    assert_eq!(fixture.network.refunded_fen(), 12_600);
}

#[tokio::test]
async fn one_idempotency_key_at_two_processes_is_one_answer() {
    let fixture = DeskWithApi::new().await;
    let token = fixture.paid_order().await;
    let path = format!("{}/refunds", path(&fixture, &token).await);
    let (one, two) = (
        fixture.router.clone(),
        router(fixture.second_engine().await),
    );
    let body = json!({ "mall_refund_no": "R-1" });
    let calls = (0..20).map(|n| {
        let (router, path, body) = (if n % 2 == 0 { &one } else { &two }, &path, &body);
        post_to(router, &fixture, path, "k", body)
    });
    let (mut made, mut ids) = (0, std::collections::BTreeSet::new());
    for got in join_all(calls).await {
        if got.status == 201 {
            made += usize::from(!got.replayed());
            ids.insert(got.body["id"].to_string());
        } else {
            assert_eq!(got.refusal(), (409, "idempotency_in_flight", ""));
        }
    }
    assert_eq!((made, ids.len()), (1, 1));
    let again = post_to(&two, &fixture, &path, "k", &body).await;
    assert!(again.replayed() && ids.contains(&again.body["id"].to_string()));
}
