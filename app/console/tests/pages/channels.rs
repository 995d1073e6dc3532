//! A network that is switched off and on.

use crate::browser::Browser;
use crate::fake_channels::switch;
use crate::fake_console::MARKUP;
use crate::fake_refunds::approval_id;
use crate::html::text;
use axum::http::StatusCode;

const PATH: &str = "/console/provider/channels/union_pay";

#[tokio::test]
async fn a_network_says_what_is_off_and_is_switched() {
    let browser = Browser::of("operator");
    let answer = browser.get(PATH).await;
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    assert_eq!(page.text("h1"), "银联");
    let row = text(page.one("tbody tr"));
    for part in [MARKUP, "重新启用为止", "申请重新启用"] {
        assert!(row.contains(part), "{part}: {row}");
    }
    let off = format!("{PATH}?do=off");
    let sent = browser
        .post(&off, &[("product", "scan"), ("reason", "网络故障")])
        .await;
    assert_eq!(sent.location(), format!("{PATH}?done=off"));
    let sent = browser.post(&off, &[("reason", "网络故障")]).await;
    assert_eq!(sent.location(), format!("{PATH}?done=off"));
    let page = browser.get(sent.location()).await.page();
    assert!(page.text(".notice").contains("已停用"));
    let (id, approval) = (switch().id.to_string(), approval_id(0));
    let on = browser
        .post(&format!("{PATH}?do=on"), &[("switch", &id)])
        .await;
    let to = format!("/console/provider/approvals/{approval}?done=asked");
    assert_eq!(on.location(), to);
    assert_eq!(
        browser.changes(),
        [
            "off union_pay scan 网络故障".to_owned(),
            "off union_pay all 网络故障".to_owned(),
            format!("ask on {id}"),
        ]
    );
    for (fields, wrong) in [
        (vec![("reason", "")], "reason"),
        (vec![("reason", "x"), ("product", "cash")], "product"),
        (
            vec![("reason", "x"), ("switch_until", "soon")],
            "switch_until",
        ),
    ] {
        let answer = browser.post(&off, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.page().has(&format!("#{wrong}-error")), "{wrong}");
    }
    let bad = browser.post(PATH, &[]).await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn who_may_not_switch_only_reads() {
    let browser = Browser::of("auditor");
    let page = browser.get(PATH).await.page();
    assert!(!page.has("main form"));
    for action in ["off", "on"] {
        let sent = browser.post(&format!("{PATH}?do={action}"), &[]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
    }
    let gone = browser.get("/console/provider/channels/another").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let owner = Browser::of("owner").get(PATH).await;
    assert_eq!(owner.status, StatusCode::NOT_FOUND);
    let english = browser.get(&format!("{PATH}?lang=en")).await.page();
    let han = |text: &str| text.chars().filter(|c| ('一'..='鿿').contains(c)).count();
    let all: String = english.all("main")[0].text().collect();
    assert_eq!(han(&all), 0, "{all}");
}
