//! The details of attempts: those of older databases, and what is refused.

use super::concurrent_stores::bare_order;
use super::schema::left_by;
use super::{At, TestDatabase, args, store};
use crate::attempts;
use crate::migrate::run;
use domain::attempt::{AttemptDetails, CardDetails};
use domain::ids::{AgreementId, AttemptId};

/// The number of migrations before that of the details.
const BEFORE: usize = 10;

const AN_ORDER: &[&str] = &[
    "INSERT INTO malls (id, name, operator_uscc, return_origins, active, created_at)
         VALUES ('mal_a', 'A', 'x', '[]', 1, 0)",
    "INSERT INTO merchants (id, legal_name, short_name, uscc, mcc, products, brand, active, created_at)
         VALUES ('mer_a', 'A', 'A', 'x', 'x', '[]', '{}', 1, 0)",
    "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state,
             created_at, expires_at, extensions, sequence, version)
         VALUES ('ord_a', 't', 'mal_a', '1', 'mer_a', 1, 'CNY', '{}', 'open', 0, 0, 0, 0, 1)",
    "INSERT INTO agreements (id, mall_id, merchant_id, buyer_ref, token_sealed, phone_sealed, phone_masked, last4,
             credit, created_at)
         VALUES ('agr_a', 'mal_a', 'mer_a', 'b', 'x', 'x', '138****5678', '1234', 0, 0)",
];

fn attempt_id(name: &str) -> AttemptId {
    AttemptId::stored(format!("att_{name}"))
}

#[tokio::test]
async fn old_attempts_keep_their_details() {
    let rows = [
        AN_ORDER,
        &["INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, bank, wrong_codes,
                 code_sent_at, qr, card_last4, phone_masked, agreement_id, version)
             VALUES ('att_bank', 'ord_a', 'gateway_personal', 'union_pay', 'abandoned', 0, 1, 'ICBC', 0, NULL, NULL,
                     NULL, NULL, NULL, 1),
                    ('att_qr', 'ord_a', 'scan', 'union_pay', 'abandoned', 0, 1, NULL, 0, NULL,
                     'https://qr.example/?\"1\"', NULL, NULL, NULL, 1),
                    ('att_no_qr', 'ord_a', 'scan', 'union_pay', 'abandoned', 0, 1, NULL, 0, NULL, NULL, NULL, NULL,
                     NULL, 1),
                    ('att_new', 'ord_a', 'quick_agreement', 'union_pay', 'abandoned', 0, 1, NULL, 2, NULL, NULL,
                     '1234', '138****5678', NULL, 1),
                    ('att_saved', 'ord_a', 'quick_agreement', 'union_pay', 'started', 0, 1, 'CCB', 0, 77, NULL,
                     '1234', '138****5678', 'agr_a', 1)"],
    ]
    .concat();
    let test_database = TestDatabase::new();
    let mut old = left_by(&test_database, BEFORE, &rows).await;
    run(&mut old, At::from_ms(1))
        .await
        .expect("brought up to date");
    old.close().await;

    let card = |bank: Option<&str>| {
        let phone = String::from("138****5678");
        CardDetails::new(String::from("1234"), phone, bank.map(str::to_owned))
    };
    let qr = |code: Option<&str>| AttemptDetails::Qr {
        code: code.map(str::to_owned),
    };
    let expected = [
        (
            "bank",
            AttemptDetails::BankPage {
                bank: String::from("ICBC"),
            },
        ),
        ("qr", qr(Some("https://qr.example/?\"1\""))),
        ("no_qr", qr(None)),
        (
            "new",
            AttemptDetails::Card(CardDetails {
                wrong_codes: 2,
                ..card(None)
            }),
        ),
        (
            "saved",
            AttemptDetails::Card(CardDetails {
                agreement: Some(AgreementId::stored(String::from("agr_a"))),
                code_sent_at: Some(At::from_ms(77)),
                ..card(Some("CCB"))
            }),
        ),
    ];
    let store = store(&test_database).await;
    for (name, details) in expected {
        // As read from the old row, and as read after it was written anew.
        for _ in 0..2 {
            let read = store.write(move |tx| {
                Box::pin(async move {
                    let attempt = attempts::get(tx, &attempt_id(name)).await?;
                    attempts::update(tx, &attempt).await?;
                    Ok(attempt.details)
                })
            });
            assert_eq!(read.await.expect("read"), details);
        }
    }
    store.close().await;
}

/// Nothing that a column says is dropped silently.
#[tokio::test]
async fn an_old_attempt_that_does_not_fit_its_product_stops_the_migration() {
    for (product, card) in [
        ("gateway_personal", None),
        ("quick_agreement", None),
        ("scan", Some("1234")),
        ("barter", Some("1234")),
    ] {
        let test_database = TestDatabase::new();
        let mut old = left_by(&test_database, BEFORE, AN_ORDER).await;
        let insert = "INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, wrong_codes,
                          card_last4, version)
                      VALUES ('att_a', 'ord_a', $1, 'union_pay', 'abandoned', 0, 1, 0, $2, 1)";
        let inserted = old.run(insert, args![product, card.map(str::to_owned)]);
        inserted.await.expect("an attempt");
        run(&mut old, At::from_ms(1))
            .await
            .expect_err("a row that does not fit");
        let columns = "SELECT COUNT(wrong_codes) AS n FROM attempts";
        let row = old.one(columns, args![]).await.expect("the old table");
        assert_eq!(row.expect("a row").int("n").expect("a number"), 1);
        old.close().await;
    }
}

#[tokio::test]
async fn details_of_another_version_are_a_fault_that_names_the_attempt() {
    let test_database = TestDatabase::new();
    let store = store(&test_database).await;
    bare_order(&store).await;
    for (details, what) in [
        (
            r#"{"v":2,"kind":"qr","code":null}"#,
            "are of version 2, unknown to this release",
        ),
        (r#"{"v":1,"kind":"barter"}"#, "are unreadable"),
        (r#"{"v":1,"kind":"card","last4":"1234"}"#, "are unreadable"),
        ("", "are unreadable"),
    ] {
        let read = store.write(move |tx| {
            Box::pin(async move {
                tx.run("DELETE FROM attempts", args![]).await?;
                tx.run(
                    "INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, details,
                         version) VALUES ('att_a', 'ord_a', 'scan', 'union_pay', 'started', 0, 1, $1, 1)",
                    args![details],
                )
                .await?;
                attempts::get(tx, &attempt_id("a")).await
            })
        });
        let fault = read.await.expect_err("a fault").to_string();
        assert_eq!(
            fault,
            format!("database: the details of attempt att_a {what}")
        );
    }
    store.close().await;
}
