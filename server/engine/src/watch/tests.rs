//! A receipt that is open sees money go back, and is not followed for ever.

use crate::tests::house::{House, told, visit};
use crate::tests::network::{Trouble, notice};
use crate::tests::refunds::{ask, order, paid, part};
use domain::desk::{Choice, PageState, PageStates, Place};
use futures::StreamExt;
use std::time::Duration;

/// What a receipt is told next of its refunds; `None` when it is told no more.
async fn seen(watch: &mut PageStates) -> Option<String> {
    let next = tokio::time::timeout(Duration::from_secs(20), watch.next()).await;
    let PageState { place, refunds } = next.expect("told in time")?;
    assert_eq!(place, Place::Paid);
    Some(refunds)
}

#[tokio::test]
async fn refunds_are_told_as_they_begin_and_end() {
    let house = House::new().await;
    let token = paid(&house).await;
    let mut watch = house.desk.watch(&token).await.expect("watches");
    assert_eq!(seen(&mut watch).await.as_deref(), Some(""));
    let id = order(&house, &token).await.id;
    ask(&house, &id, part("R-1", 2_000)).await.expect("begins");
    assert_eq!(seen(&mut watch).await.as_deref(), Some("w"));
    house.live(30).await;
    assert_eq!(seen(&mut watch).await.as_deref(), Some("s"));
    house.network.trouble(&[Trouble::Refuse("61")]);
    ask(&house, &id, part("R-2", 100)).await.expect("begins");
    assert_eq!(seen(&mut watch).await.as_deref(), Some("sw"));
    house.live(30).await;
    assert_eq!(seen(&mut watch).await.as_deref(), Some("sf"));
    let page = house.page(&token).await;
    let shown = domain::desk::refund_digest(page.refunds.iter().map(|refund| refund.state));
    assert_eq!(shown, "sf", "the page is drawn with the same marks");
}

#[tokio::test]
async fn what_is_over_is_watched_for_a_while_and_what_is_not_for_as_long_as_it_takes() {
    let house = House::new().await;
    let token = house.order().await;
    let scanned = house.desk.confirm(&token, Choice::Scan, &visit()).await;
    scanned.expect("begins");
    let mut paying = house.desk.watch(&token).await.expect("watches");
    assert_eq!(told(&mut paying).await, Place::Scan);
    house.clock.pass(800);
    house.desk.more_time(&token).await.expect("more");
    house.clock.pass(200);
    let word = notice(house.network.pay_qr());
    house.engine.notice(&word).await.expect("believed");
    assert_eq!(seen(&mut paying).await.as_deref(), Some(""));

    let mut over = house.desk.watch(&token).await.expect("watches");
    assert_eq!(seen(&mut over).await.as_deref(), Some(""));
    house.clock.pass(900);
    let id = order(&house, &token).await.id;
    ask(&house, &id, part("R-1", 2_000)).await.expect("begins");
    assert_eq!(seen(&mut paying).await, None);
    assert_eq!(seen(&mut over).await, None);
}
