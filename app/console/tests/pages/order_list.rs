//! The list of orders: filter, chips, pages, rights.

use crate::browser::Browser;
use crate::fake_console::{MARKUP, MERCHANT, NEW_MERCHANT};
use crate::html::{Page, text};
use crate::orders::{LONG_NUMBER, order_id};
use axum::http::StatusCode;

fn path(query: &str) -> String {
    format!("/console/{MERCHANT}/orders{query}")
}

async fn open(query: &str) -> Page {
    let answer = Browser::of("support").get(&path(query)).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    answer.page()
}

fn link(page: &Page, selector: &str) -> String {
    let link = page.one(selector).attr("href").expect("an address");
    link.to_owned()
}

fn rows(page: &Page) -> Vec<String> {
    let rows = page.all("tbody tr");
    rows.into_iter().map(text).collect()
}

#[tokio::test]
async fn a_row_has_what_a_merchant_looks_for() {
    let answer = Browser::of("owner").get(&path("")).await;
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    assert_eq!(page.all("thead th[scope=col]").len(), 4);
    let rows = rows(&page);
    assert_eq!(rows.len(), 50);
    assert!(rows[0].starts_with(LONG_NUMBER) && rows[0].contains("¥9,999,999,999.99"));
    assert!(rows[0].contains("待支付"), "no way is chosen yet");
    assert!(rows[1].contains(MARKUP) && rows[1].contains("支付中"));
    assert!(
        rows[2].contains("2026-11-22 14:46支付 2026-11-22 14:47"),
        "{}",
        rows[2]
    );
    assert!(rows[2].contains("已支付") && !rows[2].contains("可退"));
    assert!(
        rows[3].contains("¥384.00已退 ¥96.00尚可退 ¥288.00"),
        "{}",
        rows[3]
    );
    assert!(rows[4].contains("已退 ¥512.00") && !rows[4].contains("可退"));
    for state in ["部分退款", "全额退款", "已关闭", "已过期"] {
        assert!(rows[..7].concat().contains(state), "{state}");
    }
    assert_eq!(
        page.all("tbody .state svg").len(),
        50,
        "a shape beside each word"
    );
    let to = page.all("tbody th a")[1].attr("href");
    assert_eq!(to, Some(path(&format!("/{}", order_id(1))).as_str()));
    assert_eq!(answer.body.matches("UTC+8").count(), 1);
}

#[tokio::test]
async fn chinese_on_an_english_page_is_marked() {
    let page = open("?lang=en").await;
    let marked = page.all("tbody [lang=zh-CN]");
    assert!(text(marked[0]).starts_with("西湖龙井"));
    assert!(!open("").await.has("tbody [lang]"));
}

#[tokio::test]
async fn each_filter_leaves_out_the_others() {
    for (query, count, holds) in [
        ("?state=paid", 9, "已支付"),
        ("?from=2026-11-22", 26, "2026-11-22"),
        ("?until=2026-11-21", 34, "2026-11-"),
        ("?from=2026-11-21&until=2026-11-21", 33, "2026-11-21"),
        ("?state=closed&from=2026-11-22&until=", 3, "已关闭"),
    ] {
        let rows = rows(&open(query).await);
        assert_eq!(rows.len(), count, "{query}");
        assert!(rows.iter().all(|row| row.contains(holds)), "{query}");
    }
}

#[tokio::test]
async fn the_form_keeps_the_filter_and_each_chip_clears_its_own() {
    let query = "?number=T2026&state=paid&from=2026-11-01&until=2026-11-30";
    let answer = Browser::of("owner")
        .get(&path(&format!("{query}&lang=en")))
        .await;
    let page = answer.page();
    let value = |selector: &str| page.one(selector).attr("value").map(str::to_owned);
    assert_eq!(value("#number").as_deref(), Some("T2026"));
    assert_eq!(value("#from[type=date]").as_deref(), Some("2026-11-01"));
    assert_eq!(value("#until[type=date]").as_deref(), Some("2026-11-30"));
    assert_eq!(value("#state [selected]").as_deref(), Some("paid"));
    assert!(page.one("form.filter").attr("method").is_none());
    let chips = page.all(".chip");
    let shown: Vec<_> = chips.iter().map(|chip| text(*chip)).collect();
    assert_eq!(
        shown,
        [
            "Clear the filter: Number T2026×",
            "Clear the filter: State Paid×",
            "Clear the filter: First day 2026-11-01×",
            "Clear the filter: Last day 2026-11-30×",
        ]
    );
    let to: Vec<_> = chips.iter().filter_map(|chip| chip.attr("href")).collect();
    assert_eq!(
        to,
        [
            "?state=paid&from=2026-11-01&until=2026-11-30&lang=en",
            "?number=T2026&from=2026-11-01&until=2026-11-30&lang=en",
            "?number=T2026&state=paid&until=2026-11-30&lang=en",
            "?number=T2026&state=paid&from=2026-11-01&lang=en",
        ]
        .map(path)
    );
    assert_eq!(link(&page, ".chips > a"), path("?lang=en"));
    assert!(!open("").await.has(".chips"));
}

#[tokio::test]
async fn pages_and_languages_keep_the_filter() {
    let filter = "from=2026-11-01&until=2026-11-30";
    let first = open(&format!("?{filter}")).await;
    assert!(!first.has("[rel=prev]"));
    let next = link(&first, "[rel=next]");
    assert!(
        next.starts_with(&path(&format!("?{filter}&page=older-"))),
        "{next}"
    );
    let second = Browser::of("support").get(&next).await.page();
    assert_eq!(rows(&second).len(), 10);
    assert!(!second.has("[rel=next]"));
    assert_eq!(second.one("#from").attr("value"), Some("2026-11-01"));
    let switch = link(&second, "[hreflang=en]");
    assert!(
        switch.contains(filter) && switch.contains("page=older-"),
        "{switch}"
    );
    let to = second.all("tbody th a")[0]
        .attr("href")
        .expect("an address");
    assert!(to.contains(filter) && to.contains("page=older-"), "{to}");
    let order = Browser::of("support").get(to).await.page();
    let back = link(&order, ".crumb a");
    assert_eq!(
        Browser::of("support")
            .get(&back)
            .await
            .page()
            .all("tbody tr")
            .len(),
        10
    );

    let previous = link(&second, "[rel=prev]");
    assert!(previous.contains(filter) && previous.contains("page=newer-"));
    let first_again = Browser::of("support").get(&previous).await.page();
    assert_eq!(rows(&first_again), rows(&first));
    let newest = second.all("nav.actions a")[0].attr("href");
    assert_eq!(newest, Some(path(&format!("?{filter}")).as_str()));
    let chip = second.all(".chip")[0].attr("href").expect("an address");
    assert!(
        !chip.contains("page="),
        "another filter begins at its first page"
    );
}

#[tokio::test]
async fn the_only_order_of_a_number_is_led_to() {
    let of = |place| path(&format!("/{}", order_id(place)));
    for (query, to) in [
        (format!("?number={LONG_NUMBER}"), of(0)),
        ("?number=220059".into(), of(1)),
        (
            "?number=+220059+&state=paying&lang=en".into(),
            of(1) + "?lang=en",
        ),
        (format!("?number={}", order_id(7)), of(7)),
    ] {
        let answer = Browser::of("support").get(&path(&query)).await;
        assert_eq!(answer.location(), to, "{query}");
    }
    let only_of_a_day = open("?until=2026-11-20").await;
    assert_eq!(rows(&only_of_a_day).len(), 1, "no number, so it is listed");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_kept() {
    for (query, id, kept, said) in [
        (
            "?from=22.11.2026",
            "from",
            "22.11.2026",
            "开始日期不是一个日期，请写成 2026-11-22 这样",
        ),
        (
            "?until=2026-02-30",
            "until",
            "2026-02-30",
            "结束日期不是一个日期，请写成 2026-11-22 这样",
        ),
        (
            "?from=2026-11-22&until=2026-11-21",
            "until",
            "2026-11-21",
            "结束日期不能早于开始日期",
        ),
        (
            "?number=T%202026",
            "number",
            "T 2026",
            "号码里只能有英文字母、数字和符号，中间不能有空格",
        ),
        (
            "?number=%3Cb%3E%E4%BB%98",
            "number",
            "<b>付",
            "号码里只能有英文字母、数字和符号，中间不能有空格",
        ),
    ] {
        let answer = Browser::of("support").get(&path(query)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let page = answer.page();
        assert_eq!(page.text(&format!("#{id}-error")), format!("错误：{said}"));
        assert_eq!(page.text(&format!(".alert a[href='#{id}']")), said);
        let field = page.one(&format!("#{id}"));
        assert_eq!(field.attr("value"), Some(kept));
        assert_eq!(field.attr("type"), Some("text"), "a calendar would drop it");
        assert_eq!(field.attr("aria-invalid"), Some("true"));
        assert!(!page.has("table") && !page.has(".empty"), "{query}");
    }
    let long = format!("?number={}", "1".repeat(65));
    let page = Browser::of("support").get(&path(&long)).await.page();
    assert_eq!(page.text("#number-error"), "错误：号码最多 64 位");
    let page = Browser::of("support")
        .get(&path("?state=gone"))
        .await
        .page();
    assert!(page.text("#state-error").contains("没有这个状态"));
    assert_eq!(page.one("#state [selected]").attr("value"), Some("gone"));
}

#[tokio::test]
async fn an_address_of_no_page_says_so_and_leads_to_the_first() {
    for place in [
        "z",
        "older-1-ord_1",
        "older-01-ord_00000000000000000000000001",
    ] {
        let query = format!("?state=paid&page={place}");
        let answer = Browser::of("support").get(&path(&query)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.page();
        assert!(page.text(".alert").contains("地址里的页码不对"));
        assert_eq!(link(&page, "main .actions a"), path("?state=paid"));
        assert!(!page.has("table"));
    }
}

#[tokio::test]
async fn an_empty_list_says_what_next() {
    let none = format!("/console/{NEW_MERCHANT}/orders");
    let page = Browser::of("newcomer").get(&none).await.page();
    assert_eq!(page.text(".empty h2"), "还没有订单");
    assert!(page.text(".empty").contains("商城创建第一笔订单后"));

    let page = open("?number=nothing&state=paid").await;
    assert_eq!(page.text(".empty h2"), "没有符合条件的订单");
    assert_eq!(link(&page, ".chips > a"), path(""));

    let page = open("?number=9876").await;
    assert!(page.text(".empty").contains("银行卡后四位"));
    let page = open("?number=9876&from=2026-11-01").await;
    assert!(!page.text(".empty").contains("银行卡后四位"));
}

#[tokio::test]
async fn only_members_with_the_right_see_orders() {
    let order = format!("/{}", order_id(1));
    for rest in ["", "?from=x", order.as_str(), "/ord_1"] {
        let answer = Browser::of("designer").get(&path(rest)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{rest}");
        assert!(answer.page().text(".lead").contains("不能查看订单"));
        for (who, scope) in [
            ("newcomer", MERCHANT),
            ("owner", NEW_MERCHANT),
            ("auditor", MERCHANT),
        ] {
            let path = format!("/console/{scope}/orders{rest}");
            let answer = Browser::of(who).get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}");
        }
    }
    let answer = Browser::new().get(&path("?number=T.1&page=a")).await;
    let to = answer.location();
    assert!(to.ends_with("%2Forders%3Fnumber%3DT.1%26page%3Da"), "{to}");
}

#[tokio::test]
async fn the_home_page_leads_to_the_orders() {
    let home = |scope: &str| format!("/console/{scope}");
    let card = format!(".card[href='{}']", path(""));
    for (who, scope, has) in [
        ("support", MERCHANT, true),
        ("designer", MERCHANT, false),
        ("auditor", "provider", false),
    ] {
        let page = Browser::of(who).get(&home(scope)).await.page();
        assert_eq!(page.has(&card), has, "{who}");
    }
    let page = open("").await;
    assert_eq!(page.text("nav [aria-current=page]"), "订单");
}
