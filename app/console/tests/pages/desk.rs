//! The provider's first page, its lists of work, merchants and malls.

use crate::browser::{Answer, Browser};
use crate::fake_console::{MARKUP, MERCHANT, NEW_MERCHANT};
use crate::fake_provider::{MALL, USCC};
use crate::html::{Page, text};
use crate::orders::order_id;
use axum::http::StatusCode;

async fn get(who: &str, path: &str) -> Answer {
    Browser::of(who)
        .get(&format!("/console/provider{path}"))
        .await
}

async fn open(who: &str, path: &str) -> Page {
    let answer = get(who, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert!(!answer.body.contains("<b>"));
    answer.page()
}

#[tokio::test]
async fn the_first_page_counts_what_needs_attention() {
    let page = open("auditor", "").await;
    assert_eq!(page.text("h1"), "待办");
    let cards: Vec<String> = page.all(".card").into_iter().map(text).collect();
    assert_eq!(
        cards,
        [
            "结果未知的付款没有",
            "退不回去的多付款3最早 2026-11-22 14:00",
            "没有结果的网络请求1,000 以上最早 2026-11-22 14:00",
            "商城收不到的通知没有",
            "没有按时执行的任务1,000最早 2026-11-22 14:00",
        ]
    );
    let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
    assert_eq!(rows[0], "银联432412252026-11-22 15:59启用");
    assert!(rows[1].starts_with("another") && rows[1].ends_with("没有已停用"));
    for card in page.all(".card") {
        let to = card.attr("href").expect("an address");
        assert_eq!(
            Browser::of("admin").get(to).await.status,
            StatusCode::OK,
            "{to}"
        );
    }
}

#[tokio::test]
async fn a_list_of_work_says_what_can_be_done() {
    let page = open("auditor", "/tasks/surplus").await;
    assert!(page.text(".part").contains("系统会继续重试"));
    let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
    assert_eq!(rows.len(), 2);
    for part in [
        "T202611220059",
        "¥28.00",
        "已试 4 次",
        "网络代码 61",
        "银联",
        "下次",
    ] {
        assert!(rows[1].contains(part), "{part}: {}", rows[1]);
    }
    let order = page.one("tbody td a").attr("href").expect("an address");
    assert_eq!(order, format!("/console/provider/orders/{}", order_id(1)));
    assert!(
        !open("admin", "/tasks/surplus").await.has("tbody td a"),
        "may not open it"
    );
    assert!(
        !page.has("form:not([action*=sign-out])"),
        "no button does nothing"
    );
    for (kind, words) in [
        ("requests", "请求支付网络：退款"),
        ("jobs", "查询付款结果"),
        ("webhooks", MARKUP),
    ] {
        let page = open("auditor", &format!("/tasks/{kind}")).await;
        assert!(page.text("table").contains(words), "{kind}");
    }
    assert!(
        !open("auditor", "/tasks/jobs")
            .await
            .text("thead")
            .contains("金额")
    );
    let none = open("auditor", "/tasks/payments").await;
    assert_eq!(none.text(".empty h2"), "没有需要处理的");
    assert_eq!(
        get("auditor", "/tasks/other").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn operations_run_what_works_on_a_thing_now() {
    let browser = Browser::of("operator");
    let id = "01aryz6s410000000000000001";
    for (kind, label, of) in [
        ("surplus", "立即再退一次", ""),
        ("requests", "立即查询网络", "union_pay"),
        ("webhooks", "立即再发一次", ""),
        ("jobs", "立即执行", "query"),
    ] {
        let path = format!("/console/provider/tasks/{kind}");
        let page = browser.get(&path).await.page();
        let forms = page.all("main form");
        assert_eq!(forms.len(), 2, "one for each thing");
        let button = page.all("main form button").pop().expect("a button");
        assert_eq!(text(button), format!("{label} {id}"));
        let hidden = page.all("main form [name=of]").pop().expect("a field");
        assert_eq!(hidden.attr("value"), Some(of), "{kind}");
        let sent = browser.post(&path, &[("subject", id), ("of", of)]).await;
        assert_eq!(sent.location(), format!("{path}?done=run"));
        let done = browser.get(sent.location()).await.page();
        assert!(done.text(".notice").contains("已安排"));
        let refused = browser.post(&path, &[("subject", "done")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.page().text(".alert").contains("不需要处理"));
        let sent = Browser::of("auditor")
            .post(&path, &[("subject", id), ("of", of)])
            .await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(
        browser.changes(),
        [
            format!("run surplus {id} "),
            format!("run requests {id} union_pay"),
            format!("run webhooks {id} "),
            format!("run jobs {id} query"),
        ]
    );
}

#[tokio::test]
async fn merchants_and_malls_are_listed_and_searched() {
    for (path, id) in [("/merchants", MERCHANT), ("/malls", MALL)] {
        let page = open("admin", path).await;
        let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
        assert!(rows[0].contains(USCC) && rows[0].contains(id) && rows[0].contains("正常"));
        assert!(rows[1].contains("已停用"));
        let to = page.all("tbody th a")[0].attr("href").expect("an address");
        assert_eq!(to, format!("/console/provider{path}/{id}"));
        assert_eq!(Browser::of("admin").get(to).await.status, StatusCode::OK);
        let next = page.one("[rel=next]").attr("href").expect("an address");
        let second = Browser::of("admin").get(next).await.page();
        assert!(!second.has("[rel=next]") && second.has("nav.actions a"));
        let found = open("admin", &format!("{path}?q=Eve")).await;
        assert_eq!(found.one("#q").attr("value"), Some("Eve"));
        let none = open("admin", &format!("{path}?q=%E8%8C%B6")).await;
        assert_eq!(none.text(".empty h2"), "没有查到");
        let long = get("admin", &format!("{path}?q={}", "x".repeat(65))).await;
        assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(long.page().text("#q-error").contains("查询内容太长"));
        for gone in ["?after=1", "/x", &format!("/{NEW_MERCHANT}")] {
            let answer = get("admin", &format!("{path}{gone}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}{gone}");
        }
    }
}

#[tokio::test]
async fn a_merchant_has_its_contract_channels_malls_and_brand() {
    let page = open("auditor", &format!("/merchants/{MERCHANT}")).await;
    let facts: Vec<String> = page.all(".facts__row").into_iter().map(text).collect();
    for fact in [
        "可支付的订单1,234",
        "最近一笔已付订单的付款时间2026-11-22 15:59",
        &format!("统一社会信用代码{USCC}"),
        "行业类别（MCC）5411",
        "收银台显示的名称云上茶舍旗舰店",
        "主色#1677ff",
        "客服没有填写",
    ] {
        assert!(facts.iter().any(|shown| shown == fact), "{fact}: {facts:?}");
    }
    let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
    assert!(rows[0].contains("新付款盗刷"), "its freezes: {}", rows[0]);
    assert_eq!(rows[2], "银联777290058110048渠道支持的全部产品");
    let orders = page.one(".actions a").attr("href");
    assert_eq!(
        orders,
        Some(format!("/console/provider/orders?of={MERCHANT}").as_str())
    );
    let mall = page.one(".links a").attr("href");
    assert_eq!(
        mall,
        Some(format!("/console/provider/malls/{MALL}").as_str())
    );
    // An administrator may not see orders.
    assert!(
        !open("admin", &format!("/merchants/{MERCHANT}"))
            .await
            .has(".actions a")
    );
    let mall = open("auditor", &format!("/malls/{MALL}")).await;
    let all: String = mall.all("main")[0].text().collect();
    for said in [
        "10,000 以上",
        "还没有付款",
        "https://mall.example",
        "没有设置：商城只能自己查询",
        "还没有签约商户",
        "已停用",
    ] {
        assert!(all.contains(said), "{said}");
    }
}

#[tokio::test]
async fn only_the_providers_staff_see_the_desk() {
    for path in [
        "/merchants",
        "/malls",
        "/tasks/jobs",
        &format!("/merchants/{MERCHANT}"),
    ] {
        for who in ["owner", "support", "nobody"] {
            let answer = get(who, path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}");
        }
    }
    let answer = Browser::of("owner")
        .get(&format!("/console/{MERCHANT}/merchants"))
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
