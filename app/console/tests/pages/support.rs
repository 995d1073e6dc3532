//! The provider's look-up for a shopper, the list of all orders, and an order
//! with what to tell.

use crate::browser::{Answer, Browser};
use crate::fake_console::{MARKUP, MERCHANT, NEW_MERCHANT};
use crate::fake_provider::MALL;
use crate::html::{Page, text};
use crate::orders::order_id;
use axum::http::StatusCode;

async fn get(who: &str, path: &str) -> Answer {
    Browser::of(who)
        .get(&format!("/console/provider{path}"))
        .await
}

async fn open(path: &str) -> Page {
    let answer = get("auditor", path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert!(!answer.body.contains("<b>"));
    answer.page()
}

fn order(place: usize) -> String {
    format!("/console/provider/orders/{}", order_id(place))
}

#[tokio::test]
async fn one_box_leads_to_the_only_order_and_lists_several() {
    let answer = get("auditor", "/support?number=T202611220059&lang=en").await;
    assert_eq!(answer.location(), order(1) + "?lang=en");
    let card = "/support?number=0018&amount=28&day=2026-11-22";
    let page = open(card).await;
    assert_eq!(page.text("#orders"), "可能是这几笔订单");
    let rows = page.all("tbody tr");
    assert_eq!(rows.len(), 26);
    assert!(text(rows[1]).contains("云上茶舍") && text(rows[1]).contains("云上商城"));
    assert_eq!(page.one("#amount").attr("value"), Some("28"));
    let first = page.all("tbody th a")[0].attr("href").expect("an address");
    assert!(first.starts_with(&order(0)), "{first}");
    let empty = open("/support").await;
    assert!(!empty.has("table") && !empty.has(".empty"));
    assert_eq!(empty.text("nav [aria-current=page]"), "客服查询");
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_field_and_kept() {
    for (query, id, said) in [
        ("amount=28", "number", "请输入号码"),
        ("number=0018&amount=28", "day", "请输入付款日期"),
        ("number=0018&day=2026-11-22", "amount", "请输入金额"),
        (
            "number=0018&amount=28.001&day=2026-11-22",
            "amount",
            "金额请写成 28.00 这样，最多两位小数",
        ),
        (
            "number=0018&amount=28&day=22.11.",
            "day",
            "付款日期不是一个日期，请写成 2026-11-22 这样",
        ),
        (
            "number=T%201",
            "number",
            "号码里只能有英文字母、数字和符号，中间不能有空格",
        ),
    ] {
        let answer = get("auditor", &format!("/support?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let page = answer.page();
        assert_eq!(page.text(&format!("#{id}-error")), format!("错误：{said}"));
        assert!(!page.has("table"));
        for pair in query.split('&').filter(|pair| !pair.contains('%')) {
            let (name, value) = pair.split_once('=').expect("a pair");
            let field = page.one(&format!("#{name}"));
            assert_eq!(field.attr("value"), Some(value), "{query}");
        }
    }
    let page = open("/support?number=nothing").await;
    assert!(page.text(".empty").contains("请核对号码是否完整"));
    let page = open("/support?number=9876").await;
    assert!(page.text(".empty").contains("同时填订单金额和付款日期"));
}

#[tokio::test]
async fn an_order_says_what_to_tell_and_the_look_is_on_record() {
    let browser = Browser::of("auditor").with("user-agent", "a browser");
    let path = order(2);
    let answer = browser.get(&path).await;
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    let told: Vec<String> = page.all(".advice").into_iter().map(text).collect();
    let all = told.join("\n");
    for said in [
        "已于 2026-11-22 15:59 付款成功。商城在 2026-11-22 15:59:00 收到了付款通知。",
        "系统会在 2026-11-22 16:10:00 再通知。请不要再付一次。",
        "系统从 2026-11-22 15:59 起不再通知。",
        "还没有收到付款。2026-11-22 16:10 前可以从商城的订单里继续支付。",
        "银行的原因：余额不足",
        "正在等你完成，还没有收到钱",
        "请不要再付一次。系统会在 2026-11-22 16:00:30 再查",
        "不要说付款失败",
        "商城关闭了这笔订单",
        "订单超过了付款时间",
        "之前的一次付款还没有最后的结果",
        "¥28.00 的退款从 2026-11-22 15:58 起正在处理",
        "¥28.00 已于 2026-11-22 15:59 退回",
        "¥28.00 的退款在 2026-11-22 15:59 没有成功，钱还在商户那里",
        "多付的 ¥28.00 从 2026-11-22 15:58 起正在自动退回",
        "多付的 ¥28.00 已于 2026-11-22 15:59 自动退回",
    ] {
        assert!(all.contains(said), "{said}\n{all}");
    }
    assert!(told.iter().all(|advice| advice.contains("你可以做什么")));
    let facts: Vec<String> = page.all(".facts__row").into_iter().map(text).collect();
    assert!(
        facts.contains(&"商户客服400-100-2000".to_owned()),
        "{facts:?}"
    );
    assert!(facts.contains(&format!("商户{MARKUP}")));
    assert_eq!(
        page.one(".crumb a").attr("href"),
        Some("/console/provider/support")
    );
    // The order as its merchant sees it.
    let own = Browser::of("owner")
        .get(&format!("/console/{MERCHANT}/orders/{}", order_id(2)))
        .await
        .page();
    let timeline = |page: &Page| {
        let entries = page.all("ol.timeline > li");
        entries.into_iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(timeline(&page), timeline(&own));
    assert!(!own.has(".advice"));
    let look = format!("view {} a browser", order_id(2));
    assert_eq!(browser.changes(), [look]);
    browser.get(&order(99)).await;
    assert_eq!(browser.changes().len(), 1, "nothing was seen");
}

#[tokio::test]
async fn an_english_order_has_no_chinese_of_its_own() {
    let page = open(&format!("/orders/{}?lang=en", order_id(2))).await;
    let told: String = page.all(".advice").into_iter().map(text).collect();
    assert!(told.contains("Please do not pay again."));
    assert!(!told.chars().any(|c| ('一'..='鿿').contains(&c)), "{told}");
}

#[tokio::test]
async fn all_orders_are_filtered_by_merchant_or_mall() {
    let page = open("/orders").await;
    assert_eq!(page.all("thead th").len(), 5);
    assert_eq!(page.all("tbody tr").len(), 50);
    for (of, name) in [(MERCHANT, "云上茶舍"), (MALL, "云上商城")] {
        let page = open(&format!("/orders?of={of}&state=paid")).await;
        assert_eq!(page.one("#of").attr("value"), Some(of));
        let chips: Vec<String> = page.all(".chip").into_iter().map(text).collect();
        assert!(
            chips[0].contains(&format!("商户或商城 {name}")),
            "{chips:?}"
        );
        let to = page.all(".chip")[1].attr("href");
        assert_eq!(
            to,
            Some(format!("/console/provider/orders?of={of}").as_str())
        );
        let order = page.all("tbody th a")[0].attr("href").expect("an address");
        let page = Browser::of("auditor").get(order).await.page();
        let back = page.one(".crumb a").attr("href").expect("an address");
        assert_eq!(back, format!("/console/provider/orders?of={of}&state=paid"));
    }
    let page = open(&format!("/orders?of={NEW_MERCHANT}")).await;
    assert!(
        page.text(".chip").contains(NEW_MERCHANT),
        "no order names it"
    );
    let answer = get("auditor", "/orders?of=%3Cb%3E").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer
            .page()
            .text("#of-error")
            .contains("这不是商户或商城的编号")
    );
    // A merchant's list has its own alone.
    let own = format!("/console/{MERCHANT}/orders?of={NEW_MERCHANT}");
    let own = Browser::of("owner").get(&own).await.page();
    assert!(!own.has("#of") && !own.has(".chip"));
    assert_eq!(own.all("tbody tr").len(), 50);
}

#[tokio::test]
async fn another_scope_or_role_sees_none_of_it() {
    let look = format!("/orders/{}", order_id(1));
    for path in ["/support", "/support?number=1&amount=x", "/orders", &look] {
        let answer = get("admin", path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        let lead = answer.page().text(".lead");
        assert!(lead.contains("运营或风控"), "{path}: {lead}");
        for who in ["owner", "support", "nobody"] {
            let answer = get(who, path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}");
        }
    }
    let answer = Browser::of("owner")
        .get(&format!("/console/{MERCHANT}/support"))
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let short = Browser::new()
        .get("/provider/support?number=1&lang=en")
        .await;
    assert_eq!(
        short.location(),
        "/console/provider/support?number=1&lang=en"
    );
}
