//! The fields of an order: which form they have.

use serde_json::json;

use super::desk::{WechatDesk, code};

#[tokio::test]
async fn fields_out_of_form_are_named() {
    let desk = WechatDesk::new().await;
    let long = "书".repeat(43);
    for (field, value) in [
        ("/out_trade_no", json!("short")),
        ("/out_trade_no", json!("x".repeat(33))),
        ("/out_trade_no", json!("order/0001")),
        ("/description", json!("")),
        ("/description", json!(long)),
        ("/attach", json!("x".repeat(129))),
        ("/sp_mchid", json!("1900000199")),
        ("/sub_mchid", json!("1900000109x")),
        ("/sub_mchid", json!("1234567")),
        ("/amount/total", json!(0)),
        ("/amount/total", json!("100")),
        ("/amount/currency", json!("USD")),
        ("/time_expire", json!("2026-11-22 12:15:00")),
        ("/notify_url", json!("https://pay.example/notify")),
        ("/notify_url", json!("http://127.0.0.1:3000/notify?a=1")),
        ("/scene_info/payer_client_ip", json!("localhost")),
    ] {
        let mut order = desk.order("order000001", 12_800);
        *order.pointer_mut(field).expect("a field") = value.clone();
        let refused = desk.place(&order).await;
        assert_eq!(
            (refused.status, code(&refused.body)),
            (400, "PARAM_ERROR"),
            "{field} {value}"
        );
        assert_eq!(refused.body["detail"]["field"], field, "{value}");
    }
    let mut unknown = desk.order("order000001", 12_800);
    unknown["mchid"] = json!("1");
    assert_eq!(
        desk.place(&unknown).await.status,
        400,
        "a field of the merchant's API"
    );
    let mut other_app = desk.order("order000001", 12_800);
    other_app["sp_appid"] = json!("wx0000000000000000");
    let refused = desk.place(&other_app).await;
    assert_eq!(
        (refused.status, code(&refused.body)),
        (400, "APPID_MCHID_NOT_MATCH")
    );

    let mut longest = desk.order("a_-|*A0123456789012345678901234Z", 12_800);
    longest["description"] = json!("书".repeat(42) + "a");
    longest["sub_mchid"] = json!("19000001");
    assert_eq!(desk.place(&longest).await.status, 200);
}
