//! The pages of a brand: the form, its mistakes, the preview, logos and versions.

use crate::browser::{Answer, Browser};
use crate::fake_branding::mall;
use crate::fake_console::{MARKUP, MERCHANT, NOW};
use axum::http::StatusCode;

fn brand() -> String {
    format!("/console/{MERCHANT}/brand")
}

/// The fields that the page's own form would send.
fn fields<'a>(changed: &'a [(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let own = [
        ("revision", "7"),
        ("display_name", "云上茶舍"),
        ("colour", "#07c160"),
        ("radius", "soft"),
        ("font", "system"),
        ("button", "pay"),
        ("support", ""),
        ("message", ""),
        ("terms", ""),
        ("privacy", ""),
    ];
    let kept = own.into_iter().filter(|(name, _)| {
        let mut names = changed.iter().map(|(name, _)| *name);
        names.all(|other| other != *name)
    });
    kept.chain(changed.iter().copied()).collect()
}

async fn send(browser: &Browser, changed: &[(&str, &str)]) -> Answer {
    browser.post(&brand(), &fields(changed)).await
}

#[tokio::test]
async fn the_form_shows_the_draft_beside_its_preview() {
    let answer = Browser::of("designer").get(&brand()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.page();
    assert_eq!(page.one("#message").attr("value"), Some(MARKUP));
    assert_eq!(page.one("[name=revision]").attr("value"), Some("7"));
    assert!(
        answer
            .body
            .contains("<template shadowrootmode=\"open\"><style nonce=")
    );
    assert!(
        answer.body.contains("--brand:#07c160"),
        "the draft's colour"
    );
    assert!(!answer.body.contains("<b>"), "a message is no markup");
    let policy = answer.header("content-security-policy");
    assert!(
        policy.ends_with("trusted-types paydesk-preview"),
        "{policy}"
    );
    assert!(answer.body.contains("designer@shop.example"));
}

#[tokio::test]
async fn a_contrast_that_fails_names_the_nearest_colour() {
    let page = Browser::of("owner").get(&brand()).await.page();
    assert_eq!(page.all(".contrast tbody tr").len(), 5);
    assert!(page.has("#contrast-link-light-pass[hidden]"));
    let button = page.one("#contrast-link-light-use");
    let nearest = button.attr("value").expect("a colour").to_owned();
    assert_eq!(button.attr("name"), Some("use_colour"));
    let browser = Browser::of("owner");
    let answer = send(&browser, &[("use_colour", &nearest)]).await;
    assert_eq!(answer.location(), format!("{}?done=save", brand()));
    assert_eq!(browser.changes(), [format!("save 云上茶舍 {nearest}")]);
}

#[tokio::test]
async fn mistakes_are_told_at_their_fields_and_what_was_typed_stays() {
    let browser = Browser::of("owner");
    let wrong = [
        ("display_name", ""),
        ("colour", "green"),
        ("terms", "javascript:alert(1)"),
        ("message", "谢谢"),
    ];
    let answer = send(&browser, &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    for field in ["display_name", "colour", "terms"] {
        assert!(page.has(&format!("#{field}-error")), "{field}");
    }
    assert_eq!(page.one("#colour").attr("value"), Some("green"));
    assert_eq!(page.one("#message").attr("value"), Some("谢谢"));
    assert!(browser.changes().is_empty());
    let late = [("do", "publish"), ("publish_from", "soon")];
    let answer = send(&browser, &late).await;
    assert!(answer.page().has("#publish_from-error"));
    assert!(browser.changes().is_empty(), "nothing is saved by half");
}

#[tokio::test]
async fn a_brand_is_published_now_or_at_a_time_in_china() {
    let browser = Browser::of("owner");
    let now = [("do", "publish"), ("display_name", "新名")];
    let answer = send(&browser, &now).await;
    assert_eq!(answer.location(), format!("{}?done=publish", brand()));
    let at = [("do", "publish"), ("publish_from", "2026-12-11T00:00")];
    let answer = send(&browser, &at).await;
    assert_eq!(answer.location(), format!("{}?done=plan", brand()));
    let published: Vec<_> = browser.changes();
    assert_eq!(published[0], "publish 新名 None false");
    let midnight = "Some(\"2026-12-10T16:00:00.000Z\")";
    assert_eq!(published[1], format!("publish 云上茶舍 {midnight} false"));
    let answer = send(&browser, &[("do", "drop")]).await;
    assert_eq!(answer.location(), format!("{}?done=drop", brand()));
}

#[tokio::test]
async fn both_versions_are_shown_where_somebody_else_was_faster() {
    let browser = Browser::of("owner");
    let stale = [("revision", "6"), ("display_name", "我的名字")];
    let answer = send(&browser, &stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.page();
    assert!(answer.body.contains("我的名字") && answer.body.contains("云上茶舍"));
    assert_eq!(page.one("[name=revision]").attr("value"), Some("7"));
    assert_eq!(
        page.one("[name=display_name]").attr("value"),
        Some("我的名字")
    );
    assert!(browser.changes().is_empty());
}

#[tokio::test]
async fn versions_are_restored_and_withdrawn() {
    let browser = Browser::of("owner");
    let page = browser.get(&brand()).await.page();
    let rows = page.all("section[aria-labelledby=versions] tbody tr");
    let text: Vec<String> = rows.iter().map(|row| crate::html::text(*row)).collect();
    for (row, state) in text
        .iter()
        .zip(["等待生效", "已撤回", "正在使用", "以前的版本"])
    {
        assert!(row.contains(state), "{row}");
    }
    let versions = format!("{}/versions", brand());
    let restored = browser.post(&versions, &[("number", "1"), ("do", "restore")]);
    assert_eq!(
        restored.await.location(),
        format!("{}?done=restore", brand())
    );
    let withdrawn = browser.post(&versions, &[("number", "4"), ("do", "withdraw")]);
    assert_eq!(
        withdrawn.await.location(),
        format!("{}?done=withdraw", brand())
    );
    assert_eq!(browser.changes(), ["restore 1", "withdraw 4"]);
    for bad in [
        &[("number", "x"), ("do", "restore")],
        &[("number", "1"), ("do", "")],
    ] {
        let answer = browser.post(&versions, bad).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn a_logo_is_sent_as_a_file() {
    let browser = Browser::of("designer");
    let logo = format!("{}/logo", brand());
    let sent = browser.post_file(&logo, &[("slot", "wide"), ("do", "put")], b"a picture");
    assert_eq!(sent.await.location(), format!("{}?done=logo", brand()));
    let photo = vec![b'a'; 300_000];
    let sent = browser.post_file(&logo, &[("slot", "wide"), ("do", "put")], &photo);
    assert_eq!(sent.await.location(), format!("{}?done=logo", brand()));
    let out = browser.post_file(&logo, &[("slot", "wide"), ("do", "take_out")], b"");
    assert_eq!(out.await.location(), format!("{}?done=logo", brand()));
    assert_eq!(
        browser.changes(),
        [
            "logo wide Some(9)",
            "logo wide Some(300000)",
            "logo wide None"
        ]
    );
    for (file, words) in [
        (&b"<svg><script>"[..], "不能有脚本"),
        (b"", "请选择一个图片文件"),
    ] {
        let sent = browser.post_file(&logo, &[("slot", "square"), ("do", "put")], file);
        let answer = sent.await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(words), "{words}");
    }
    let large = vec![b'a'; 1_200_000];
    let answer = browser.post_file(&logo, &[("slot", "wide"), ("do", "put")], &large);
    assert_eq!(answer.await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(browser.changes().len(), 3);
}

#[tokio::test]
async fn a_draft_s_logo_is_for_those_who_may_change_it() {
    let path = format!("{}/logos/img_0", brand());
    let answer = Browser::of("designer").get(&path).await;
    assert_eq!(answer.header("content-type"), "image/png");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    let other = Browser::of("support").get(&path).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    let none = Browser::of("designer")
        .get(&format!("{}/logos/img_9", brand()))
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_preview_page_is_the_whole_pay_page_and_cannot_be_used() {
    let browser = Browser::of("designer");
    let path = format!("{}/preview?place=paid&screen=phone&in=en", brand());
    let answer = browser.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.page();
    assert!(answer.body.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(page.has(".page[inert] #main") && page.has(".preview-banner"));
    assert!(answer.body.contains("--brand:#07c160"));
    assert!(!answer.body.contains("<script"), "it needs none");
    let none = format!("{}/preview?place=none&in=xx", brand());
    let unknown = browser.get(&none);
    assert_eq!(
        unknown.await.status,
        StatusCode::OK,
        "the first page, in Chinese"
    );
}

#[tokio::test]
async fn who_may_not_change_the_brand_is_told_who_may() {
    for path in [brand(), format!("{}/preview", brand())] {
        let answer = Browser::of("support").get(&path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("设计"), "the role that may");
    }
    let answer = Browser::of("support").post(&brand(), &fields(&[])).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let elsewhere = format!("{}?mall=mal_00000000000000000000000009", brand());
    let answer = Browser::of("owner").get(&elsewhere).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let own = Browser::of("owner")
        .get(&format!("{}?mall={}", brand(), mall()))
        .await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(own.page().has("[aria-current=page].chip"));
    assert!(own.body.contains(&ui_time()));
}

/// The minute at which the draft was saved.
fn ui_time() -> String {
    let text = domain::day::date_time_in_china(NOW.plus_s(-60));
    text[..16].to_owned()
}
