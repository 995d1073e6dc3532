//! Forms of other sites and other sessions change nothing, and no GET does.

use crate::browser::{Browser, ORIGIN};
use crate::fake_console::{
    ANSWER, CODE, MERCHANT, PASSWORD, invitation_id, link, padded, passkey_id, person_id,
    session_id,
};
use crate::fake_refunds::approval_id;
use crate::orders::order_id;
use axum::http::{Method, StatusCode};

/// Each form that a session binds, with fields that would be taken.
fn forms() -> Vec<(String, Vec<(&'static str, String)>)> {
    let team = format!("/console/{MERCHANT}/team");
    let member = format!("{team}/{}", person_id("support"));
    let request = format!("/console/{MERCHANT}/approvals/{}", approval_id(0));
    let field = |name, value: &str| vec![(name, value.to_owned())];
    vec![
        ("/console/sign-out".into(), Vec::new()),
        (
            "/console/account?do=end".into(),
            field("session", session_id(1).as_str()),
        ),
        ("/console/account?do=end_others".into(), Vec::new()),
        (
            "/console/account/password".into(),
            vec![
                ("password", PASSWORD.into()),
                ("new_password", "another long pass-phrase".into()),
            ],
        ),
        ("/console/account/codes".into(), Vec::new()),
        (
            "/console/account?do=remove_passkey".into(),
            field("passkey_id", passkey_id().as_str()),
        ),
        (
            "/console/account/passkeys/new".into(),
            vec![("passkey_name", "x".into()), ("passkey", ANSWER.into())],
        ),
        (team.clone(), field("invitation", invitation_id().as_str())),
        (
            format!("{team}/invite"),
            vec![("role", "finance".into()), ("note", "x".into())],
        ),
        (format!("{member}?do=role"), field("role", "finance")),
        (format!("{member}?do=reset"), Vec::new()),
        (format!("{member}?do=remove"), Vec::new()),
        (
            format!("/console/{MERCHANT}/orders/{}/refund", order_id(2)),
            [
                ("key", "00000000000000000000000001"),
                ("refundable", "256.00"),
                ("says", "28.00"),
                ("second", "no"),
                ("amount", "28"),
                ("reason", "faulty"),
                ("note", ""),
            ]
            .map(|(name, value)| (name, value.to_owned()))
            .to_vec(),
        ),
        (
            format!("/console/{MERCHANT}/refund-limit"),
            vec![("shown", "300.00".into()), ("amount", "100".into())],
        ),
        (format!("{request}?do=approve"), Vec::new()),
        (format!("{request}?do=refuse"), field("reason", "x")),
        (
            format!(
                "/console/{MERCHANT}/approvals/{}?do=withdraw",
                approval_id(1)
            ),
            Vec::new(),
        ),
    ]
}

fn with_token<'a>(token: &'a str, fields: &'a [(&str, String)]) -> Vec<(&'a str, &'a str)> {
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    std::iter::once(("form_token", token))
        .chain(fields)
        .collect()
}

#[tokio::test]
async fn every_form_needs_the_token_of_its_session() {
    for (path, fields) in forms() {
        let browser = Browser::of("owner");
        for token in ["", "x", &padded("owner"), &padded("other")] {
            let answer = browser.post_bare(&path, &with_token(token, &fields)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(answer.page().text("h1"), "表单已失效");
        }
        assert!(browser.changes().is_empty(), "{path}");
        let token = Browser::form_token();
        let answer = browser.post_bare(&path, &with_token(&token, &fields)).await;
        assert!(answer.status.is_success() || answer.status.is_redirection());
        assert_eq!(browser.changes().len(), 1, "{path}");
    }
}

#[tokio::test]
async fn every_form_needs_a_session() {
    for (path, fields) in forms() {
        let browser = Browser::new();
        let token = Browser::form_token();
        let answer = browser.post_bare(&path, &with_token(&token, &fields)).await;
        assert!(answer.location().starts_with("/console/sign-in"), "{path}");
        assert!(browser.changes().is_empty());
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let mut all = forms();
    let sign_in = [("account", "owner"), ("password", PASSWORD)];
    let sign_in = sign_in.map(|(name, value)| (name, value.to_owned()));
    all.push(("/console/sign-in".into(), sign_in.to_vec()));
    let accept = [
        ("account", "wang"),
        ("name", "Wang"),
        ("password", PASSWORD),
        ("code", CODE),
    ];
    let accept = accept.map(|(name, value)| (name, value.to_owned()));
    all.push((link("new").path(), accept.to_vec()));
    let passkey = vec![("passkey", ANSWER.to_owned())];
    all.push(("/console/sign-in/passkey".into(), passkey));
    all.push(("/console/passkey?for=sign_in".into(), Vec::new()));
    let token = Browser::form_token();
    for (path, fields) in all {
        for (site, origin, status) in [
            ("cross-site", "https://evil.example", 403),
            ("same-site", "https://blog.pay.example", 403),
            ("", "https://evil.example", 403),
            ("", "null", 403),
            ("", "", 403),
            ("", ORIGIN, 200),
            ("same-origin", ORIGIN, 200),
        ] {
            let browser = Browser::of("owner");
            let browser = browser.with("sec-fetch-site", site).with("origin", origin);
            let answer = browser.post_bare(&path, &with_token(&token, &fields)).await;
            let changed = browser.changes().len();
            if status == 403 {
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{path} {site} {origin}"
                );
                assert_eq!(changed, 0, "{path} {site} {origin}");
            } else {
                assert_eq!(changed, 1, "{path} {site} {origin}");
            }
        }
    }
}

#[tokio::test]
async fn a_get_changes_nothing() {
    for (path, _) in forms() {
        let browser = Browser::of("owner");
        browser.get(&path).await;
        browser.ask(Method::HEAD, &path, None).await;
        assert!(browser.changes().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_refused() {
    let browser = Browser::of("owner");
    let path = "/console/account/password";
    let large = format!(
        "form_token={}&x={}",
        Browser::form_token(),
        "a".repeat(20_000)
    );
    let answer = browser.ask(Method::POST, path, Some(large)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.page().text("h1"), "内容太长");
    assert!(browser.changes().is_empty());
}

#[tokio::test]
async fn every_page_s_forms_have_the_token() {
    let member = format!("/console/{MERCHANT}/team/{}", person_id("support"));
    for path in [
        "/console/account".to_owned(),
        "/console/account/password".into(),
        "/console/account/codes".into(),
        format!("/console/{MERCHANT}/team"),
        format!("/console/{MERCHANT}/team/invite"),
        format!("/console/{MERCHANT}/orders/{}/refund", order_id(2)),
        format!("/console/{MERCHANT}/refund-limit"),
        format!("/console/{MERCHANT}/approvals/{}", approval_id(0)),
        format!("/console/{MERCHANT}/approvals/{}", approval_id(1)),
        format!("{member}?ask=remove"),
        member,
    ] {
        let page = Browser::of("owner").get(&path).await.page();
        let forms = page.all("form[method=post]").len();
        let tokens = page.all("form > input[type=hidden][name=form_token]");
        assert!(forms > 0 && tokens.len() == forms, "{path}");
        let own = Browser::form_token();
        assert!(tokens.iter().all(|token| token.attr("value") == Some(&own)));
    }
}
