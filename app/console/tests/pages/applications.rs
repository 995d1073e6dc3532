//! The list of applications, the page of one, and its forms.

use crate::browser::Browser;
use crate::fake_applications::{FILE, application_id, document_id};
use crate::fake_console::{MERCHANT, padded};
use crate::fake_provider::MALL;
use crate::fake_refunds::approval_id;
use crate::html::{Page, text};
use axum::http::StatusCode;
use domain::application::ApplicationState as State;

const LIST: &str = "/console/provider/applications";

fn path(state: State) -> String {
    format!("{LIST}/{}", application_id(state))
}

async fn open(who: &str, path: &str) -> Page {
    let answer = Browser::of(who).get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{who} {path}");
    assert!(!answer.body.contains("<b>"));
    answer.page()
}

fn buttons(page: &Page) -> Vec<String> {
    page.all("main form button").into_iter().map(text).collect()
}

#[tokio::test]
async fn the_list_is_filtered_by_state_and_paged() {
    let page = open("operator", LIST).await;
    let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
    assert_eq!(rows.len(), 7);
    assert!(rows[0].contains("914403001922038216") && rows[0].contains("录入中"));
    assert_eq!(page.text("nav [aria-current=page]"), "进件");
    assert_eq!(buttons(&page), ["录入新商户"]);
    assert!(buttons(&open("risk", LIST).await).is_empty());
    let next = page.one("[rel=next]").attr("href").expect("an address");
    assert!(!open("risk", next).await.has("[rel=next]"));
    let filtered = open("risk", &format!("{LIST}?state=proving")).await;
    assert_eq!(filtered.all("tbody tr").len(), 1);
    assert_eq!(filtered.text("main nav [aria-current=true]"), "待验证账户");
    let none = open("risk", &format!("{LIST}?state=withdrawn")).await;
    assert_eq!(none.text(".empty h2"), "没有这个状态的进件");
    for gone in ["?state=x", "?after=1"] {
        let answer = Browser::of("risk").get(&format!("{LIST}{gone}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{gone}");
    }
    let foreign = Browser::of("owner").get(LIST).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let browser = Browser::of("operator");
    let begun = browser.post(LIST, &[]).await;
    assert_eq!(
        begun.location(),
        format!("{}?done=begin", path(State::Draft))
    );
    let refused = Browser::of("risk").post(LIST, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn each_role_has_the_buttons_of_its_part() {
    for (who, state, expected) in [
        ("operator", State::Draft, vec!["提交审核", "上传", "撤回"]),
        ("operator", State::Submitted, vec!["上传", "撤回"]),
        ("risk", State::Draft, vec![]),
        ("risk", State::Submitted, vec!["审核通过", "退回", "拒绝"]),
        ("risk", State::Proving, vec!["退回", "拒绝"]),
        ("cashier", State::Proving, vec!["记录转出"]),
        (
            "risk",
            State::Proved,
            vec!["申请由另一人批准", "退回", "拒绝"],
        ),
        ("admin", State::Active, vec!["生成链接"]),
        ("operator", State::Active, vec![]),
        ("auditor", State::Submitted, vec![]),
    ] {
        let page = open(who, &path(state)).await;
        assert_eq!(buttons(&page), expected, "{who} {state:?}");
    }
}

#[tokio::test]
async fn the_page_has_entries_masked_remarks_documents_and_steps() {
    let page = open("operator", &path(State::Returned)).await;
    let main = page.text("main");
    for said in [
        "已退回",
        "请按各部分的意见修改",
        "审核意见: 名称与证照不符",
        "主体类型企业",
        "法定代表人身份证号****002X",
        "还没有填写",
        "营业执照",
        "开始录入",
    ] {
        assert!(main.contains(said), "{said}: {main}");
    }
    let file = page
        .one("tbody a")
        .attr("href")
        .expect("an address")
        .to_owned();
    let answer = Browser::of("risk").get(&file).await;
    assert_eq!(answer.body.as_bytes(), FILE);
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), value);
    }
    assert!(answer.header("content-security-policy").contains("sandbox"));
    let name = format!("attachment; filename=\"licence-{}.pdf\"", document_id());
    assert_eq!(answer.header("content-disposition"), name);
    let refused = Browser::of("cashier").get(&file).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!open("cashier", &path(State::Returned)).await.has("tbody a"));
}

#[tokio::test]
async fn a_section_is_saved_and_its_mistakes_stand_at_their_fields() {
    let form = format!("{}/terms", path(State::Draft));
    let page = open("operator", &form).await;
    let ticked: Vec<_> = page.all("input[checked]");
    assert_eq!(ticked.len(), 3, "two products and a mall");
    let browser = Browser::of("operator");
    let fields = [
        ("revision", "3"),
        ("products", "scan"),
        ("products", "wechat"),
        ("malls", MALL),
        ("fees_from", "2026-12-01"),
    ];
    let saved = browser.post(&form, &fields).await;
    assert_eq!(
        saved.location(),
        format!("{}?done=save", path(State::Draft))
    );
    assert_eq!(
        browser.changes(),
        [format!("save terms scan wechat {MALL}")]
    );
    let wrong = browser
        .post(&form, &[("revision", "3"), ("malls", MALL)])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = wrong.page();
    assert_eq!(wrong.text("#products-error"), "错误：请选择支付产品");
    let links = wrong.all("#error-summary a");
    assert_eq!(links[0].attr("href"), Some("#products"));
    assert!(wrong.has("#products") && wrong.has("#fees_from"));

    let person = open("operator", &format!("{}/legal-person", path(State::Draft))).await;
    assert_eq!(person.one("#legal_id").attr("value"), Some(""));
    let hint = person.text("#legal_id-hint");
    assert_eq!(hint, "已保存 ****002X，不改就留空。");
    for (who, section, status) in [
        ("operator", "other", StatusCode::NOT_FOUND),
        ("risk", "terms", StatusCode::FORBIDDEN),
    ] {
        let path = format!("{}/{section}", path(State::Draft));
        assert_eq!(Browser::of(who).get(&path).await.status, status);
    }
    let over = Browser::of("operator");
    let over = over.get(&format!("{}/terms", path(State::Submitted))).await;
    assert_eq!(over.location(), path(State::Submitted));
}

#[tokio::test]
async fn a_lost_edit_shows_both_and_saves_neither() {
    let browser = Browser::of("operator");
    let form = format!("{}/company", path(State::Draft));
    let lost = browser
        .post(&form, &[("revision", "2"), ("address", "上海市")])
        .await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    let page = lost.page();
    let rows: Vec<String> = page.all("tbody tr").into_iter().map(text).collect();
    assert!(
        rows.contains(&"登记地址上海市杭州市西湖区龙井路 1 号".to_owned()),
        "{rows:?}"
    );
    assert_eq!(page.one("#address").attr("value"), Some("上海市"));
    assert_eq!(page.one("[name=revision]").attr("value"), Some("3"));
    assert!(browser.changes().is_empty());
}

#[tokio::test]
async fn moves_sums_and_links_go_where_they_belong() {
    let risk = Browser::of("risk");
    let at = |state, action| format!("{}?do={action}", path(state));
    let remark = [("revision", "3"), ("remark-terms", "费率不对")];
    let back = risk.post(&at(State::Submitted, "return"), &remark).await;
    assert_eq!(
        back.location(),
        format!("{}?done=return", path(State::Submitted))
    );
    assert_eq!(risk.changes(), ["Return([(Terms, \"费率不对\")])"]);
    let empty = risk
        .post(&at(State::Submitted, "return"), &[("revision", "3")])
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.page().has("#remark") && empty.page().has("#remark-error"));
    let stale = risk
        .post(&at(State::Submitted, "accept"), &[("revision", "2")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let number = [("number-union_pay", "777290058110048")];
    let asked = risk.post(&at(State::Proved, "activate"), &number).await;
    let request = format!("/console/provider/approvals/{}?done=asked", approval_id(0));
    assert_eq!(asked.location(), request);
    let none = risk.post(&at(State::Proved, "activate"), &[]).await;
    assert!(
        none.page()
            .text("#network_account-error")
            .contains("请至少填写一个")
    );

    let operations = Browser::of("operator");
    let missing = operations
        .post(&at(State::Draft, "submit"), &[("revision", "3")])
        .await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let missing = missing.page();
    let to = missing
        .one("#error-summary a")
        .attr("href")
        .expect("a field");
    assert!(missing.has(to), "{to}");
    let cashier = Browser::of("cashier");
    let sent = cashier
        .post(&at(State::Proving, "sum"), &[("amount", "0.37")])
        .await;
    assert_eq!(
        sent.location(),
        format!("{}?done=sum", path(State::Proving))
    );
    let typed = cashier
        .post(&at(State::Proving, "sum"), &[("amount", "x")])
        .await;
    assert_eq!(typed.status, StatusCode::UNPROCESSABLE_ENTITY);
    let bad = cashier.post(&at(State::Proving, "x"), &[]).await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);

    let link = Browser::of("admin")
        .post(&at(State::Active, "link"), &[])
        .await;
    assert_eq!(link.status, StatusCode::OK);
    let link = link.page().text("#link");
    assert!(link.ends_with(&padded("owner")), "{link}");
}

#[tokio::test]
async fn a_document_is_added_and_its_mistake_stands_at_the_file() {
    let browser = Browser::of("operator");
    let to = format!("{}/documents", path(State::Draft));
    let added = browser.post_file(&to, &[("kind", "permit")], FILE).await;
    assert_eq!(
        added.location(),
        format!("{}?done=document", path(State::Draft))
    );
    assert_eq!(browser.changes(), ["add permit"]);
    let wrong = browser
        .post_file(&to, &[("kind", "permit")], b"<svg/>")
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.page().text("#document-error").contains("JPEG"));
    let large = vec![0; 5 * 1024 * 1024];
    let large = browser.post_file(&to, &[("kind", "permit")], &large).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_contract_is_shown_with_its_fees_and_changed_by_a_second_person() {
    let merchant = format!("/console/provider/merchants/{MERCHANT}");
    let form = format!("{merchant}/contract");
    let page = open("operator", &merchant).await;
    assert!(
        page.text("main")
            .contains("0.38%，每笔最低 ¥0.10，自 2026-12-01 起")
    );
    let link = format!("main a[href=\"{form}\"]");
    assert!(page.has(&link) && !open("risk", &merchant).await.has(&link));
    let page = open("operator", &form).await;
    assert_eq!(page.all("input[checked]").len(), 2, "a product and a mall");
    assert_eq!(page.one("#rate_scan").attr("value"), Some("0.38"));
    let browser = Browser::of("operator");
    let fields = [("products", "scan"), ("fees_from", "2027-01-01")];
    let asked = browser.post(&form, &fields).await;
    let request = format!("/console/provider/approvals/{}?done=asked", approval_id(0));
    assert_eq!(asked.location(), request);
    assert_eq!(browser.changes(), ["contract scan"]);
    let empty = browser.post(&form, &[("products", "scan")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.page().has("#fees_from-error"));
    let unknown = "/console/provider/merchants/x/contract";
    for (who, path, status) in [
        ("risk", form.as_str(), StatusCode::FORBIDDEN),
        ("operator", unknown, StatusCode::NOT_FOUND),
    ] {
        assert_eq!(Browser::of(who).get(path).await.status, status);
    }
}
