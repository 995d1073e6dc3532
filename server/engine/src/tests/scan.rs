//! Scan, and the limits of rule R6.

use super::house::{House, NOON, told, visit};
use super::network::{Trouble, notice};
use super::quick::{shown, state};
use domain::attempt::AttemptState;
use domain::clock::At;
use domain::desk::{Choice, DeskError, Field, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use domain::machine::{EXTENSIONS_MAX, OPEN_AT_MOST_S};
use domain::order::{ItemDraft, OrderDraft, OrderState};
use domain::product::Product;
use domain::refusal::Code;

async fn scan(house: &House, token: &PayToken) -> Result<NextPage, DeskError> {
    house.desk.confirm(token, Choice::Scan, &visit()).await
}

fn costing(house: &House, number: &str, yuan: &str) -> OrderDraft {
    OrderDraft {
        mall_order_no: number.to_owned(),
        amount: yuan.to_owned(),
        items: vec![ItemDraft {
            name: String::from("茶具"),
            quantity: 1,
            unit_price: yuan.to_owned(),
        }],
        ..house.draft()
    }
}

#[tokio::test]
async fn a_code_is_shown_scanned_and_the_page_turns_by_itself() {
    let house = House::new().await;
    let token = house.order().await;
    assert!(matches!(
        scan(&house, &token).await,
        Ok(NextPage::Go(Place::Scan))
    ));
    let page = house.page(&token).await;
    assert_eq!(page.place, Place::Scan);
    let qr = page.attempt.expect("one").qr.expect("a code");
    assert!(qr.starts_with("https://qr.95516.com/"));
    assert!(
        matches!(scan(&house, &token).await, Ok(NextPage::Go(Place::Scan))),
        "the same code again"
    );
    assert_eq!(house.network.heard(), ["01/07"]);
    let mut watch = house.desk.watch(&token).await.expect("watches");
    assert_eq!(told(&mut watch).await, Place::Scan);
    house
        .engine
        .notice(&notice(house.network.pay_qr()))
        .await
        .expect("believed");
    assert_eq!(told(&mut watch).await, Place::Paid);
    assert_eq!(house.events().await, ["order.paid"]);
}

#[tokio::test]
async fn a_code_that_could_not_be_had_is_no_dead_end() {
    let house = House::new().await;
    let token = house.order().await;
    house.network.trouble(&[Trouble::AnswerLost]);
    let (place, _, errors) = shown(scan(&house, &token).await.expect("told"));
    assert_eq!(
        (place, errors),
        (Place::Choose, vec![(Field::Way, FieldProblem::NoAnswer)])
    );
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Open, AttemptState::Abandoned)
    );
    house.clock.pass(1);
    assert!(matches!(
        scan(&house, &token).await,
        Ok(NextPage::Go(Place::Scan))
    ));
    house.clock.pass(1);
    house.network.pay_qr();
    house.live(10).await;
    assert_eq!(
        house.found(&token).await.order.state,
        OrderState::Paid,
        "and its notice may be lost"
    );
}

#[tokio::test]
async fn r6_a_buyers_day_is_counted_and_named() {
    let house = House::new().await;
    let first = house
        .create(costing(&house, "A", "4000.00"))
        .await
        .expect("made")
        .order
        .token;
    let second = house
        .create(costing(&house, "B", "1000.01"))
        .await
        .expect("made")
        .order
        .token;
    assert!(
        house
            .page(&second)
            .await
            .offers
            .iter()
            .all(|o| o.refused.is_none())
    );
    scan(&house, &first).await.expect("begins");
    let offers = house.page(&second).await.offers;
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
    let answer = scan(&house, &second).await;
    assert!(
        matches!(&answer, Err(DeskError::Refused(r)) if r.code == Code::LimitExceeded),
        "{answer:?}"
    );
    assert!(house.found(&second).await.attempts.is_empty());
    house
        .engine
        .notice(&notice(house.network.pay_qr()))
        .await
        .expect("believed");
    assert!(
        scan(&house, &second).await.is_err(),
        "paid counts as paying did"
    );
    let third = house
        .create(costing(&house, "C", "1000.00"))
        .await
        .expect("made")
        .order
        .token;
    assert!(
        scan(&house, &third).await.is_ok(),
        "the border itself may be paid"
    );
    // The next day in China.
    house.clock.pass(12 * 3600);
    let fourth = house
        .create(costing(&house, "D", "5000.00"))
        .await
        .expect("made")
        .order
        .token;
    assert!(scan(&house, &fourth).await.is_ok());
}

/// However old an order may be when it is paid, it counts today.
#[tokio::test]
async fn r6_the_oldest_open_order_counts_as_todays() {
    let house = House::new().await;
    let midnight = At::from_ms(NOON).plus_s(36 * 3600);
    let made = midnight.plus_s(60 - OPEN_AT_MOST_S);
    house.clock.set(made.ms());
    let old = OrderDraft {
        expires_in_s: Some(86_400),
        ..costing(&house, "OLD", "4000.00")
    };
    let old = house.create(old).await.expect("made").order.token;
    for _ in 0..EXTENSIONS_MAX {
        house.desk.more_time(&old).await.expect("more time");
    }
    house.clock.set(midnight.plus_s(1).ms());
    scan(&house, &old).await.expect("still open");
    let new = house.create(costing(&house, "NEW", "1000.01")).await;
    let new = new.expect("made").order.token;
    let offers = house.page(&new).await.offers;
    let by_scan = offers.iter().find(|o| o.product == Product::Scan);
    assert!(by_scan.expect("offered").refused.is_some(), "{offers:?}");
    let answer = scan(&house, &new).await;
    assert!(
        matches!(&answer, Err(DeskError::Refused(r)) if r.code == Code::LimitExceeded),
        "{answer:?}"
    );
}
