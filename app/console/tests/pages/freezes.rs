//! Freezes: the list, one of them, the forms that ask, and what a merchant reads.

use crate::browser::{Answer, Browser};
use crate::fake_console::{MARKUP, MERCHANT, NEW_MERCHANT};
use crate::fake_freezes::freeze_id;
use crate::fake_refunds::approval_id;
use crate::html::{Page, text};
use crate::orders::order_id;
use axum::http::StatusCode;

const PROVIDER: &str = "/console/provider";

async fn get(who: &str, path: &str) -> Answer {
    Browser::of(who).get(&format!("{PROVIDER}{path}")).await
}

async fn open(who: &str, path: &str) -> Page {
    let answer = get(who, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert!(!answer.body.contains("<b>"));
    answer.page()
}

fn of_merchant() -> String {
    format!("/merchants/{MERCHANT}/freeze")
}

fn of_order() -> String {
    format!("/orders/{}/freeze", order_id(2))
}

#[tokio::test]
async fn the_list_says_what_is_frozen_why_and_until_when() {
    let page = open("auditor", "/freezes").await;
    let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
    assert_eq!(rows.len(), 2);
    for (row, parts) in rows.iter().zip([
        [
            &format!("商户 {MARKUP}"),
            "新付款盗刷",
            "待另一人确认",
            "2026-11-23 15:00",
        ],
        [
            "订单 T202611220058",
            "退款法院或机关的文书",
            "冻结中",
            "解除为止",
        ],
    ]) {
        for part in parts {
            assert!(row.contains(part), "{part}: {row}");
        }
    }
    assert_eq!(page.text("nav [aria-current=page]"), "冻结");
    let all = open("auditor", "/freezes?list=all").await;
    let rows: Vec<String> = all.all("tbody tr").into_iter().map(text).collect();
    assert!(rows[2].contains("已解除"), "{}", rows[2]);
    let older = all.one("[rel=next]").attr("href").expect("an address");
    let second = Browser::of("auditor").get(older).await.page();
    assert_eq!(second.text(".empty h2"), "没有冻结");
    let wrong = get("auditor", "/freezes?page=x").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get("owner", "/freezes").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_freeze_has_its_persons_and_the_form_of_its_release() {
    let path = format!("/freezes/{}", freeze_id(1));
    let page = open("risk", &path).await;
    let main = page.text("main");
    for part in [
        "发文机关杭州市中级人民法院",
        &format!("文书编号{MARKUP}"),
        "停止的业务退款",
        "到期时间解除为止",
        "批准人Lucy King · admin@shop.example",
    ] {
        assert!(main.contains(part), "{part}: {main}");
    }
    let browser = Browser::of("risk");
    let path = format!("{PROVIDER}{path}");
    let empty = browser.post(&path, &[("reason", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty
            .page()
            .text("#reason-error")
            .contains("请输入解除原因")
    );
    let sent = browser.post(&path, &[("reason", "法院解除")]).await;
    let approval = approval_id(0);
    assert_eq!(
        sent.location(),
        format!("{PROVIDER}/approvals/{approval}?done=asked")
    );
    assert_eq!(
        browser.changes(),
        [format!("ask_release {} 法院解除", freeze_id(1))]
    );
    for (who, place) in [("risk", 2), ("auditor", 1), ("admin", 1)] {
        let page = open(who, &format!("/freezes/{}", freeze_id(place))).await;
        assert!(!page.has("main form"), "{who} {place}");
    }
    let sent = Browser::of("auditor").post(&path, &[("reason", "x")]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    let gone = get("risk", &format!("/freezes/{}", freeze_id(7))).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_form_asks_for_what_why_and_until_when() {
    let browser = Browser::of("risk");
    let path = format!("{PROVIDER}{}", of_merchant());
    let page = browser.get(&path).await.page();
    assert!(page.text("main").contains("可以批准的人：Lucy King"));
    let typed = [
        ("payments", "yes"),
        ("refunds", "yes"),
        ("by", "authority"),
        ("issuer", "杭州市中级人民法院"),
        ("document", "1号"),
        ("freeze_until", "2026-11-30"),
    ];
    let sent = browser.post(&path, &typed).await;
    let approval = approval_id(0);
    assert_eq!(
        sent.location(),
        format!("{PROVIDER}/approvals/{approval}?done=asked")
    );
    let changes = browser.changes();
    assert_eq!(
        changes,
        [format!(
            "ask_freeze {MERCHANT} Stops {{ payments: true, refunds: true }} \
             Authority {{ issuer: \"杭州市中级人民法院\", document: \"1号\" }} \
             Some(1796054400000) false"
        )],
        "to the end of the day in China"
    );
    for (typed, fields) in [
        (vec![], vec!["payments", "by"]),
        (vec![("by", "risk"), ("refunds", "yes")], vec!["rule"]),
        (
            vec![("by", "risk"), ("rule", "x"), ("freeze_until", "soon")],
            vec!["payments", "rule", "freeze_until"],
        ),
        (
            vec![
                ("by", "authority"),
                ("payments", "yes"),
                ("document", "<b>"),
            ],
            vec!["issuer"],
        ),
    ] {
        let answer = browser.post(&path, &typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.body.contains("<b>"));
        let page = answer.page();
        let links = page.all(".alert a");
        let links: Vec<_> = links.iter().filter_map(|link| link.attr("href")).collect();
        let expected: Vec<_> = fields.iter().map(|field| format!("#{field}")).collect();
        assert_eq!(links, expected);
        for field in fields {
            assert!(page.has(&format!("#{field}")), "{field}");
            assert!(page.has(&format!("#{field}-error")), "{field}");
        }
    }
    assert_eq!(browser.changes().len(), 1);
}

#[tokio::test]
async fn risk_stops_new_payments_at_once_with_one_button() {
    let browser = Browser::of("risk");
    let path = format!("{PROVIDER}{}", of_merchant());
    let typed = [
        ("refunds", "yes"),
        ("by", "risk"),
        ("rule", "stolen_cards"),
        ("risk_note", "境外卡"),
        ("at_once", "yes"),
    ];
    let sent = browser.post(&path, &typed).await;
    let to = format!("{PROVIDER}/freezes/{}?done=frozen", freeze_id(0));
    assert_eq!(sent.location(), to);
    assert_eq!(
        browser.changes(),
        [format!(
            "ask_freeze {MERCHANT} Stops {{ payments: true, refunds: false }} \
             Risk {{ rule: StolenCards, note: \"境外卡\" }} None true"
        )]
    );
    let page = browser.get(&to).await.page();
    assert!(page.text(".notice").contains("24 小时内确认"));
    assert!(page.text("main").contains("还没有人确认"));
    assert!(open("risk", &of_merchant()).await.has("[name=at_once]"));
    for (who, path) in [("operator", of_merchant()), ("risk", of_order())] {
        assert!(!open(who, &path).await.has("[name=at_once]"), "{who}");
    }
}

#[tokio::test]
async fn a_paid_order_has_only_its_refunds_stopped() {
    let page = open("operator", &of_order()).await;
    assert!(page.has("[name=refunds]") && !page.has("[name=payments]"));
    assert!(page.text("#in-force").contains("正在生效"));
    assert_eq!(page.all("tbody tr").len(), 1);
}

#[tokio::test]
async fn who_may_not_ask_has_no_form() {
    for path in [of_merchant(), of_order()] {
        for (who, status) in [
            ("admin", StatusCode::FORBIDDEN),
            ("auditor", StatusCode::FORBIDDEN),
            ("owner", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(get(who, &path).await.status, status, "{who} {path}");
            let sent = Browser::of(who)
                .post(&format!("{PROVIDER}{path}"), &[])
                .await;
            assert_eq!(sent.status, status, "{who} {path}");
        }
    }
    let gone = get("risk", &format!("/merchants/{NEW_MERCHANT}/freeze")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let link = format!("{PROVIDER}{}", of_merchant());
    let page = open("operator", &format!("/merchants/{MERCHANT}")).await;
    assert!(page.has(&format!("[href='{link}']")));
    let page = open("auditor", &format!("/merchants/{MERCHANT}")).await;
    assert!(!page.has(&format!("[href='{link}']")));
    assert!(page.text("#freezes").contains("冻结"));
}

#[tokio::test]
async fn a_merchant_reads_that_it_is_frozen_and_whom_to_ask_but_not_why() {
    for who in ["owner", "support", "designer"] {
        let page = Browser::of(who).get(&format!("/console/{MERCHANT}")).await;
        let page = page.page();
        let told = page.text("main .warning");
        for part in [
            "新付款自 2026-11-22 15:00 起由支付机构暂停",
            "订单 T202611220058 的退款自",
            "请联系支付机构",
        ] {
            assert!(told.contains(part), "{who} {part}: {told}");
        }
        assert!(!told.contains("法院") && !told.contains("盗刷"), "{told}");
    }
    let page = Browser::of("newcomer")
        .get(&format!("/console/{NEW_MERCHANT}"))
        .await
        .page();
    assert!(!page.has("main .warning"));
}

#[tokio::test]
async fn english_pages_have_no_chinese_of_their_own() {
    let han = |text: &str| text.chars().filter(|c| ('一'..='鿿').contains(c)).count();
    for path in [
        "/freezes".into(),
        format!("/freezes/{}", freeze_id(0)),
        format!("/freezes/{}", freeze_id(2)),
        of_merchant(),
        of_order(),
    ] {
        let page = open("risk", &format!("{path}?lang=en")).await;
        let all: String = page.all("main")[0].text().collect();
        let marked = page.all("main [lang=zh-CN]").into_iter();
        let marked: String = marked.flat_map(|element| element.text()).collect();
        assert_eq!(han(&all), han(&marked), "{path}: {all}");
    }
}
