//! `Idempotency-Key` over HTTP.

use crate::fixture::ApiFixture;
use crate::orders::{order, with_order};
use domain::mall::KeyAlgorithm;
use futures::FutureExt;
use serde_json::json;
use testkit::api::ApiAnswer;

#[tokio::test]
async fn the_same_key_and_body_give_the_same_answer_also_after_a_restart() {
    let (mut fixture, caller, made) = with_order().await;
    fixture.clock.advance(60);
    let again = fixture.create(&caller, "k1", &order(&fixture, "A-1")).await;
    assert_eq!(
        (again.status, &again.text),
        (201, &made.text),
        "quotes or not, the key is the same"
    );
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(made.headers.get("idempotent-replayed"), None);
    fixture.restart().await;
    let later = fixture
        .create(&caller, "\"k1\"", &order(&fixture, "A-1"))
        .await;
    assert_eq!((later.status, &later.text), (201, &made.text));
}

#[tokio::test]
async fn another_body_under_the_key_is_refused() {
    let (fixture, caller, _) = with_order().await;
    let got = fixture
        .create(&caller, "\"k1\"", &order(&fixture, "A-2"))
        .await;
    assert_eq!((got.status, got.code()), (422, "idempotency_key_reused"));
    let none = fixture.get(&caller, "/v1/orders?mall_order_no=A-2").await;
    assert_eq!(none.code(), "not_found", "nothing was made");
}

#[tokio::test]
async fn a_key_is_the_mall_s_own_and_the_call_s_own() {
    let (mut fixture, caller, made) = with_order().await;
    let id = made.body["id"].as_str().expect("an id");
    let close = caller.request(
        "POST",
        &format!("/v1/orders/{id}/close"),
        Some("\"k1\""),
        "",
        fixture.now(),
    );
    assert_eq!(
        fixture.send(close).await.body["state"],
        "closed",
        "another call, another answer"
    );
    let other = fixture.caller(KeyAlgorithm::RsaV15Sha256).await;
    let theirs = fixture
        .create(&other, "\"k1\"", &order(&fixture, "A-1"))
        .await;
    assert_eq!(theirs.status, 201, "{}", theirs.text);
    assert_ne!(theirs.body["id"], made.body["id"]);
}

#[tokio::test]
async fn a_refusal_is_not_kept_because_nothing_was_done() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let mut wrong = order(&fixture, "A-1");
    wrong["amount"]["value"] = json!("127.00");
    assert_eq!(
        fixture.create(&caller, "k", &wrong).await.code(),
        "items_sum_differs"
    );
    let made = fixture.create(&caller, "k", &order(&fixture, "A-1")).await;
    assert_eq!(made.status, 201, "{}", made.text);
}

#[tokio::test]
async fn the_same_key_at_the_same_time_makes_one_order() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1");
    let post = || fixture.create(&caller, "k", &body);
    let answers = futures::future::join_all((0..50).map(|_| post())).await;
    let (mut made, mut ids) = (0, std::collections::BTreeSet::new());
    for got in &answers {
        if got.status == 409 {
            assert_eq!(got.code(), "idempotency_in_flight", "{}", got.text);
            assert_eq!(got.headers["retry-after"], "1");
            continue;
        }
        assert_eq!(got.status, 201, "{}", got.text);
        made += u32::from(!got.headers.contains_key("idempotent-replayed"));
        ids.insert(got.body["id"].to_string());
    }
    assert_eq!((made, ids.len()), (1, 1), "one order, and one answer");
    let again = post().await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert!(ids.contains(&again.body["id"].to_string()));
}

#[tokio::test]
async fn while_a_key_is_worked_on_the_same_call_is_told_so_at_once() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let (body, other) = (order(&fixture, "A-1"), order(&fixture, "A-2"));
    // Which of them comes first, and whether the next comes before it is
    // done, is the database's to say: each round once more.
    let mut told = 0;
    for round in 0..20 {
        let key = format!("k-{round}");
        let answers = tokio::join!(
            fixture.create(&caller, &key, &body),
            fixture.create(&caller, &key, &body),
            fixture.create(&caller, &key, &other)
        );
        let outcome = |got: &ApiAnswer| match (got.status, got.code()) {
            (status, "") => status,
            (409, "idempotency_in_flight") => 409,
            (422, "idempotency_key_reused") => 422,
            _ => panic!("{}", got.text),
        };
        match (
            outcome(&answers.0),
            outcome(&answers.1),
            outcome(&answers.2),
        ) {
            (made, 409, 422) | (409, made, 422) if made < 300 => told += 1,
            // One after the other: the same answer, or a refusal as later.
            (one, two, 422) if one < 300 && one == two => {}
            // Being told that is work under way, too.
            (422 | 409, 422, made) | (422, 409, made) if made < 300 => {}
            all => panic!("{all:?}"),
        }
    }
    assert!(
        told > 0,
        "in twenty rounds one call came while another was worked on"
    );
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_no_key_taken() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1");
    let post = || fixture.create(&caller, "k", &body);
    let mut left = 0;
    for _ in 0..20 {
        // Polled a few times, then dropped: the client is gone.
        let mut leaving = Box::pin(post());
        let mut polls = 0;
        while polls < 3 && (&mut leaving).now_or_never().is_none() {
            tokio::task::yield_now().await;
            polls += 1;
        }
        left += u32::from(polls == 3);
    }
    assert!(left > 0, "somebody left while the call was under way");
    let made = async {
        while let got = post().await
            && got.status != 201
        {
            assert_eq!(got.code(), "idempotency_in_flight", "{}", got.text);
        }
    };
    let deadline = std::time::Duration::from_secs(90);
    tokio::time::timeout(deadline, made)
        .await
        .expect("the key is free again");
}

#[tokio::test]
async fn a_key_is_kept_a_day_at_least_and_then_forgotten() {
    let (fixture, caller, _) = with_order().await;
    for hours in [24, 26] {
        fixture.clock.advance(hours * 3600);
        while fixture.engine.run_due_jobs().await > 0 {}
        let got = fixture.create(&caller, "k1", &order(&fixture, "A-1")).await;
        let kept = hours == 24;
        assert_eq!(
            got.headers.contains_key("idempotent-replayed"),
            kept,
            "{hours} {}",
            got.text
        );
    }
}
