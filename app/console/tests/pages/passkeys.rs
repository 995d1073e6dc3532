//! Passkeys over HTTP: the options, the sign-in, the list; joining with an
//! account; the last sign-in.

use crate::browser::Browser;
use crate::fake_console::{ANSWER, CODE, MERCHANT, OPTIONS, PASSWORD, link, padded, passkey_id};
use axum::http::{Method, StatusCode};

const NEW: &str = "/console/account/passkeys/new";

#[tokio::test]
async fn the_page_of_sign_in_offers_a_passkey_to_scripts_alone() {
    let page = Browser::new().get("/console/sign-in").await.page();
    let account = page.one("#account").attr("autocomplete");
    assert_eq!(account, Some("username webauthn"));
    let part = page.one("#passkey");
    assert!(part.attr("hidden").is_some());
    assert_eq!(part.attr("data-ask"), Some("/console/passkey?for=sign_in"));
    assert!(part.attr("data-offer").is_some());
    assert!(page.has("form[action='/console/sign-in/passkey'] [name=passkey]"));
    assert!(
        page.text("form script")
            .contains("parseRequestOptionsFromJSON")
    );
    let plain = Browser::new().without_name();
    let page = plain.get("/console/sign-in").await.page();
    assert!(!page.has("#passkey"));
    assert_eq!(page.one("#account").attr("autocomplete"), Some("username"));
}

#[tokio::test]
async fn the_options_are_the_browsers_that_asks() {
    let browser = Browser::new();
    let answer = browser
        .ask(
            Method::POST,
            "/console/passkey?for=sign_in",
            Some(String::new()),
        )
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.body, OPTIONS);
    let cookie = answer.header("set-cookie");
    let (pair, scope) = cookie.split_once(';').expect("a scope");
    let token = pair
        .strip_prefix("__Host-console-browser=")
        .expect("its name");
    assert_eq!(
        scope,
        " Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict; Secure"
    );
    assert_eq!(browser.changes(), [format!("ask {token}")]);

    let again = Browser::new().with("cookie", pair);
    let fields = [("passkey", ANSWER)];
    let answer = again
        .post_bare("/console/sign-in/passkey?to=/console/provider", &fields)
        .await;
    assert_eq!(answer.location(), "/console/provider");
    assert_eq!(again.changes(), [format!("sign_in_by_passkey {token}")]);
    let kept: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    let kept: Vec<_> = kept.iter().filter_map(|line| line.to_str().ok()).collect();
    assert!(kept[0].starts_with(&format!("__Host-console={}", padded("owner"))));
    assert!(kept[1].starts_with(pair));
}

#[tokio::test]
async fn a_passkey_that_is_not_taken_leads_back_to_sign_in() {
    let to = "/console/sign-in/passkey?to=%2Fconsole%2Fprovider&lang=en";
    let answer = Browser::new().post_bare(to, &[("passkey", "{}")]).await;
    let back = "/console/sign-in?to=%2Fconsole%2Fprovider&failed=passkey&lang=en";
    assert_eq!(answer.location(), back);
    let page = Browser::new().get(back).await.page();
    assert!(page.text("#error-summary").contains("not accepted"));
    assert!(page.has("#passkey") && !page.has("#passkey[data-offer]"));
}

#[tokio::test]
async fn options_need_their_session_and_form_token() {
    let path = |purpose: &str| format!("/console/passkey?for={purpose}");
    for (who, purpose, token, status) in [
        ("owner", "add", true, 200),
        ("owner", "confirm", true, 200),
        ("lateowner", "confirm", true, 200),
        ("lateowner", "add", true, 403),
        ("owner", "add", false, 403),
        ("", "add", true, 401),
        ("halfowner", "confirm", true, 401),
        ("owner", "x", true, 400),
    ] {
        let browser = if who.is_empty() {
            Browser::new()
        } else {
            Browser::of(who)
        };
        let answer = if token {
            browser.post(&path(purpose), &[]).await
        } else {
            browser.post_bare(&path(purpose), &[]).await
        };
        assert_eq!(answer.status.as_u16(), status, "{who} {purpose} {token}");
    }
}

#[tokio::test]
async fn passkeys_are_listed_added_and_removed() {
    let browser = Browser::of("owner");
    let answer = browser.get("/console/account").await;
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    assert_eq!(page.all("[aria-labelledby=passkeys] tbody tr").len(), 1);
    assert!(page.has(&format!("[href='{NEW}']")));
    let page = browser.get(NEW).await.page();
    assert!(page.has("#passkey[data-make]") && page.has("#passkey-scripts"));
    let answer = browser.post(NEW, &[("passkey", ANSWER)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        answer.page().text("#passkey_name-error"),
        "错误：请输入通行密钥名称"
    );
    let named = |answer| [("passkey_name", "办公室电脑"), ("passkey", answer)];
    let answer = browser.post(NEW, &named("{}")).await;
    let page = answer.page();
    assert_eq!(page.one("#passkey_name").attr("value"), Some("办公室电脑"));
    assert!(page.text("#error-summary").contains("通行密钥没有通过验证"));
    let answer = browser.post(NEW, &named(ANSWER)).await;
    assert_eq!(answer.location(), "/console/account?done=passkey");
    let remove = "/console/account?do=remove_passkey";
    let answer = browser
        .post(remove, &[("passkey_id", passkey_id().as_str())])
        .await;
    assert_eq!(answer.location(), "/console/account?done=remove_passkey");
    let removed = format!("remove_passkey {}", passkey_id());
    assert_eq!(
        browser.changes(),
        ["add_passkey 办公室电脑".to_owned(), removed]
    );
}

#[tokio::test]
async fn a_console_without_a_name_says_why_it_has_no_passkeys() {
    let browser = Browser::of("support").without_name();
    let answer = browser.get("/console/account").await;
    assert!(answer.body.contains("通行密钥需要控制台有域名"));
    assert!(!answer.page().has(&format!("[href='{NEW}']")));
    assert_eq!(browser.get(NEW).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_has_an_account_signs_in_and_joins_with_it() {
    let path = link("new").path();
    let page = Browser::new().get(&path).await.page();
    let sign_in = page.one("main a.button").attr("href").expect("a link");
    assert_eq!(
        sign_in,
        format!("/console/sign-in?to={}", path.replace('/', "%2F"))
    );
    let answer = Browser::of("admin").get(sign_in).await;
    assert_eq!(answer.location(), path, "and back");

    let browser = Browser::of("admin");
    let page = browser.get(&path).await.page();
    let join = format!("{path}?do=join");
    let button = format!("form[action='{join}'] button");
    assert_eq!(page.text(&button), "以 admin@shop.example 加入");
    let answer = browser.post(&join, &[]).await;
    assert_eq!(answer.location(), format!("/console/{MERCHANT}"));
    assert_eq!(
        browser.changes(),
        [format!("join {}", link("new").as_str())]
    );
    let refused = browser.post_bare(&join, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let member = Browser::of("owner").post(&join, &[]).await;
    assert_eq!(member.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        member
            .page()
            .text("#error-summary")
            .contains("已经在这个控制台里")
    );
    let late = Browser::of("lateadmin").post(&join, &[]).await;
    assert_eq!(late.page().text("h1"), "请确认是你本人");
    let nobody = Browser::new().post_bare(&join, &[]).await;
    assert_eq!(nobody.location(), sign_in);
    let renew = Browser::of("admin").get(&link("renew").path()).await.page();
    assert!(
        !renew.has("[action$='do=join']"),
        "a reset is of its own person"
    );
}

#[tokio::test]
async fn a_reset_of_a_person_in_several_consoles_asks_for_a_factor() {
    let path = link("both").path();
    let page = Browser::new().get(&path).await.page();
    assert!(page.text("#factor-hint").contains("其他控制台"));
    let fields = [
        ("password", PASSWORD),
        ("authenticator", "s"),
        ("code", CODE),
    ];
    let browser = Browser::new();
    for (factor, message) in [("", "请输入"), ("1", "不正确")] {
        let with = [&fields[..], &[("factor", factor)]].concat();
        let answer = browser.post_bare(&path, &with).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.page();
        assert!(page.text("#factor-error").contains(message));
        assert_eq!(page.one("#factor").attr("value"), Some(""));
    }
    let with = [&fields[..], &[("factor", "271828")]].concat();
    assert_eq!(browser.post_bare(&path, &with).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_first_page_tells_of_the_last_sign_in() {
    let answer = Browser::of("owner")
        .get(&format!("/console/{MERCHANT}"))
        .await;
    let told = "上次登录：2026-11-21 16:00（北京时间），来自 203.0.113.5，未知设备。";
    assert!(answer.body.contains(told));
}
