//! One-time links: a GET leaves them as they are, the form uses them.

use crate::browser::Browser;
use crate::fake_console::{CODE, PASSWORD, SECRET, link, padded};
use axum::http::StatusCode;

fn path(kind: &str) -> String {
    link(kind).path()
}

#[tokio::test]
async fn the_page_shows_the_authenticator_as_picture_and_text() {
    let browser = Browser::new();
    let answer = browser.get(&path("new")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = answer.page();
    assert_eq!(page.text("h1"), "加入云上茶舍的控制台");
    assert_eq!(page.text(".facts__row:first-child dd"), "财务");
    assert!(
        page.one("img.qr")
            .attr("src")
            .expect("a picture")
            .starts_with("data:image/png")
    );
    let typed: String = page.text(".secret").split(' ').collect();
    assert_eq!(typed, SECRET);
    assert_eq!(
        page.one("[name=authenticator]").attr("value"),
        Some("sealed-1")
    );
    for (id, token) in [
        ("#account", "username"),
        ("#name", "name"),
        ("#password", "new-password"),
        ("#code", "one-time-code"),
    ] {
        assert_eq!(page.one(id).attr("autocomplete"), Some(token));
    }
    assert!(browser.changes().is_empty(), "a GET uses nothing up");
}

#[tokio::test]
async fn a_new_person_gets_its_recovery_codes_once() {
    let browser = Browser::new();
    let fields = [
        ("account", "wang"),
        ("name", "王芳"),
        ("password", PASSWORD),
        ("authenticator", "sealed-1"),
        ("secret", SECRET),
        ("code", "314 159"),
    ];
    let answer = browser.post_bare(&path("new"), &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(browser.changes(), ["accept wang sealed-1"]);
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with(&format!("__Host-console={}", padded("owner"))));
    let page = answer.page();
    assert_eq!(page.all(".codes__code").len(), 10);
    assert_eq!(page.one(".button--main").attr("href"), Some("/console"));
    assert!(!answer.body.contains(PASSWORD) && !answer.body.contains(SECRET));
}

#[tokio::test]
async fn mistakes_keep_what_was_typed_but_no_secret() {
    for (changed, value, id, message) in [
        (
            "password",
            "short",
            "#password-error",
            "The password must have at least 12 characters",
        ),
        ("password", "", "#password-error", "Enter the password"),
        (
            "account",
            "taken",
            "#account-error",
            "Somebody else has this account name",
        ),
        ("code", "000000", "#code-error", "The code is not right"),
        ("name", "", "#name-error", "Enter the name"),
    ] {
        let browser = Browser::new();
        let mut fields = vec![
            ("account", "wang"),
            ("name", "<王芳>"),
            ("password", PASSWORD),
            ("authenticator", "sealed-2"),
            ("secret", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            ("code", CODE),
        ];
        fields.retain(|(name, _)| *name != changed);
        fields.push((changed, value));
        let to = format!("{}?lang=en", path("new"));
        let answer = browser.post_bare(&to, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changed}");
        let page = answer.page();
        assert!(page.text(id).contains(message), "{}", page.text(id));
        if changed != "name" {
            assert_eq!(page.one("#name").attr("value"), Some("<王芳>"));
        }
        for secret in ["#password", "#code"] {
            assert_eq!(page.one(secret).attr("value"), Some(""));
        }
        assert!(!answer.body.contains(PASSWORD) && !answer.body.contains(CODE));
        let typed: String = page.text(".secret").split(' ').collect();
        assert_eq!(
            typed, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            "the one that was scanned"
        );
        assert_eq!(
            page.one("[name=authenticator]").attr("value"),
            Some("sealed-2")
        );
        assert!(browser.changes().is_empty());
    }
}

#[tokio::test]
async fn only_a_secret_of_an_authenticator_is_shown_again() {
    let fields = [
        ("authenticator", "sealed-2"),
        ("secret", "<script>alert(1)"),
    ];
    let answer = Browser::new().post_bare(&path("new"), &fields).await;
    let typed: String = answer.page().text(".secret").split(' ').collect();
    assert_eq!(typed, SECRET);
}

#[tokio::test]
async fn who_has_an_account_sets_up_its_sign_in_anew() {
    let page = Browser::new().get(&path("renew")).await.page();
    assert_eq!(page.text("h1"), "重置登录方式");
    assert!(!page.has("#account") && !page.has("#name"));
    let browser = Browser::new();
    let fields = [
        ("password", PASSWORD),
        ("authenticator", "s"),
        ("code", CODE),
    ];
    let answer = browser.post_bare(&path("renew"), &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(browser.changes(), ["accept support s"]);
    assert!(answer.body.contains("support@shop.example"));
}

#[tokio::test]
async fn a_link_that_has_ended_says_so() {
    for ended in [path("gone"), "/console/invite/x".into()] {
        let answer = Browser::new().get(&ended).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.page().text("h1"), "链接不能用了");
        let answer = Browser::new().post_bare(&ended, &[("code", CODE)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
