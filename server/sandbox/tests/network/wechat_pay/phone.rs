//! The payer's phone at WeChat Pay, and both networks on the control page.

use serde_json::json;

use super::desk::{MERCHANT, WechatDesk};

#[tokio::test]
async fn the_payer_sees_merchant_amount_and_goods() {
    let desk = WechatDesk::new().await;
    let code = desk.code("order000001", 12_800).await;
    let (_, list) = desk.get("/phone/scan").await;
    assert!(list.contains("等待扫码的订单") && list.contains("order000001"));
    let (status, page) = desk.get("/phone/scan?code=weixin%3A%2F%2Fnothing").await;
    assert!(status == 404 && page.contains("不是本沙箱的二维码"));
    let escaped = code
        .replace(':', "%3A")
        .replace('/', "%2F")
        .replace('?', "%3F")
        .replace('=', "%3D");
    let (_, page) = desk.get(&format!("/phone/scan?code={escaped}")).await;
    for seen in [
        MERCHANT,
        "¥128.00",
        "《红楼梦》 两册",
        "零钱",
        "工商银行",
        "确认付款",
        "模拟",
    ] {
        assert!(page.contains(seen), "{seen}");
    }
    assert!(desk.pay(&code, "balance").await.1.contains("付款成功"));
    assert!(
        desk.pay(&code, "balance").await.1.contains("支付成功"),
        "once"
    );
    assert_eq!(desk.network.deliver_due().await, 1);
    assert_eq!(desk.query("order000001").await.body["bank_type"], "OTHERS");
    assert_eq!(desk.pay(&code, "nobody").await.0, 404);
    assert!(!desk.get("/phone/scan").await.1.contains("order000001"));
}

#[tokio::test]
async fn a_declined_card_is_pending_then_failed_and_another_pays() {
    let desk = WechatDesk::new().await;
    for (no, card, reason) in [
        ("order000001", "ccb-debit-empty", "余额不足"),
        ("order000002", "boc-debit-frozen", "状态异常"),
        ("order000003", "psbc-debit-limited", "限额"),
    ] {
        let code = desk.code(no, 12_800).await;
        let (status, page) = desk.pay(&code, card).await;
        assert!(
            status == 200 && page.contains(reason) && page.contains("未扣款"),
            "{page}"
        );
        assert_eq!(desk.state(no).await, "USERPAYING");
        let closing = desk.close(no).await;
        assert_eq!(
            (closing.status, &closing.body["code"]),
            (202, &json!("USERPAYING"))
        );
        desk.pass(1);
        let failed = desk.query(no).await.body;
        assert_eq!(failed["trade_state"], "PAYERROR");
        assert!(
            failed["trade_state_desc"]
                .as_str()
                .expect("text")
                .contains(reason)
        );
        assert_eq!(
            desk.network.deliver_due().await,
            0,
            "a decline is not noticed"
        );
        assert!(desk.pay(&code, "icbc-credit").await.1.contains("付款成功"));
        let paid = desk.query(no).await.body;
        assert_eq!(
            (&paid["trade_state"], &paid["bank_type"]),
            (&json!("SUCCESS"), &json!("ICBC_CREDIT"))
        );
        desk.network.deliver_due().await;
    }
}

#[tokio::test]
async fn both_networks_are_on_the_control_page() {
    let desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 12_800).await;
    desk.ask_refund(&desk.refund("refund000001", &payment, 800, 12_800))
        .await;
    let (_, page) = desk.get("/control").await;
    for seen in [
        "order000001",
        "REFUND 订单发生过退款",
        "refund000001",
        "微信支付处理中",
        MERCHANT,
        "更换平台证书",
        "sign_test",
    ] {
        assert!(page.contains(seen), "{seen}");
    }
    let rotated = desk
        .http
        .post(format!("{}/control/wechat_pay/rotate", desk.base))
        .send()
        .await
        .expect("answers");
    assert_eq!(rotated.status(), 303, "by the page's form");
}
