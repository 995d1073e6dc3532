//! What weighs asks for password and code, or a passkey, and then goes on with
//! what was asked for.

use crate::browser::{Browser, ORIGIN};
use crate::fake_console::{ANSWER, CODE, MARKUP, MERCHANT, PASSWORD, link, padded, person_id};
use axum::http::StatusCode;

fn invite() -> String {
    format!("/console/{MERCHANT}/team/invite")
}

const PROOF: [(&str, &str); 2] = [("password", PASSWORD), ("code", CODE)];

#[tokio::test]
async fn a_form_is_repeated_with_the_confirmation_and_goes_on() {
    let browser = Browser::of("lateowner");
    let typed = [("role", "finance"), ("note", MARKUP)];
    let answer = browser.post(&invite(), &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.changes().is_empty());
    let page = answer.page();
    assert_eq!(page.text("h1"), "请确认是你本人");
    assert_eq!(
        page.one("main form").attr("action"),
        Some(invite().as_str())
    );
    for (name, value) in typed {
        let field = page.one(&format!("main form [type=hidden][name={name}]"));
        assert_eq!(field.attr("value"), Some(value));
    }
    assert_eq!(page.all("main form [name=form_token]").len(), 1);

    let again = [&typed[..], &PROOF, &[("confirm", "form")]].concat();
    let answer = browser.post(&invite(), &again).await;
    assert_eq!(answer.status, StatusCode::OK);
    let shown = answer.page().text("#link");
    assert_eq!(shown, format!("{ORIGIN}{}", link("new").path()));
    let invited = format!("invite {MERCHANT} finance {MARKUP}");
    assert_eq!(browser.changes(), ["confirm".to_owned(), invited]);
    let cookie = answer.header("set-cookie");
    let renewed = format!(
        "__Host-console={}{}",
        padded("owner"),
        Browser::form_token()
    );
    assert!(
        cookie.starts_with(&renewed),
        "the same form token: {cookie}"
    );
}

#[tokio::test]
async fn an_action_in_the_query_is_kept() {
    let path = format!(
        "/console/{MERCHANT}/team/{}?do=remove",
        person_id("support")
    );
    let browser = Browser::of("lateowner");
    let page = browser.post(&format!("{path}&lang=en"), &[]).await.page();
    let action = format!("{path}&lang=en");
    assert_eq!(page.one("main form").attr("action"), Some(action.as_str()));
    let proof = [&PROOF[..], &[("confirm", "form")]].concat();
    let answer = browser.post(&path, &proof).await;
    assert!(answer.location().ends_with("/team?done=remove"));
}

#[tokio::test]
async fn a_wrong_confirmation_does_nothing_and_keeps_what_was_typed() {
    let browser = Browser::of("lateowner");
    for (password, code, wrong) in [
        ("wrong", CODE, "账号、密码或验证码不正确。"),
        (PASSWORD, "000000", "账号、密码或验证码不正确。"),
        ("", "", "请输入密码请输入验证码"),
    ] {
        let fields = [
            ("role", "finance"),
            ("note", "王芳"),
            ("confirm", "form"),
            ("password", password),
            ("code", code),
        ];
        let answer = browser.post(&invite(), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.page();
        assert_eq!(
            page.text("#error-summary"),
            format!("请检查以下内容{wrong}")
        );
        let note = page.one("main form [type=hidden][name=note]");
        assert_eq!(note.attr("value"), Some("王芳"));
        assert!(!answer.headers.contains_key("set-cookie"));
        assert_eq!(page.all("main form [name=confirm]").len(), 1);
        for secret in ["#password", "#code"] {
            assert_eq!(page.one(secret).attr("value"), Some(""));
        }
    }
    assert!(browser.changes().is_empty());
}

#[tokio::test]
async fn a_page_is_asked_for_before_it_is_shown() {
    let path = "/console/account/password";
    let browser = Browser::of("lateowner");
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.page();
    assert_eq!(page.text("h1"), "请确认是你本人");
    assert_eq!(page.one("[name=confirm]").attr("value"), Some("visit"));
    let proof = [&PROOF[..], &[("confirm", "visit")]].concat();
    let answer = browser.post(path, &proof).await;
    assert_eq!(answer.location(), path);
    assert!(answer.header("set-cookie").contains(&padded("owner")));
    let wrong = [("confirm", "visit"), ("password", "x"), ("code", "y")];
    let page = browser.post(path, &wrong).await.page();
    assert_eq!(page.one("[name=confirm]").attr("value"), Some("visit"));
    assert_eq!(
        Browser::of("owner").get(path).await.page().text("h1"),
        "修改密码"
    );
}

#[tokio::test]
async fn no_secret_of_the_first_form_is_repeated() {
    let fields = [
        ("password", PASSWORD),
        ("new_password", "a new long password"),
    ];
    let answer = Browser::of("lateowner")
        .post("/console/account/password", &fields)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.body.contains(PASSWORD) && !answer.body.contains("a new long"));
}

#[tokio::test]
async fn a_passkey_confirms_too() {
    let browser = Browser::of("lateowner");
    let page = browser.post(&invite(), &[("role", "finance")]).await.page();
    let part = page.one("#passkey");
    assert_eq!(part.attr("data-ask"), Some("/console/passkey?for=confirm"));
    assert!(part.attr("hidden").is_some() && part.attr("data-make").is_none());
    let fields = |answer| {
        [
            ("role", "finance"),
            ("note", "x"),
            ("confirm", "form"),
            ("confirm_passkey", answer),
        ]
    };
    let answer = browser.post(&invite(), &fields("{}")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = browser.post(&invite(), &fields(ANSWER)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(browser.changes().len(), 2);
    let admin = Browser::of("lateadmin");
    let fields = [("role", "auditor"), ("note", "x")];
    let asked = admin.post("/console/provider/team/invite", &fields).await;
    assert!(
        !asked.page().has("#passkey"),
        "who has none is not asked for one"
    );
}

#[tokio::test]
async fn a_form_of_another_session_or_site_confirms_nothing() {
    let fields = [&PROOF[..], &[("confirm", "form"), ("form_token", "x")]].concat();
    let browser = Browser::of("lateowner");
    let answer = browser.post_bare(&invite(), &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let elsewhere = Browser::of("lateowner").with("sec-fetch-site", "cross-site");
    let proof = [&PROOF[..], &[("confirm", "form")]].concat();
    let answer = elsewhere.post(&invite(), &proof).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(browser.changes().is_empty() && elsewhere.changes().is_empty());
    let nobody = Browser::new().post(&invite(), &proof).await;
    assert!(nobody.location().starts_with("/console/sign-in"));
}
