//! The person's own account.

use crate::browser::Browser;
use crate::fake_console::{PASSWORD, session_id};
use axum::http::StatusCode;

const ACCOUNT: &str = "/console/account";

#[tokio::test]
async fn the_sessions_are_listed_and_ended() {
    let browser = Browser::of("owner");
    let page = browser.get(ACCOUNT).await.page();
    assert_eq!(page.all("[aria-labelledby=sessions] tbody tr").len(), 3);
    assert_eq!(page.text("td .badge"), "本设备");
    assert_eq!(page.text("th .badge"), "新浏览器");
    let ends = page.all("[name=session]");
    let ends: Vec<_> = ends
        .iter()
        .filter_map(|field| field.attr("value"))
        .collect();
    assert_eq!(ends, [session_id(1).to_string(), session_id(2).to_string()]);

    let id = session_id(1).to_string();
    let answer = browser
        .post("/console/account?do=end", &[("session", &id)])
        .await;
    assert_eq!(answer.location(), "/console/account?done=end");
    let answer = browser.post("/console/account?do=end_others", &[]).await;
    assert_eq!(answer.location(), "/console/account?done=end_others");
    assert_eq!(
        browser.changes(),
        [format!("end_session {id}"), "end_other_sessions".into()]
    );
    let page = browser.get(answer.location()).await.page();
    assert_eq!(page.text("[role=status]"), "已结束其他所有登录。");
    for bad in ["end", "x", ""] {
        let answer = browser
            .post(&format!("{ACCOUNT}?do={bad}"), &[("session", "x")])
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[tokio::test]
async fn few_recovery_codes_are_warned_of() {
    let few = Browser::of("support").get(ACCOUNT).await;
    assert!(few.page().has(".warning") && few.body.contains("还剩 2 个恢复码。"));
    let many = Browser::of("owner").get(ACCOUNT).await;
    assert!(!many.page().has(".warning") && many.body.contains("还剩 9 个恢复码。"));
}

#[tokio::test]
async fn the_password_is_changed() {
    let path = "/console/account/password";
    let browser = Browser::of("owner");
    for (password, new, id) in [
        ("", "", "#password-error"),
        (
            "wrong wrong wrong",
            "another long pass-phrase",
            "#password-error",
        ),
        (PASSWORD, "short", "#new_password-error"),
        (PASSWORD, "", "#new_password-error"),
    ] {
        let fields = [("password", password), ("new_password", new)];
        let answer = browser.post(path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.page().has(id), "{id}");
        assert!(password.is_empty() || !answer.body.contains(password));
        assert!(new.is_empty() || !answer.body.contains(&format!("\"{new}\"")));
    }
    assert!(browser.changes().is_empty());
    let fields = [
        ("password", PASSWORD),
        ("new_password", "another long pass-phrase"),
    ];
    let answer = browser.post(path, &fields).await;
    assert_eq!(answer.location(), "/console/account?done=password");
    assert_eq!(browser.changes(), ["change_password"]);
}

#[tokio::test]
async fn new_recovery_codes_are_asked_for_and_shown_once() {
    let path = "/console/account/codes";
    let browser = Browser::of("owner");
    let asked = browser.get(path).await.page();
    assert!(asked.has("main form") && !asked.has(".codes"));
    let answer = browser.post(path, &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.page();
    assert_eq!(page.all(".codes__code").len(), 10);
    assert_eq!(page.one(".button--main").attr("href"), Some(ACCOUNT));
    assert_eq!(browser.changes(), ["new_recovery_codes"]);
}
