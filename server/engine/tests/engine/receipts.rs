//! The public address of a receipt: genuine for paid orders alone, and always
//! what is true now.

use crate::refunds::{refund_order, remaining_refund};
use domain::desk::DeskError;
use domain::order::OrderState;
use testkit::fixture::Fixture;

#[tokio::test]
async fn a_receipt_is_proved_by_its_reference_and_shows_later_refunds() {
    let fixture = Fixture::new().await;
    let open = fixture.another_order("N-1").await;
    assert_eq!(fixture.page(&open).await.receipt_url, "", "not paid");
    let token = fixture.paid_order().await;
    let page = fixture.page(&token).await;
    assert!(!page.receipt_url.contains(token.as_str()), "no pay token");
    let (address, reference) = page.receipt_url.rsplit_once('/').expect("a URL");
    assert_eq!(address, format!("{}/receipt", fixture.engine.public_url()));
    let proved = fixture.desk.receipt(reference).await.expect("genuine");
    assert_eq!(proved.order_id, page.order_id);
    assert_eq!(proved.state, OrderState::Paid);

    let refunded = refund_order(&fixture, &page.order_id, remaining_refund("R-1")).await;
    refunded.expect("begins");
    fixture.run_for(10).await;
    let proved = fixture.desk.receipt(reference).await.expect("genuine");
    assert_eq!(proved.state, OrderState::Refunded);
    assert_eq!(proved.refunds.len(), 1);

    // The open order's id with the paid order's code.
    let (_, code) = reference.split_once('.').expect("two parts");
    let other = fixture.page(&open).await.order_id;
    let other = other.as_str().strip_prefix("ord_").expect("its prefix");
    for forged in [String::new(), format!("{other}.{code}"), code.to_owned()] {
        let answer = fixture.desk.receipt(&forged).await;
        assert!(matches!(answer, Err(DeskError::UnknownOrder)), "{forged}");
    }
}
