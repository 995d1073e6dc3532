//! QR payment, and the limits of rule R6.

use super::new_card::{shown, state};
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, DeskError, Field, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use domain::machine::{EXTENSIONS_MAX, OPEN_AT_MOST_S};
use domain::order::{ItemDraft, OrderDraft, OrderState};
use domain::product::Product;
use domain::refusal::Code;
use testkit::clock::NOON;
use testkit::fixture::{Fixture, next_place, visit};
use testkit::network::{Failure, notice_call, signed_notice};

pub(crate) async fn scan(fixture: &Fixture, token: &PayToken) -> Result<NextPage, DeskError> {
    fixture
        .desk
        .confirm(token, Choice::Qr(Product::Scan), &visit())
        .await
}

fn costing(fixture: &Fixture, number: &str, yuan: &str) -> OrderDraft {
    OrderDraft {
        mall_order_no: number.to_owned(),
        amount: yuan.to_owned(),
        items: vec![ItemDraft {
            name: String::from("茶具"),
            quantity: 1,
            unit_price: yuan.to_owned(),
        }],
        ..fixture.draft()
    }
}

#[tokio::test]
async fn a_qr_code_is_shown_and_scanned_and_the_page_updates_by_itself() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    assert!(matches!(
        scan(&fixture, &token).await,
        Ok(NextPage::Go(Place::Scan))
    ));
    let page = fixture.page(&token).await;
    assert_eq!(page.place, Place::Scan);
    let qr = page.attempt.expect("one").qr.expect("a code");
    assert!(qr.starts_with("https://qr.95516.com/"));
    assert!(
        matches!(scan(&fixture, &token).await, Ok(NextPage::Go(Place::Scan))),
        "the same code again"
    );
    assert_eq!(fixture.network.requests(), ["01/07"]);
    let mut watch = fixture.desk.watch(&token).await.expect("a watch");
    assert_eq!(next_place(&mut watch).await, Place::Scan);
    fixture
        .engine
        .notice(
            &channels::unionpay::ID,
            &notice_call(&signed_notice(fixture.network.pay_qr())),
        )
        .await
        .expect("accepted");
    assert_eq!(next_place(&mut watch).await, Place::Paid);
    assert_eq!(fixture.event_types().await, ["order.paid"]);
}

#[tokio::test]
async fn a_qr_code_that_could_not_be_made_can_be_tried_again() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    fixture.network.fail_next(&[Failure::AnswerLost]);
    let (place, _, errors) = shown(scan(&fixture, &token).await.expect("answered"));
    assert_eq!(
        (place, errors),
        (Place::Choose, vec![(Field::Way, FieldProblem::NoAnswer)])
    );
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Abandoned)
    );
    fixture.clock.advance(1);
    assert!(matches!(
        scan(&fixture, &token).await,
        Ok(NextPage::Go(Place::Scan))
    ));
    fixture.clock.advance(1);
    fixture.network.pay_qr();
    fixture.run_for(10).await;
    assert_eq!(
        fixture.found(&token).await.order.state,
        OrderState::Paid,
        "and its notice may be lost"
    );
}

#[tokio::test]
async fn r6_a_buyers_daily_limit_is_counted_and_named() {
    let fixture = Fixture::new().await;
    let made = async |no, amount| {
        let made = fixture.create(costing(&fixture, no, amount)).await;
        made.expect("made").order.token
    };
    let first = made("A", "4000.00").await;
    let second = made("B", "1000.01").await;
    assert!(
        fixture
            .page(&second)
            .await
            .offers
            .iter()
            .all(|o| o.refused.is_none())
    );
    scan(&fixture, &first).await.expect("begins");
    let offers = fixture.page(&second).await.offers;
    let refused = |product| {
        offers
            .iter()
            .find(|o| o.product == product)
            .expect("offered")
            .refused
            .clone()
    };
    assert_eq!(
        refused(Product::Scan).expect("over").code,
        Code::LimitExceeded
    );
    assert_eq!(refused(Product::GatewayPersonal), None);
    let answer = scan(&fixture, &second).await;
    assert!(
        matches!(&answer, Err(DeskError::Refused(r)) if r.code == Code::LimitExceeded),
        "{answer:?}"
    );
    assert!(fixture.found(&second).await.attempts.is_empty());
    fixture
        .engine
        .notice(
            &channels::unionpay::ID,
            &notice_call(&signed_notice(fixture.network.pay_qr())),
        )
        .await
        .expect("accepted");
    assert!(
        scan(&fixture, &second).await.is_err(),
        "paid counts as paying did"
    );
    let third = fixture
        .create(costing(&fixture, "C", "1000.00"))
        .await
        .expect("made")
        .order
        .token;
    assert!(
        scan(&fixture, &third).await.is_ok(),
        "the border itself may be paid"
    );
    // The next day in China.
    fixture.clock.advance(12 * 3600);
    let fourth = fixture
        .create(costing(&fixture, "D", "5000.00"))
        .await
        .expect("made")
        .order
        .token;
    assert!(scan(&fixture, &fourth).await.is_ok());
}

/// An order counts on the day it is paid, however old it is.
#[tokio::test]
async fn r6_an_old_open_order_counts_on_the_day_it_is_paid() {
    let fixture = Fixture::new().await;
    let midnight = NOON.plus_s(36 * 3600);
    let made = midnight.plus_s(60 - OPEN_AT_MOST_S);
    fixture.clock.set(made);
    let old = OrderDraft {
        expires_in_s: Some(86_400),
        ..costing(&fixture, "OLD", "4000.00")
    };
    let old = fixture.create(old).await.expect("made").order.token;
    for _ in 0..EXTENSIONS_MAX {
        fixture.desk.more_time(&old).await.expect("more time");
    }
    fixture.clock.set(midnight.plus_s(1));
    scan(&fixture, &old).await.expect("still open");
    let new = fixture.create(costing(&fixture, "NEW", "1000.01")).await;
    let new = new.expect("made").order.token;
    let offers = fixture.page(&new).await.offers;
    let by_scan = offers.iter().find(|o| o.product == Product::Scan);
    assert!(by_scan.expect("offered").refused.is_some(), "{offers:?}");
    let answer = scan(&fixture, &new).await;
    assert!(
        matches!(&answer, Err(DeskError::Refused(r)) if r.code == Code::LimitExceeded),
        "{answer:?}"
    );
}
