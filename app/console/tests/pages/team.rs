//! Team pages: who may see them, and what each form asks of the console.

use crate::browser::{Browser, ORIGIN};
use crate::fake_console::{MARKUP, MERCHANT, invitation_id, link, person_id};
use axum::http::StatusCode;

fn team() -> String {
    format!("/console/{MERCHANT}/team")
}

fn member(who: &str) -> String {
    format!("{}/{}", team(), person_id(who))
}

#[tokio::test]
async fn members_and_invitations_are_listed_and_escaped() {
    let answer = Browser::of("owner").get(&team()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    let rows = page.all("tbody th");
    let text: Vec<String> = rows.iter().map(|row| crate::html::text(*row)).collect();
    assert_eq!(text[0], "李雷 你owner@shop.example");
    assert!(text[1].starts_with(MARKUP), "{}", text[1]);
    assert!(text[3].contains("财务 王芳"));
    assert!(answer.body.contains("从未登录"));
    let link = page.all("td a")[1].attr("href");
    assert_eq!(link, Some(member("support").as_str()));
    let malls = page.all("[aria-labelledby=malls] li");
    let malls: Vec<String> = malls.iter().map(|mall| crate::html::text(*mall)).collect();
    assert_eq!(malls, ["江南银行生活商城", MARKUP]);
    let provider = Browser::of("admin").get("/console/provider/team").await;
    assert!(!provider.page().has("#malls"));
}

#[tokio::test]
async fn an_invitation_is_made_and_its_link_shown_once() {
    let path = format!("{}/invite", team());
    let browser = Browser::of("owner");
    let page = browser.get(&path).await.page();
    assert_eq!(page.all("[name=role]").len(), 6, "the roles of merchants");
    assert!(!page.has("[checked]"), "no role is given by accident");
    let answer = browser.post(&path, &[("note", "王芳 <i>")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    assert_eq!(page.one("#error-summary a").attr("href"), Some("#role"));
    assert_eq!(page.one("#note").attr("value"), Some("王芳 <i>"));
    let answer = browser
        .post(&path, &[("role", "finance"), ("note", "")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let checked = answer
        .page()
        .one("[checked]")
        .attr("value")
        .map(str::to_owned);
    assert_eq!(checked.as_deref(), Some("finance"));
    assert!(browser.changes().is_empty());

    let answer = browser
        .post(&path, &[("role", "finance"), ("note", "王芳")])
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let shown = answer.page().text("#link");
    assert_eq!(shown, format!("{ORIGIN}{}", link("new").path()));
    assert_eq!(
        browser.changes(),
        [format!("invite {MERCHANT} finance 王芳")]
    );
    let provider = Browser::of("admin")
        .get("/console/provider/team/invite")
        .await;
    assert!(provider.page().has("[value=auditor]") && !provider.page().has("[value=owner]"));
}

#[tokio::test]
async fn an_invitation_is_withdrawn() {
    let browser = Browser::of("owner");
    let id = invitation_id().to_string();
    let answer = browser.post(&team(), &[("invitation", &id)]).await;
    assert_eq!(answer.location(), format!("{}?done=withdraw", team()));
    assert_eq!(browser.changes(), [format!("withdraw {MERCHANT} {id}")]);
    let other = "inv_00000000000000000000000009";
    let answer = browser.post(&team(), &[("invitation", other)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = browser.post(&team(), &[("invitation", "x")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_member_gets_another_role_or_a_new_sign_in() {
    let (path, id) = (member("support"), person_id("support"));
    let browser = Browser::of("owner");
    let page = browser.get(&path).await.page();
    assert_eq!(page.text("h1"), MARKUP);
    assert_eq!(page.one("[checked]").attr("value"), Some("support"));
    let to = format!("{path}?do=role");
    let answer = browser.post(&to, &[("role", "finance")]).await;
    assert_eq!(answer.location(), format!("{}?done=role", team()));
    let answer = browser.post(&to, &[("role", "king")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = browser.post(&format!("{path}?do=reset"), &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.page().text("#link"),
        format!("{ORIGIN}{}", link("renew").path())
    );
    assert_eq!(
        browser.changes(),
        [
            format!("change_role {MERCHANT} {id} finance"),
            format!("reset {MERCHANT} {id}")
        ]
    );
    let answer = browser.post(&format!("{path}?do=x"), &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_removal_is_asked_for_first() {
    let path = member("support");
    let browser = Browser::of("owner");
    let page = browser.get(&path).await.page();
    let ask = page.one("a.button--danger").attr("href").expect("a link");
    assert_eq!(ask, format!("{path}?ask=remove"));
    let page = browser.get(ask).await.page();
    assert!(page.text("h1").contains(MARKUP));
    assert!(browser.changes().is_empty());
    let form = page
        .one("main form")
        .attr("action")
        .expect("a path")
        .to_owned();
    let answer = browser.post(&form, &[]).await;
    assert_eq!(answer.location(), format!("{}?done=remove", team()));
    assert_eq!(
        browser.changes(),
        [format!("remove {MERCHANT} {}", person_id("support"))]
    );
}

#[tokio::test]
async fn the_last_owner_stays() {
    let browser = Browser::of("owner");
    for (action, fields) in [("role", &[("role", "finance")][..]), ("remove", &[])] {
        let to = format!("{}?do={action}&lang=en", member("owner"));
        let answer = browser.post(&to, fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer
                .page()
                .text("#error-summary")
                .contains("at least one Owner")
        );
    }
}

#[tokio::test]
async fn who_may_not_is_told_who_may() {
    for (who, path, roles) in [
        ("support", team(), "Owner"),
        ("designer", format!("{}/invite", team()), "Owner"),
        ("support", format!("/console/{MERCHANT}/audit"), "Owner"),
        ("auditor", "/console/provider/team".into(), "Administrator"),
    ] {
        let answer = Browser::of(who).get(&format!("{path}?lang=en")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who} {path}");
        let page = answer.page();
        assert!(
            page.text(".lead")
                .contains(&format!("with the role {roles}."))
        );
        assert!(page.has(".side"), "the navigation stays");
    }
    let browser = Browser::of("support");
    for (path, fields) in [
        (
            team(),
            vec![("invitation", "inv_00000000000000000000000001")],
        ),
        (
            format!("{}/invite", team()),
            vec![("role", "owner"), ("note", "me")],
        ),
        (
            format!("{}?do=role", member("support")),
            vec![("role", "owner")],
        ),
    ] {
        let answer = browser.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(browser.changes().is_empty());
}

#[tokio::test]
async fn another_scope_is_not_found() {
    let other = "mer_00000000000000000000000009";
    for scope in ["provider", other, "mer_x", "nothing"] {
        for page in ["", "/team", "/team/invite", "/audit", "/team/x", "/x/y"] {
            let path = format!("/console/{scope}{page}");
            let answer = Browser::of("owner").get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.page().text("h1"), "找不到这个页面");
        }
        let browser = Browser::of("owner");
        let fields = [("role", "owner"), ("note", "x")];
        let answer = browser
            .post(&format!("/console/{scope}/team/invite"), &fields)
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(browser.changes().is_empty());
    }
    let answer = Browser::of("owner").get(&member("auditor")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
