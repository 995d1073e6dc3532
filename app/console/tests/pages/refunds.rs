//! The refund form, the list of refunds, and the limit.

use crate::browser::{Answer, Browser};
use crate::fake_console::{MARKUP, MERCHANT, NEW_MERCHANT};
use crate::fake_refunds::{USED_KEY, WAITING, approval_id};
use crate::html::{Page, text};
use crate::orders::order_id;
use axum::http::StatusCode;

const KEY: &str = "00000000000000000000000001";

fn path(place: usize) -> String {
    format!("/console/{MERCHANT}/orders/{}/refund", order_id(place))
}

/// The fields of the form of order 2 (¥256.00), as they are first shown.
const FORM: [(&str, &str); 7] = [
    ("key", KEY),
    ("refundable", "256.00"),
    ("says", "256.00"),
    ("second", "no"),
    ("amount", "256.00"),
    ("reason", "faulty"),
    ("note", "茶叶受潮"),
];

fn with<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let value = |name| changed.iter().find(|(known, _)| *known == name);
    FORM.iter()
        .map(|(name, first)| (*name, value(*name).map_or(*first, |(_, value)| *value)))
        .collect()
}

async fn send(browser: &Browser, changed: &[(&str, &str)]) -> Answer {
    browser.post(&path(2), &with(changed)).await
}

fn value(page: &Page, selector: &str) -> String {
    page.one(selector)
        .attr("value")
        .expect("a value")
        .to_owned()
}

#[tokio::test]
async fn the_form_begins_with_what_can_be_refunded_and_its_button_says_it() {
    let answer = Browser::of("owner").get(&path(3)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    assert_eq!(page.text("h1"), "订单 T202611220057 退款");
    assert_eq!(value(&page, "#amount"), "288.00");
    assert_eq!(value(&page, "input[name=refundable]"), "288.00");
    assert_eq!(value(&page, "input[name=key]").len(), 26);
    let main = page.text("main");
    assert!(main.contains("尚可退 ¥288.00"), "{main}");
    assert!(
        main.contains("累计退款超过 ¥300.00 时，要由另一人批准。 可以批准的人：王芳"),
        "{main}"
    );
    // With the ¥96.00 that were refunded before, it is above the limit.
    assert_eq!(
        page.text("main form button"),
        "申请退款 ¥288.00，由另一人批准"
    );
    let page = Browser::of("owner").get(&path(2)).await.page();
    assert_eq!(page.text("main form button"), "退款 ¥256.00");
    let page = Browser::of("support").get(&path(2)).await.page();
    assert_eq!(
        page.text("main form button"),
        "申请退款 ¥256.00，由另一人批准"
    );
    assert!(
        page.text("main")
            .contains("你申请的每笔退款都要由另一人批准。 可以批准的人：李雷、王芳")
    );
    assert_eq!(page.all("#reason option").len(), 7);
    assert_eq!(page.text("nav [aria-current]"), "订单");
}

#[tokio::test]
async fn a_form_is_done_once_its_button_says_what_it_does() {
    let browser = Browser::of("owner");
    let to = format!("/console/{MERCHANT}/orders/{}?done=refund", order_id(2));
    assert_eq!(send(&browser, &[]).await.location(), to);
    // Another amount: the button changes first.
    let answer = send(&browser, &[("amount", "28")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    assert!(page.text(".alert").contains("按钮已更新"));
    assert_eq!(page.text("main form button"), "退款 ¥28.00");
    assert_eq!(value(&page, "input[name=says]"), "28.00");
    assert_eq!(value(&page, "#amount"), "28");
    assert_eq!(value(&page, "#note"), "茶叶受潮");
    assert_eq!(value(&page, "#reason [selected]"), "faulty");
    assert_eq!(value(&page, "input[name=key]"), KEY);
    let sent = send(&browser, &[("amount", "28"), ("says", "28.00")]).await;
    assert_eq!(sent.location(), to);
    let support = Browser::of("support");
    let sent = send(&support, &[("second", "yes")]).await;
    let waits = format!(
        "/console/{MERCHANT}/approvals/{}?done=asked",
        approval_id(0)
    );
    assert_eq!(sent.location(), waits);
    let order = order_id(2);
    assert_eq!(
        browser.changes(),
        [
            format!("refund {order} 256.00 CNY 质量问题：茶叶受潮 second=false"),
            format!("refund {order} 28.00 CNY 质量问题：茶叶受潮 second=false"),
        ]
    );
    let page = browser.get(&to).await.page();
    assert!(page.text(".notice").contains("退款已开始"));
}

#[tokio::test]
async fn what_changed_since_the_form_was_shown_is_asked_again_and_nothing_is_lost() {
    let browser = Browser::of("owner");
    for changed in [
        &[
            ("refundable", "300.00"),
            ("amount", "28"),
            ("says", "28.00"),
        ][..],
        &[("refundable", "300.00"), ("amount", "28")],
    ] {
        let answer = send(&browser, changed).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        let page = answer.page();
        let said = page.text(".alert");
        assert!(said.contains("尚可退的金额变成了 ¥256.00"), "{said}");
        assert_eq!(value(&page, "input[name=refundable]"), "256.00");
        assert_eq!(value(&page, "#amount"), "28");
        assert_eq!(value(&page, "#note"), "茶叶受潮");
        assert_eq!(page.text("main form button"), "退款 ¥28.00");
    }
    let answer = send(&browser, &[("second", "yes")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(value(&answer.page(), "input[name=second]"), "no");
    let answer = send(&browser, &[("key", USED_KEY)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.page();
    assert!(page.text(".alert").contains("已经提交过"));
    assert_ne!(value(&page, "input[name=key]"), USED_KEY);
    assert!(browser.changes().is_empty());
}

#[tokio::test]
async fn a_mistake_is_said_at_its_field() {
    let browser = Browser::of("owner");
    for (changed, id, said) in [
        (("amount", ""), "amount", "请输入金额"),
        (
            ("amount", "abc"),
            "amount",
            "金额请写成 28.00 这样，最多两位小数",
        ),
        (("amount", "28.005"), "amount", "金额最多两位小数，精确到分"),
        (("amount", "0"), "amount", "金额要大于 0"),
        (("amount", "-1"), "amount", "金额要大于 0"),
        (
            ("amount", "256.01"),
            "amount",
            "金额超过了可以填写的最大金额",
        ),
        (("reason", ""), "reason", "请选择退款原因"),
        (("reason", "<b>"), "reason", "请选择退款原因"),
    ] {
        let answer = send(&browser, &[changed]).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{changed:?}"
        );
        let page = answer.page();
        assert_eq!(page.text(&format!("#{id}-error")), format!("错误：{said}"));
        assert_eq!(page.text(&format!(".alert a[href='#{id}']")), said);
        assert_eq!(
            page.one(&format!("#{id}")).attr("aria-invalid"),
            Some("true")
        );
        assert_eq!(value(&page, "#note"), "茶叶受潮");
        if id == "amount" {
            assert_eq!(value(&page, "#amount"), changed.1);
            assert_eq!(page.text("main form button"), "核对金额");
        }
    }
    let answer = send(&browser, &[("reason", "other"), ("note", " ")]).await;
    assert_eq!(answer.page().text("#note-error"), "错误：请输入备注");
    for broken in [("key", "x"), ("refundable", ""), ("refundable", "1e3")] {
        let answer = send(&browser, &[broken]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{broken:?}");
    }
    assert!(browser.changes().is_empty());
}

#[tokio::test]
async fn an_order_without_money_or_with_a_request_has_no_form() {
    let browser = Browser::of("owner");
    for place in [0, 4] {
        let page = browser.get(&path(place)).await.page();
        assert_eq!(page.text(".empty h2"), "没有可退的金额");
        assert!(!page.has("#amount"));
    }
    let page = browser.get(&path(WAITING)).await.page();
    assert!(page.text(".empty").contains("等待批准") && !page.has("#amount"));
    let to = page
        .one(".empty a")
        .attr("href")
        .expect("a link")
        .to_owned();
    assert_eq!(
        to,
        format!("/console/{MERCHANT}/approvals/{}", approval_id(0))
    );
}

#[tokio::test]
async fn the_order_leads_to_what_the_role_may_do() {
    let order = |place| format!("/console/{MERCHANT}/orders/{}", order_id(place));
    let form = format!("main a[href='{}']", path(2));
    for (who, may) in [("owner", true), ("finance", true), ("support", true)] {
        let page = Browser::of(who).get(&order(2)).await.page();
        assert_eq!(page.has(&form), may, "{who}");
    }
    let page = Browser::of("owner").get(&order(WAITING)).await.page();
    assert_eq!(page.text(".heading .button"), "查看待批准的退款");
    assert!(!page.has(&format!("main a[href='{}']", path(WAITING))));
    let page = Browser::of("owner").get(&order(4)).await.page();
    assert!(!page.has(".heading .button"), "all is refunded");
    for who in ["designer", "newcomer"] {
        for scope in [MERCHANT, NEW_MERCHANT] {
            let path = format!("/console/{scope}/orders/{}/refund", order_id(2));
            let get = Browser::of(who).get(&path).await.status;
            let browser = Browser::of(who);
            let post = browser.post(&path, &FORM).await.status;
            let refused = match (who, scope) {
                ("designer", MERCHANT) => StatusCode::FORBIDDEN,
                _ => StatusCode::NOT_FOUND,
            };
            assert_eq!((get, post), (refused, refused), "{who} {scope}");
            assert!(browser.changes().is_empty());
        }
    }
}

#[tokio::test]
async fn the_list_says_who_asked_and_what_became_of_each() {
    let list = format!("/console/{MERCHANT}/refunds");
    let answer = Browser::of("support").get(&list).await;
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
    assert_eq!(rows.len(), 4);
    assert!(
        rows[0].contains("¥28.00等待发送商城2026-11-22 15:50"),
        "{}",
        rows[0]
    );
    assert!(
        rows[1].contains(&format!("处理中{MARKUP}批准：李雷")),
        "{}",
        rows[1]
    );
    assert!(rows[2].contains("退款成功") && rows[2].contains("完成 2026-11-22 16:00"));
    assert!(rows[3].contains("退款失败") && rows[3].contains(&format!("质量问题：{MARKUP}")));
    assert_eq!(page.text("nav [aria-current=page]"), "退款");
    assert!(!page.has("a[href$='refund-limit']"), "of the owner alone");
    let next = page
        .one("a[rel=next]")
        .attr("href")
        .expect("a link")
        .to_owned();
    let page = Browser::of("support").get(&next).await.page();
    assert_eq!(page.text(".empty h2"), "这一页没有退款");
    let answer = Browser::of("support").get(&format!("{list}?page=x")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.page().text(".alert").contains("页码不对"));
    let none = format!("/console/{NEW_MERCHANT}/refunds");
    let page = Browser::of("newcomer").get(&none).await.page();
    assert_eq!(page.text(".empty h2"), "还没有退款");
    let answer = Browser::of("designer").get(&list).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = Browser::of("auditor")
        .get("/console/provider/refunds")
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_owner_changes_the_limit() {
    let path = format!("/console/{MERCHANT}/refund-limit");
    let browser = Browser::of("owner");
    let page = browser.get(&path).await.page();
    assert_eq!(value(&page, "#amount"), "300.00");
    assert!(page.text(".lead").contains("目前的限额是 ¥300.00"));
    assert!(page.text(".warning").contains("退款限额提高到 ¥5,000.00"));
    let set = |shown: &'static str, amount: &'static str| [("shown", shown), ("amount", amount)];
    let answer = browser.post(&path, &set("300.00", "100")).await;
    assert_eq!(answer.location(), format!("{path}?done=limit"));
    let page = browser.get(answer.location()).await.page();
    assert!(page.text(".notice").contains("限额已修改"));
    let waits = format!(
        "/console/{MERCHANT}/approvals/{}?done=asked",
        approval_id(1)
    );
    for amount in ["400", "10,000"] {
        let answer = browser.post(&path, &set("300.00", amount)).await;
        assert_eq!(answer.location(), waits, "{amount}");
    }
    let answer = browser.post(&path, &set("1.00", "100")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.page();
    assert!(page.text(".alert").contains("限额变成了 ¥300.00"));
    assert_eq!(value(&page, "#amount"), "100");
    let answer = browser.post(&path, &set("300.00", "many")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for who in ["finance", "support", "designer"] {
        let answer = Browser::of(who).get(&path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who}");
        assert!(answer.page().text(".lead").contains("所有者"));
    }
}
