//! What waits for a second person, and the page on which it decides.

use crate::browser::Browser;
use crate::fake_console::{MARKUP, MERCHANT, NEW_MERCHANT};
use crate::fake_refunds::{approval, approval_id};
use crate::html::{Page, text};
use axum::http::StatusCode;
use domain::console::ApprovalState;

/// What stands beside a request that the reader may approve.
const YOURS: &str = "你可以批准";

fn path(place: usize) -> String {
    format!("/console/{MERCHANT}/approvals/{}", approval_id(place))
}

async fn open(who: &str, place: usize) -> Page {
    let answer = Browser::of(who).get(&path(place)).await;
    assert_eq!(answer.status, StatusCode::OK, "{who} {place}");
    assert!(!answer.body.contains("<b>"));
    answer.page()
}

#[tokio::test]
async fn the_list_has_before_and_after_who_asked_and_until_when() {
    let list = format!("/console/{MERCHANT}/approvals");
    for (who, refund, limit) in [
        ("owner", YOURS, ""),
        ("finance", YOURS, YOURS),
        ("support", "", ""),
    ] {
        let page = Browser::of(who).get(&list).await.page();
        let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
        assert_eq!(
            rows,
            [
                format!(
                    "退款 ¥1,280.00订单 T202611220050¥1,280.00 → ¥0.00尚可退{MARKUP}2026-11-22 15:002026-11-25 15:00{refund}"
                ),
                format!(
                    "退款限额提高到 ¥5,000.00¥300.00 → ¥5,000.00退款限额李雷2026-11-22 15:002026-11-25 15:00{limit}"
                ),
            ]
        );
        assert_eq!(page.text("nav [aria-current=page]"), "待审批");
    }
    let none = format!("/console/{NEW_MERCHANT}/approvals");
    let page = Browser::of("newcomer").get(&none).await.page();
    assert_eq!(page.text(".empty h2"), "没有待审批的申请");
    for (who, scope, status) in [
        ("designer", MERCHANT, StatusCode::FORBIDDEN),
        ("auditor", "provider", StatusCode::OK),
        ("newcomer", MERCHANT, StatusCode::NOT_FOUND),
    ] {
        let path = format!("/console/{scope}/approvals");
        assert_eq!(Browser::of(who).get(&path).await.status, status, "{who}");
    }
}

#[tokio::test]
async fn what_has_ended_is_listed_with_how_and_by_whom() {
    let path = format!("/console/{MERCHANT}/approvals/decided");
    let browser = Browser::of("owner");
    let page = browser.get(&path).await.page();
    let rows: Vec<String> = page
        .all("tbody tr td:last-child")
        .into_iter()
        .map(text)
        .collect();
    assert_eq!(
        rows,
        [
            "已拒绝李雷 2026-11-22 15:59",
            "已失效，没有执行李雷 2026-11-22 15:59",
            "已撤回",
            "已过期，没有执行",
        ]
    );
    assert_eq!(page.text("nav [aria-current=true]"), "待审批");
    let older = page.one("[rel=next]").attr("href").expect("an address");
    let second = browser.get(older).await.page();
    assert_eq!(second.text(".empty h2"), "没有已处理的申请");
    assert!(!second.has("[rel=next]"));
    let wrong = browser.get(&format!("{path}?page=1")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (who, scope, status) in [
        ("designer", MERCHANT, StatusCode::FORBIDDEN),
        ("owner", "provider", StatusCode::NOT_FOUND),
        ("admin", "provider", StatusCode::OK),
    ] {
        let path = format!("/console/{scope}/approvals/decided");
        assert_eq!(Browser::of(who).get(&path).await.status, status, "{who}");
    }
}

#[tokio::test]
async fn a_second_person_sees_what_it_decides_and_decides() {
    let page = open("owner", 0).await;
    assert_eq!(page.text("h1"), "退款 ¥1,280.00");
    let main = page.text("main");
    for said in [
        "状态等待批准",
        "订单T202611220050",
        "退款金额¥1,280.00",
        "退款原因质量问题",
        &format!("备注{MARKUP}"),
        "尚可退批准前¥1,280.00 → 批准后 ¥0.00",
        &format!("申请人{MARKUP} · support@shop.example"),
        "申请时间2026-11-22 15:00:00",
        "截止时间2026-11-25 15:00:00",
    ] {
        assert!(main.contains(said), "{said}: {main}");
    }
    let buttons = page.all("main form button");
    let buttons: Vec<_> = buttons.into_iter().map(text).collect();
    assert_eq!(buttons, ["批准并退款 ¥1,280.00", "拒绝申请"]);
    let browser = Browser::of("owner");
    let answer = browser.post(&format!("{}?do=approve", path(0)), &[]).await;
    assert_eq!(answer.location(), format!("{}?done=approve", path(0)));
    let empty = browser
        .post(&format!("{}?do=refuse", path(0)), &[("reason", " ")])
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.page().text("#reason-error"), "错误：请输入拒绝原因");
    let refuse = format!("{}?do=refuse", path(0));
    let answer = browser.post(&refuse, &[("reason", "顾客已换货")]).await;
    assert_eq!(answer.location(), format!("{}?done=refuse", path(0)));
    let id = approval_id(0);
    assert_eq!(
        browser.changes(),
        [
            format!("approve {MERCHANT} {id}"),
            format!("refuse {MERCHANT} {id} 顾客已换货"),
        ]
    );
}

#[tokio::test]
async fn the_own_request_has_no_button_but_withdraw_and_says_who_can() {
    for (who, place, others) in [("support", 0, "李雷、王芳"), ("owner", 1, "王芳")] {
        let page = open(who, place).await;
        let said = page.text("main");
        let expected = format!("这是你自己的申请，要由另一人批准。 可以批准的人：{others}");
        assert!(said.contains(&expected), "{said}");
        assert_eq!(page.all("main form").len(), 1);
        assert_eq!(page.text("main form button"), "撤回申请");
    }
    let browser = Browser::of("owner");
    for action in ["approve", "refuse"] {
        let sent = browser
            .post(&format!("{}?do={action}", path(1)), &[("reason", "x")])
            .await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
        let page = sent.page();
        assert!(page.text(".alert").contains("不能批准或拒绝自己的申请"));
        assert_eq!(page.text("h1"), "退款限额提高到 ¥5,000.00");
    }
    let withdrawn = browser.post(&format!("{}?do=withdraw", path(1)), &[]).await;
    assert_eq!(withdrawn.location(), format!("{}?done=withdraw", path(1)));
    let others = browser.post(&format!("{}?do=withdraw", path(0)), &[]).await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
    let none = browser.post(&path(0), &[]).await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.changes().len(), 1);
}

#[tokio::test]
async fn who_may_not_approve_reads_who_may() {
    let page = open("support", 1).await;
    assert!(!page.has("main form"));
    let said = page.text("main");
    assert!(
        said.contains("你的角色不能批准这项申请。 可以批准的人：王芳"),
        "{said}"
    );
    let browser = Browser::of("support");
    let sent = browser.post(&format!("{}?do=approve", path(1)), &[]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    assert!(sent.page().text(".lead").contains("不能批准退款"));
}

#[tokio::test]
async fn what_has_ended_says_how_and_cannot_be_decided() {
    for place in 2..7 {
        let page = open("owner", place).await;
        assert!(!page.has("main form"), "{place}");
        let main = page.text("main");
        let said = match approval(place).state {
            ApprovalState::Done => "已批准",
            ApprovalState::Refused => &format!("拒绝原因顾客已换货 {MARKUP}"),
            ApprovalState::Stale => "已失效，没有执行",
            ApprovalState::Withdrawn => "已撤回",
            ApprovalState::Expired => "没有人在截止时间前批准",
            ApprovalState::Open => panic!("it has ended"),
        };
        assert!(main.contains(said), "{said}: {main}");
        let browser = Browser::of("finance");
        let sent = browser
            .post(&format!("{}?do=approve", path(place)), &[])
            .await;
        assert_eq!(sent.status, StatusCode::CONFLICT, "{place}");
        assert!(sent.page().text(".alert").contains("已经处理过，或已过期"));
    }
    // The same button twice is no mistake.
    let again = Browser::of("owner")
        .post(&format!("{}?do=approve", path(2)), &[])
        .await;
    assert_eq!(again.location(), format!("{}?done=approve", path(2)));
}

#[tokio::test]
async fn what_no_longer_fits_can_only_be_refused() {
    let page = open("owner", 7).await;
    assert!(page.text(".warning").contains("情况有了变化"));
    let buttons = page.all("main form button");
    assert_eq!(
        buttons.into_iter().map(text).collect::<Vec<_>>(),
        ["拒绝申请"]
    );
    let sent = Browser::of("owner")
        .post(&format!("{}?do=approve", path(7)), &[])
        .await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn english_pages_have_no_chinese_of_their_own() {
    let order = crate::orders::order_id(2);
    for rest in [
        format!("/orders/{order}/refund"),
        "/refunds".into(),
        "/refund-limit".into(),
        "/notifications".into(),
        "/approvals".into(),
        "/approvals/decided".into(),
        format!("/approvals/{}", approval_id(0)),
        format!("/approvals/{}", approval_id(3)),
    ] {
        let answer = Browser::of("owner")
            .get(&format!("/console/{MERCHANT}{rest}?lang=en"))
            .await;
        let page = answer.page();
        let han = |text: &str| text.chars().filter(|c| ('一'..='鿿').contains(c)).count();
        let all: String = page.all("main")[0].text().collect();
        let marked = page.all("main [lang=zh-CN]").into_iter();
        let marked: String = marked.flat_map(|element| element.text()).collect();
        assert_eq!(han(&all), han(&marked), "{rest}: {all}");
    }
}
