//! Two networks at one desk: a payment and its refund through an invented one,
//! whose messages and rules have nothing in common with UnionPay's, and notices
//! that touch requests of their own network only.

use super::refunds::{refund_order, remaining_refund};
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, DeskError, Field, FieldError, FieldProblem, NextPage, Place, Visit};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::product::Product;
use domain::refund::RefundState;
use domain::refusal::Code;
use domain::visit::{Screen, WalletApp};
use serde_json::{Value, json};
use store::{Error, args};
use testkit::fixture::{Fixture, visit};
use testkit::network::{notice_call, signed_notice};
use testkit::second_network::{ID, signed_notice as second_notice};

/// An order whose QR code of the invented network is shown.
async fn scanning(fixture: &Fixture) -> PayToken {
    let token = fixture.order().await;
    let next = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Scan))), "{next:?}");
    token
}

fn refused(result: Result<channels::HttpResponse, Error>) -> Code {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_network_of_another_shape_is_paid_and_refunded() {
    let fixture = Fixture::with_second_network().await;
    let token = scanning(&fixture).await;
    let attempt = fixture.page(&token).await.attempt.expect("one");
    let qr = attempt.qr.expect("a code");
    assert!(
        qr.starts_with("https://second.example/qr/second-000-"),
        "{qr}"
    );
    assert_eq!(fixture.network.requests(), [""; 0], "nothing of UnionPay");

    let notice = fixture.network.pay_second();
    let answer = fixture.engine.notice(&ID, &notice).await.expect("taken");
    assert_eq!(answer.status, 202, "in the network's own words");
    let paid = fixture.found(&token).await;
    assert_eq!(paid.order.state, OrderState::Paid);
    assert_eq!(paid.attempts[0].channel, ID);

    let refund = refund_order(&fixture, &paid.order.id, remaining_refund("R1")).await;
    let refund = refund.expect("begins").refund;
    fixture.run_for_minutes(2).await;
    let refunds = fixture.found(&token).await.refunds;
    assert_eq!(
        (refunds[0].id.clone(), refunds[0].state),
        (refund.id, RefundState::Succeeded)
    );
}

#[tokio::test]
async fn a_notice_is_stored_with_the_networks_own_id_of_it() {
    let fixture = Fixture::with_second_network().await;
    scanning(&fixture).await;
    let told = fixture.network.pay_second();
    let mut fields: Value = serde_json::from_slice(&told.body).expect("JSON");
    fields["event"] = json!("EV-20260601-7");
    let notice = second_notice(&fields);
    fixture.engine.notice(&ID, &notice).await.expect("taken");
    let read = fixture.engine.store.read(|tx| {
        Box::pin(async move { tx.all("SELECT channel, record FROM notices", args![]).await })
    });
    let rows = read.await.expect("notices");
    let row = rows.first().expect("one");
    assert_eq!(row.text("channel").expect("text"), ID.as_str());
    let record = row.text("record").expect("text");
    assert_eq!(record, r#"[["event","EV-20260601-7"]]"#);
}

#[tokio::test]
async fn inside_an_app_that_cannot_pay_it_a_product_is_neither_offered_nor_accepted() {
    let fixture = Fixture::with_second_network_only().await;
    let token = fixture.order().await;
    let offers = fixture.page(&token).await.offers;
    let products: Vec<_> = offers.iter().map(|offer| offer.product).collect();
    assert_eq!(products, [Product::Scan], "all that this network carries");

    let inside = Visit {
        screen: Screen::Phone,
        inside: Some(WalletApp::WeChat),
        ..visit()
    };
    let page = fixture.page_of(&token, &inside).await;
    assert!(page.offers.is_empty() && page.banks.is_empty(), "{page:?}");
    for product in Product::ALL {
        let choice = Choice::Qr(product);
        let next = fixture.desk.confirm(&token, choice, &inside).await;
        assert_not_offered(next);
    }
    assert!(fixture.found(&token).await.attempts.is_empty());

    let elsewhere = Visit {
        inside: Some(WalletApp::Alipay),
        ..inside
    };
    assert_eq!(
        fixture.page_of(&token, &elsewhere).await.offers.len(),
        1,
        "another app can pay it"
    );
    let next = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &elsewhere);
    assert!(matches!(next.await, Ok(NextPage::Go(Place::Scan))));
}

/// Inside an app that the preferred network does not work in, the next one
/// carries the product.
#[tokio::test]
async fn another_network_carries_what_the_first_cannot_for_this_visitor() {
    let fixture = Fixture::with_second_network().await;
    let token = fixture.order().await;
    let inside = Visit {
        inside: Some(WalletApp::WeChat),
        ..visit()
    };
    let offers = fixture.page_of(&token, &inside).await.offers;
    let products: Vec<_> = offers.iter().map(|offer| offer.product).collect();
    let others = [
        Product::QuickAgreement,
        Product::Scan,
        Product::GatewayPersonal,
    ];
    assert_eq!(products, others);
    let next = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &inside);
    assert!(matches!(next.await, Ok(NextPage::Go(Place::Scan))));
    let attempt = fixture.page(&token).await.attempt.expect("one");
    assert_eq!(attempt.channel, channels::unionpay::ID);
}

/// A request for the QR code of a product that is paid in another way is
/// refused.
#[tokio::test]
async fn a_code_is_made_only_for_a_product_that_is_paid_by_one() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    for product in [Product::GatewayPersonal, Product::QuickAgreement] {
        let choice = Choice::Qr(product);
        assert_not_offered(fixture.desk.confirm(&token, choice, &visit()).await);
    }
    assert!(fixture.found(&token).await.attempts.is_empty());
}

fn assert_not_offered(next: Result<NextPage, DeskError>) {
    match next {
        Ok(NextPage::Show(Place::Choose, form)) => assert_eq!(
            form.errors,
            [FieldError {
                field: Field::Way,
                problem: FieldProblem::NotOffered
            }]
        ),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_query_job_keeps_the_networks_own_times() {
    let fixture = Fixture::with_second_network().await;
    let token = scanning(&fixture).await;
    drop(fixture.network.pay_second());
    fixture.run_for(55).await;
    assert_eq!(
        fixture.found(&token).await.order.state,
        OrderState::Paying,
        "not asked yet"
    );
    fixture.run_for(10).await;
    assert_eq!(
        fixture.found(&token).await.order.state,
        OrderState::Paid,
        "asked after a minute"
    );
}

#[tokio::test]
async fn a_code_that_nobody_scans_lapses_after_the_networks_own_grace() {
    let fixture = Fixture::with_second_network().await;
    let token = scanning(&fixture).await;
    fixture.run_for_minutes(16).await;
    let found = fixture.found(&token).await;
    assert_eq!(found.attempts[0].state.status(), AttemptStatus::Abandoned);
    assert_eq!(found.order.state, OrderState::Expired);
}

#[tokio::test]
async fn a_notice_touches_only_requests_of_its_own_network() {
    let fixture = Fixture::with_second_network().await;
    let (union_pay, form) = fixture.order_at_bank("ICBC").await;
    let second = fixture.another_order("second").await;
    let next = fixture
        .desk
        .confirm(&second, Choice::Qr(Product::Scan), &visit())
        .await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Scan))), "{next:?}");

    // Signed by the invented network, with UnionPay's number and amount.
    let number = form.fields.iter().find(|(name, _)| name == "orderId");
    let claim = second_notice(&json!({
        "kind": "payment", "number": number.expect("a number").1, "id": "P-1",
        "account": fixture.merchant.accounts[0].number, "fen": 12_800,
    }));
    assert_eq!(
        refused(fixture.engine.notice(&ID, &claim).await),
        Code::BadRequest
    );
    assert_eq!(
        fixture.found(&union_pay).await.order.state,
        OrderState::Paying
    );

    // A notice of one network at the other's address, each way.
    let ours = fixture.network.pay_second();
    let at_union_pay = fixture.engine.notice(&channels::unionpay::ID, &ours).await;
    assert_eq!(refused(at_union_pay), Code::BadRequest);
    let theirs = notice_call(&signed_notice(fixture.network.pay_form(&form)));
    assert_eq!(
        refused(fixture.engine.notice(&ID, &theirs).await),
        Code::BadRequest
    );
    assert_eq!(fixture.found(&second).await.order.state, OrderState::Paying);

    fixture
        .engine
        .notice(&ID, &ours)
        .await
        .expect("at its own address");
    assert_eq!(fixture.found(&second).await.order.state, OrderState::Paid);
}
