//! The platform's keys: listed, rotated, replaced by the public key.

use reqwest::Method;
use sandbox::keys::SandboxKeys;
use serde_json::{Value, json};

use super::desk::{WechatDesk, kit};

#[tokio::test]
async fn a_new_certificate_signs_and_the_old_one_is_listed() {
    let mut desk = WechatDesk::new().await;
    let first = desk.learn().await;
    assert_eq!(first.len(), 1);
    let said = desk.control("wechat_pay/rotate", Value::Null).await;
    let second = said["serials"][0].as_str().expect("a serial").to_owned();
    assert_eq!(said["serials"][1], first[0]);
    assert_eq!(said["mode"], "certificate");
    assert_eq!(desk.learn().await, [second.clone(), first[0].clone()]);
    desk.code("order000001", 900).await;
    assert_eq!(desk.query("order000001").await.serial, second);
    let list = desk
        .call(Method::GET, "/v3/certificates", &Value::Null)
        .await;
    for entry in list.body["data"].as_array().expect("a list") {
        assert_eq!(entry["effective_time"], "2020-01-01T08:00:00+08:00");
        assert_eq!(entry["expire_time"], "2049-12-31T08:00:00+08:00");
    }

    desk.restart().await;
    assert_eq!(
        desk.query("order000001").await.serial,
        second,
        "kept over a restart"
    );
    desk.control("wechat_pay/rotate", Value::Null).await;
    let third = desk.learn().await;
    assert_eq!(
        (third.len(), &third[1]),
        (2, &second),
        "the first is no longer used"
    );
}

#[tokio::test]
async fn a_request_names_the_key_that_answers() {
    let desk = WechatDesk::new().await;
    let old = desk.learn().await.remove(0);
    desk.control("wechat_pay/rotate", Value::Null).await;
    desk.learn().await;
    desk.code("order000001", 900).await;
    let path = super::desk::query_path("order000001");
    for serial in [&old, &kit().public_key_id] {
        let asked = [("wechatpay-serial", serial.clone())];
        let reply = desk
            .call_with(Method::GET, &path, &Value::Null, &asked)
            .await;
        assert_eq!((reply.status, &reply.serial), (200, serial));
    }
    let unknown = [("wechatpay-serial", "ABCD".to_owned())];
    let refused = desk
        .call_with(Method::GET, &path, &Value::Null, &unknown)
        .await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (400, &json!("PARAM_ERROR"))
    );
}

#[tokio::test]
async fn in_public_key_mode_there_are_no_certificates() {
    let desk = WechatDesk::new().await;
    let said = desk
        .control("wechat_pay/mode", json!({"mode": "public_key"}))
        .await;
    assert_eq!(said["public_key_id"], kit().public_key_id);
    let none = desk
        .call(Method::GET, "/v3/certificates", &Value::Null)
        .await;
    assert_eq!(
        (none.status, &none.body["code"]),
        (404, &json!("RESOURCE_NOT_EXISTS"))
    );
    assert_eq!(none.serial, kit().public_key_id);
    desk.paid("order000001", 900).await;
    desk.network.deliver_due().await;
    assert_eq!(desk.notices().len(), 1);
    let (headers, _) = &desk.raw_notices()[0];
    assert_eq!(headers["wechatpay-serial"], kit().public_key_id.as_str());
    desk.control("wechat_pay/mode", json!({"mode": "certificate"}))
        .await;
    assert_ne!(desk.query("order000001").await.serial, kit().public_key_id);
}

#[test]
fn a_data_folder_without_these_keys_gets_them() {
    let dir = tempfile::tempdir().expect("a folder");
    let first = SandboxKeys::load_or_create(dir.path()).expect("makes");
    std::fs::remove_dir_all(dir.path().join("wechatpay-sandbox")).expect("removes");
    let again = SandboxKeys::load_or_create(dir.path()).expect("makes the rest");
    let union_pay = [&first, &again].map(|keys| &keys.union_pay().signing_cert);
    assert_eq!(union_pay[0], union_pay[1], "kept");
    let wechat_pay = [&first, &again].map(|keys| &keys.wechat_pay().signing_serial);
    assert_ne!(wechat_pay[0], wechat_pay[1], "new");
}
