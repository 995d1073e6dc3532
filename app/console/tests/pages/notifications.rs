//! The notifications: the list, the count in the navigation, the marks.

use crate::browser::Browser;
use crate::fake_console::{MERCHANT, NEW_MERCHANT};
use crate::fake_refunds::approval_id;
use crate::html::text;
use crate::orders::order_id;
use axum::http::StatusCode;

fn path() -> String {
    format!("/console/{MERCHANT}/notifications")
}

#[tokio::test]
async fn the_list_says_what_happened_and_leads_there() {
    let answer = Browser::of("owner").get(&path()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.page();
    let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
    assert_eq!(
        rows,
        [
            "有申请等待批准 未读查看申请–2026-11-22 15:59",
            "退款失败 未读T202611220057¥28.002026-11-22 15:58",
            "订单已付款 T202611220058¥256.002026-11-22 15:57",
        ]
    );
    let links = page.all("tbody a");
    let links: Vec<_> = links.iter().filter_map(|link| link.attr("href")).collect();
    let below = |rest: String| format!("/console/{MERCHANT}/{rest}");
    assert_eq!(
        links,
        [
            below(format!("approvals/{}", approval_id(0))),
            below(format!("orders/{}", order_id(3))),
            below(format!("orders/{}", order_id(2))),
        ]
    );
    assert_eq!(page.text("nav [aria-current=page]"), "通知（2 条未读）");
    let next = page.one("a[rel=next]").attr("href").expect("a link");
    assert_eq!(next, format!("{}?page=7", path()));
    let page = Browser::of("owner").get(next).await.page();
    assert_eq!(page.text(".empty h2"), "这一页没有通知");
    assert!(!page.has("main form"), "marks and choice are on the newest");
    let answer = Browser::of("owner")
        .get(&format!("{}?page=x", path()))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = format!("/console/{NEW_MERCHANT}/notifications");
    let page = Browser::of("newcomer").get(&none).await.page();
    assert_eq!(page.text(".empty h2"), "没有通知");
    assert_eq!(page.text("nav [aria-current=page]"), "通知");
}

#[tokio::test]
async fn each_page_of_the_console_has_the_count() {
    let orders = format!("/console/{MERCHANT}/orders");
    for (who, said) in [
        ("owner", "通知（2 条未读）"),
        ("finance", "通知（99+ 条未读）"),
        ("support", "通知"),
    ] {
        let page = Browser::of(who).get(&orders).await.page();
        let link = format!("nav a[href='{}']", path());
        assert_eq!(page.text(&link), said, "{who}");
    }
    let brand = format!("/console/{MERCHANT}/brand");
    let page = Browser::of("designer").get(&brand).await.page();
    assert!(!page.has(&format!("nav a[href='{}']", path())));
}

#[tokio::test]
async fn a_person_marks_all_as_read_and_chooses_its_kinds() {
    let browser = Browser::of("owner");
    let page = browser.get(&path()).await.page();
    let up_to = page.one("input[name=up_to]").attr("value");
    assert_eq!(up_to, Some("9"));
    let checked = page.all("input[type=checkbox]").into_iter();
    let checked: Vec<_> = checked
        .filter(|input| input.attr("checked").is_some())
        .filter_map(|input| input.attr("name"))
        .collect();
    assert_eq!(checked, ["refund_failed", "approval_waiting"]);
    let read = browser
        .post(&format!("{}?do=read", path()), &[("up_to", "9")])
        .await;
    assert_eq!(read.location(), format!("{}?done=read", path()));
    let page = browser.get(read.location()).await.page();
    assert_eq!(page.text(".notice"), "已全部标为已读。");
    let choose = format!("{}?do=choose", path());
    let chosen = browser.post(&choose, &[("order_paid", "yes")]).await;
    assert_eq!(chosen.location(), format!("{}?done=choose", path()));
    browser.post(&choose, &[]).await;
    assert_eq!(
        browser.changes(),
        [
            format!("read {MERCHANT} 9"),
            format!("choose {MERCHANT} order_paid"),
            format!("choose {MERCHANT} "),
        ]
    );
    let page = Browser::of("support").get(&path()).await.page();
    assert_eq!(page.all("input[type=checkbox]").len(), 2);
}

#[tokio::test]
async fn what_is_no_form_of_the_page_or_not_the_persons_changes_nothing() {
    let browser = Browser::of("owner");
    for (action, value) in [("read", "x"), ("read", ""), ("other", "9")] {
        let path = format!("{}?do={action}", path());
        let answer = browser.post(&path, &[("up_to", value)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{action} {value}");
    }
    assert!(browser.changes().is_empty());
    for (who, scope, status) in [
        ("designer", MERCHANT, StatusCode::FORBIDDEN),
        ("newcomer", MERCHANT, StatusCode::NOT_FOUND),
        ("auditor", "provider", StatusCode::NOT_FOUND),
    ] {
        let path = format!("/console/{scope}/notifications");
        let browser = Browser::of(who);
        assert_eq!(browser.get(&path).await.status, status, "{who}");
        let post = browser.post(&format!("{path}?do=choose"), &[]).await;
        assert_eq!(post.status, status, "{who}");
        assert!(browser.changes().is_empty());
    }
}
