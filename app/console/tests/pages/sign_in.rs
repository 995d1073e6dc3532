//! Sign-in and sign-out: what is asked, where it leads, and what a browser
//! keeps.

use crate::browser::Browser;
use crate::fake_console::{CODE, MERCHANT, PASSWORD, padded};
use axum::http::{Method, StatusCode};

#[tokio::test]
async fn a_person_signs_in_with_password_and_code() {
    let browser = Browser::new();
    let page = browser.get("/console/sign-in").await.page();
    assert_eq!(page.text("h1"), "登录");
    let account = page.one("#account").attr("autocomplete");
    assert_eq!(account, Some("username webauthn"));
    let password = page.one("#password");
    assert_eq!(password.attr("type"), Some("password"));
    assert_eq!(password.attr("autocomplete"), Some("current-password"));

    let fields = [("account", " owner "), ("password", PASSWORD)];
    let answer = browser.post("/console/sign-in", &fields).await;
    assert_eq!(answer.location(), "/console/sign-in/code");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with(&format!("__Host-console={}", padded("halfowner"))));
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"));

    let half = Browser::of("halfowner");
    let page = half.get("/console/sign-in/code").await.page();
    let code = page.one("#code");
    assert_eq!(code.attr("autocomplete"), Some("one-time-code"));
    let answer = half
        .post("/console/sign-in/code", &[("code", "314 159")])
        .await;
    assert_eq!(answer.location(), "/console");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with(&format!("__Host-console={}", padded("owner"))));
    assert_eq!(half.changes(), ["second_factor owner"]);
}

#[tokio::test]
async fn without_https_the_cookie_has_its_plain_name() {
    let fields = [("account", "owner"), ("password", PASSWORD)];
    let browser = Browser::new().plain();
    let answer = browser.post("/console/sign-in", &fields).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("console=halfowner"));
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"));
    let home = Browser::of("owner").plain();
    let home = home.get(&format!("/console/{MERCHANT}")).await;
    assert_eq!(home.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_sign_in_does_not_say_what_was_wrong() {
    let mut pages = Vec::new();
    for account in ["owner", "stranger"] {
        let fields = [("account", account), ("password", "wrong-password")];
        let answer = Browser::new().post("/console/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.headers.contains_key("set-cookie"));
        let page = answer.page();
        let summary = page.text("#error-summary");
        assert_eq!(summary, "请检查以下内容账号、密码或验证码不正确。");
        assert!(page.one("#error-summary").attr("autofocus").is_some());
        assert_eq!(page.one("#account").attr("value"), Some(account));
        assert_eq!(page.one("#password").attr("value"), Some(""));
        assert!(!answer.body.contains("wrong-password"));
        pages.push(answer.body.replace(account, "?"));
    }
    assert_eq!(pages[0], pages[1]);

    let half = Browser::of("halfowner");
    let answer = half
        .post("/console/sign-in/code", &[("code", "271828")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.body.contains("271828"));
}

#[tokio::test]
async fn empty_fields_are_named_and_count_as_no_try() {
    let browser = Browser::new();
    let answer = browser.post("/console/sign-in?lang=en", &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    let links: Vec<_> = page.all("#error-summary a");
    let links: Vec<_> = links.iter().map(|link| link.attr("href")).collect();
    assert_eq!(links, [Some("#account"), Some("#password")]);
    assert_eq!(page.text("#account-error"), "Error: Enter the account name");
    let account = page.one("#account");
    assert_eq!(account.attr("aria-invalid"), Some("true"));
    assert_eq!(account.attr("aria-describedby"), Some("account-error"));
    let half = Browser::of("halfowner");
    let answer = half.post("/console/sign-in/code", &[("code", " ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.changes().is_empty() && half.changes().is_empty());
}

#[tokio::test]
async fn too_many_tries_have_to_wait() {
    let fields = [("account", "slow"), ("password", PASSWORD)];
    let answer = Browser::new()
        .post("/console/sign-in?lang=en", &fields)
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "90");
    let summary = answer.page().text("#error-summary");
    assert!(summary.ends_with("Too many tries. Try again in 2 minutes."));
}

#[tokio::test]
async fn a_fault_has_its_reference() {
    let fields = [("account", "broken"), ("password", PASSWORD)];
    let answer = Browser::new().post("/console/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("编号：flt_1"));
}

#[tokio::test]
async fn sign_in_leads_to_the_page_that_was_asked_for() {
    let audit = format!("/console/{MERCHANT}/audit");
    let encoded = format!("%2Fconsole%2F{MERCHANT}%2Faudit");
    let answer = Browser::new().get(&format!("{audit}?lang=en")).await;
    let sign_in = format!("/console/sign-in?to={encoded}");
    assert_eq!(answer.location(), format!("{sign_in}&lang=en"));
    let page = Browser::new().get(&sign_in).await.page();
    assert_eq!(
        page.one("form:has(#password)").attr("action"),
        Some(sign_in.as_str())
    );
    let switch = page.one("[hreflang=en]").attr("href");
    assert_eq!(switch, Some(format!("{sign_in}&lang=en").as_str()));

    let fields = [("account", "owner"), ("password", PASSWORD)];
    let answer = Browser::new().post(&sign_in, &fields).await;
    let code = format!("/console/sign-in/code?to={encoded}");
    assert_eq!(answer.location(), code);
    let answer = Browser::of("halfowner")
        .post(&code, &[("code", CODE)])
        .await;
    assert_eq!(answer.location(), audit);
    let answer = Browser::of("owner").get(&sign_in).await;
    assert_eq!(answer.location(), audit);
}

#[tokio::test]
async fn sign_in_leads_to_no_other_place() {
    for to in [
        "https://evil.example",
        "//evil.example",
        "/console//evil.example",
        "/console@evil.example",
        "/pay/abc",
        "/console/..%2Fpay",
        "/console%0d%0aset-cookie:a=b",
        "/console/sign-out",
    ] {
        let code = format!("/console/sign-in/code?to={to}");
        let answer = Browser::of("halfowner")
            .post(&code, &[("code", CODE)])
            .await;
        assert_eq!(answer.location(), "/console", "{to}");
        let answer = Browser::of("owner")
            .get(&format!("/console/sign-in?to={to}"))
            .await;
        assert_eq!(answer.location(), "/console", "{to}");
    }
}

#[tokio::test]
async fn a_session_without_its_code_opens_no_page() {
    for path in ["/console", "/console/account", "/console/provider/team"] {
        let answer = Browser::of("halfowner").get(path).await;
        assert!(answer.location().starts_with("/console/sign-in"), "{path}");
    }
    let ended = Browser::of("gone");
    let ended = ended.post("/console/sign-in/code", &[("code", CODE)]).await;
    assert_eq!(ended.location(), "/console/sign-in");
    let none = Browser::new().get("/console/sign-in/code").await;
    assert_eq!(none.location(), "/console/sign-in");
}

#[tokio::test]
async fn sign_out_ends_the_session_and_the_browser_forgets_it() {
    let browser = Browser::of("owner");
    let answer = browser.post("/console/sign-out?lang=en", &[]).await;
    assert_eq!(answer.location(), "/console/sign-in?done=sign_out&lang=en");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-console=; Path=/; Max-Age=0;"));
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert_eq!(browser.changes(), ["sign_out owner"]);
    let page = Browser::new().get(answer.location()).await.page();
    assert_eq!(page.text(".notice"), "You are signed out.");
    let answer = browser.ask(Method::GET, "/console/sign-out", None).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_visit_from_a_mail_goes_on_from_a_page_of_this_site() {
    let path = format!("/console/{MERCHANT}/team");
    let from_mail = Browser::new().with("sec-fetch-site", "cross-site");
    let answer = from_mail.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    let to = format!("/console/sign-in?to=%2Fconsole%2F{MERCHANT}%2Fteam");
    assert_eq!(answer.header("refresh"), format!("0; url={to}"));
    let page = answer.page();
    assert_eq!(page.one(".button--main").attr("href"), Some(to.as_str()));
    let known = Browser::of("owner").with("sec-fetch-site", "cross-site");
    assert_eq!(known.get(&path).await.page().text("h1"), "团队");
}
