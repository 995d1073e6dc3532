//! Notices: repeated on schedule, stopped by an acknowledgement.

use super::desk::WechatDesk;

#[tokio::test]
async fn sixteen_times_with_growing_gaps() {
    let desk = WechatDesk::new().await;
    desk.answer(500);
    desk.paid("order000001", 900).await;
    let mut gaps = Vec::new();
    assert_eq!(desk.network.deliver_due().await, 1);
    for gap in [
        15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600,
    ] {
        desk.pass(gap - 1);
        assert_eq!(
            desk.network.deliver_due().await,
            0,
            "not before {gap} seconds"
        );
        desk.pass(1);
        assert_eq!(desk.network.deliver_due().await, 1, "after {gap} seconds");
        gaps.push(gap);
    }
    desk.pass(86_400);
    assert_eq!(desk.network.deliver_due().await, 0);
    assert_eq!(gaps.len() + 1, desk.raw_notices().len());
    let bodies = desk.raw_notices();
    assert_ne!(
        bodies[0].0["wechatpay-timestamp"],
        bodies[1].0["wechatpay-timestamp"]
    );
}

#[tokio::test]
async fn an_acknowledgement_ends_it() {
    for (status, again) in [(200, 0), (204, 0), (302, 1), (401, 1)] {
        let desk = WechatDesk::new().await;
        desk.answer(status);
        desk.paid("order000001", 900).await;
        assert_eq!(desk.network.deliver_due().await, 1);
        desk.pass(15);
        assert_eq!(desk.network.deliver_due().await, again, "{status}");
    }
}

#[tokio::test]
async fn each_sending_is_of_one_event() {
    let desk = WechatDesk::new().await;
    desk.answer(500);
    desk.paid("order000001", 900).await;
    desk.network.deliver_due().await;
    let first = desk.notices().pop().expect("a notice");
    desk.pass(15);
    desk.network.deliver_due().await;
    let second = desk.notices().pop().expect("a notice");
    assert_eq!(first.id, second.id);
    assert_eq!(first.content, second.content);
}
