//! The page of one order.

use crate::browser::Browser;
use crate::fake_console::{MARKUP, MERCHANT, NEW_MERCHANT};
use crate::html::{Page, text};
use crate::orders::order_id;
use axum::http::StatusCode;

fn path(place: usize, query: &str) -> String {
    format!("/console/{MERCHANT}/orders/{}{query}", order_id(place))
}

async fn open(place: usize, query: &str) -> Page {
    let answer = Browser::of("support").get(&path(place, query)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.body.contains("<b>"));
    answer.page()
}

fn facts(page: &Page) -> Vec<String> {
    let facts = page.all(".facts__row");
    facts.into_iter().map(text).collect()
}

#[tokio::test]
async fn the_facts_are_those_of_the_order() {
    let page = open(3, "").await;
    assert_eq!(page.text("h1"), "订单 T202611220057");
    let shown = facts(&page);
    for fact in [
        "状态部分退款",
        "金额¥384.00",
        "已退款¥96.00",
        "尚可退款¥288.00",
        "支付方式网银支付",
        "商城云上商城",
        "创建时间2026-11-22 14:09:00",
        "支付时间2026-11-22 14:10:35",
        "顾客编号buyer-0001",
        "campaign双11",
        &format!("note{MARKUP}"),
    ] {
        assert!(shown.iter().any(|shown| shown == fact), "{fact}: {shown:?}");
    }
    let items = page.all("tbody tr");
    assert_eq!(text(items[0]), "龙井茶 125 g1,200¥14.00¥16,800.00");
    assert_eq!(page.text("nav [aria-current]"), "订单");

    let unpaid = open(0, "").await;
    let unpaid = facts(&unpaid).concat();
    assert!(
        unpaid.contains("支付截止") && !unpaid.contains("退款"),
        "{unpaid}"
    );
}

#[tokio::test]
async fn everything_that_happened_is_told_in_order() {
    let page = open(2, "").await;
    let entries = page.all("ol.timeline > li");
    let told: Vec<String> = entries.into_iter().map(text).collect();
    assert!(told[0].starts_with("2026-11-22 14:46:00商城创建了订单"));
    let mut times: Vec<_> = told.iter().map(|entry| &entry[..19]).collect();
    assert!(times.is_sorted());
    times.dedup();
    assert_eq!(times.len(), told.len());
    let all = told.join("\n");
    for said in [
        "订单已支付",
        "顾客选择了快捷支付工商银行 · 尾号 0018付款成功成功但有瑕疵",
        "顾客看到的原因：余额不足，或超出此卡当日限额。网络代码51",
        "银联流水号612611221603004567891到账金额¥28.00付款账号尾号 0018",
        "请求支付网络：按快捷协议扣款结果：已付款发送 3 次",
        "请求支付网络：撤销付款还没有结果",
        "支付网络发来通知已采用",
        "支付网络发来通知与请求不一致（amount），未采用",
        "商城申请退款 ¥7.00退款成功",
        &format!("退款原因尺寸不合适 {MARKUP}"),
        "收银台自动退回多付的 ¥7.00等待发送",
        "退款 ¥7.00 成功退款号rfd_",
        "退款 ¥7.00 失败退款号rfd_00000000000000000000000002网络代码61",
        "记账：付款借¥28.00 clearing:union_pay贷¥28.00 payable:mer_",
        "通知商城：订单已支付发送 1 次商城应答 HTTP 204",
        "没有应答：connection refused",
        "通知商城：退款失败发送 3 次通知号evt_00000000000000000000000003停止发送2026-11-22 15:46:00",
        "通知商城：订单已关闭尚未发送",
        "通知商城：order.renamed",
    ] {
        assert!(all.contains(said), "{said}\n{all}");
    }
    assert!(
        !all.contains("621626"),
        "of a card, the last four digits alone"
    );
    for entry in &told {
        assert!(entry.len() > 25, "nothing in words: {entry}");
    }
}

#[tokio::test]
async fn an_english_page_has_no_chinese_of_its_own() {
    let answer = Browser::of("owner").get(&path(2, "?lang=en")).await;
    let page = answer.page();
    assert_eq!(
        page.text(".printed"),
        "Printed at 2026-11-22 16:00:00 · 李雷"
    );
    let page_text: String = page.all("main")[0].text().collect();
    let marked: String = page
        .all("main [lang=zh-CN]")
        .into_iter()
        .flat_map(|element| element.text())
        .collect();
    let han = |text: &str| text.chars().filter(|c| ('一'..='鿿').contains(c)).count();
    assert!(han(&marked) > 0);
    assert_eq!(han(&page_text), han(&marked));
    assert!(page_text.contains("The shopper reads: The balance is too low"));
}

#[tokio::test]
async fn an_order_of_nobody_or_of_another_merchant_is_not_found() {
    for id in [
        "ord_1",
        "x",
        order_id(99).as_str(),
        &order_id(1).as_str().to_uppercase(),
    ] {
        let path = format!("/console/{MERCHANT}/orders/{id}");
        let answer = Browser::of("owner").get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
        assert_eq!(answer.page().text("h1"), "找不到这个页面");
    }
    let path = format!("/console/{NEW_MERCHANT}/orders/{}", order_id(1));
    let answer = Browser::of("newcomer").get(&path).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
