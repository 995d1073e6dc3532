//! The steps between the choice and the receipt: the code to scan, the bank's
//! form, the SMS code, waiting, declined.

use crate::fake_desk::{OrderKind, token};
use crate::html::{Page, text};
use crate::requests::{get, get_with, post};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::desk::Place;

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148";

async fn page(kind: OrderKind, place: Place) -> Page {
    Page::new(&get(&place.path(&token(kind, place))).await.body)
}

async fn on_phone(kind: OrderKind, place: Place) -> Page {
    let path = place.path(&token(kind, place));
    Page::new(&get_with(&path, &[("user-agent", PHONE)]).await.body)
}

#[tokio::test]
async fn a_code_to_scan_is_a_picture_in_the_page() {
    let page = page(OrderKind::Plain, Place::Scan).await;
    let picture = page.one("img.qr").value();
    let source = picture.attr("src").expect("a source");
    let data = source
        .strip_prefix("data:image/png;base64,")
        .expect("a PNG");
    let bytes = STANDARD.decode(data).expect("base64");
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(picture.attr("alt"), Some("付款二维码，金额 ¥1,280.00"));
    assert!(picture.attr("width").is_some() && picture.attr("height").is_some());
}

/// A code of WeChat Pay is not paid from an album.
#[tokio::test]
async fn a_phone_keeps_the_code_and_has_the_other_ways_above_it() {
    let scan = on_phone(OrderKind::Plain, Place::Scan).await;
    let save = scan.one("a[download]");
    let href = save.value().attr("href").expect("an address");
    let picture = get_with(href, &[]).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(picture.header("cache-control"), "no-store");
    let steps: Vec<_> = scan.all(".steps li").into_iter().map(text).collect();
    for word in [text(save).as_str(), "云闪付", "扫一扫", "相册"] {
        assert!(steps.concat().contains(word), "{word} in {steps:?}");
    }
    for (kind, saves) in [(OrderKind::Plain, true), (OrderKind::Wechat, false)] {
        let body = on_phone(kind, Place::Scan).await;
        assert_eq!(body.has("a[download]"), saves, "{kind:?}");
        let order: Vec<_> = body
            .all("main form[action$='do=cancel'], main img.qr")
            .into_iter()
            .map(|element| element.value().name().to_owned())
            .collect();
        assert_eq!(order, ["form", "img"], "{kind:?}");
    }
    let pc = page(OrderKind::Plain, Place::Scan).await;
    assert!(!pc.has("a[download]"));
    let other = token(OrderKind::Plain, Place::Waiting);
    let none = get(&format!("/pay/{}/code.png", other.as_str())).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_that_waits_says_when_the_network_was_asked() {
    for (place, zh, en) in [
        (
            Place::Scan,
            "等待支付，15:59:55 查询，尚未到账",
            "Waiting for payment, asked at 15:59:55 Beijing time, nothing yet",
        ),
        (
            Place::Bank,
            "等待支付，15:59:55 查询，尚未到账",
            "Waiting for payment, asked at 15:59:55 Beijing time, nothing yet",
        ),
        (
            Place::Waiting,
            "等待结果，15:59:55 查询，银行尚未答复",
            "Waiting for the result, asked at 15:59:55 Beijing time, no answer yet",
        ),
    ] {
        let path = place.path(&token(OrderKind::Plain, place));
        for (lang, said) in [("zh-CN", zh), ("en", en)] {
            let page = Page::new(&get(&format!("{path}?lang={lang}")).await.body);
            let line = page.one("#asked");
            assert_eq!(text(line), said, "{place:?}");
            assert_eq!(line.value().attr("role"), Some("status"));
            let sentence = line.value().attr("data-sentence").expect("for the script");
            assert_eq!(sentence.replace("{}", "15:59:55"), said);
        }
    }
}

/// A bank that is slow to answer does not leave an empty page.
#[tokio::test]
async fn the_words_and_the_ways_out_stand_before_the_script_that_leaves() {
    let path = Place::Bank.path(&token(OrderKind::Plain, Place::Bank));
    let body = get(&path).await.body;
    let leaves = body.find("form.submit()").expect("the script");
    for before in [
        "<h1",
        "id=\"going\"",
        "id=\"bank-form\"",
        "do=cancel",
        "/return/",
    ] {
        let at = body.find(before).expect(before);
        assert!(at < leaves, "{before}");
    }
    let page = Page::new(&body);
    let script = page.all("main script");
    let script = script.last().expect("one").inner_html();
    assert!(script.contains("DOMContentLoaded") && script.contains("requestAnimationFrame"));
    let going = page.one("#going").value();
    assert_eq!(going.attr("role"), Some("status"));
    assert!(
        going.attr("hidden").is_some(),
        "without scripts nothing goes"
    );
    let check = page.one("#bank-form").value().attr("data-check");
    assert!(check.is_some_and(|to| to.starts_with("/return/")));
}

#[tokio::test]
async fn the_code_field_has_the_focus_unless_there_are_errors() {
    let code = token(OrderKind::Saved, Place::Code);
    let path = Place::Code.path(&code);
    let fresh = Page::new(&get(&path).await.body);
    assert!(fresh.one("#code").value().attr("autofocus").is_some());
    assert!(fresh.text("#code-form").contains("尾号 7890"), "the card");
    assert!(fresh.text("#code-form").contains("¥1,280.00"));
    let pay = format!("{path}?do=pay_with_code");
    let wrong = Page::new(&post(&pay, "sealed=s&code=000000").await.body);
    assert!(wrong.one("#code").value().attr("autofocus").is_none());
    assert!(
        wrong
            .one("#error-summary")
            .value()
            .attr("autofocus")
            .is_some()
    );
    assert!(wrong.text("main").contains("还可以输入 4 次"));
}

/// What each row begins: a card, a product, or the list of banks.
fn rows(page: &Page) -> Vec<String> {
    let begins = |row: scraper::ElementRef<'_>| {
        let to = row.value().attr("value").or(row.value().attr("href"));
        to.expect("a button or a link").to_owned()
    };
    page.all(".other__row").into_iter().map(begins).collect()
}

#[tokio::test]
async fn after_a_decline_each_other_way_is_one_press_away() {
    let declined = page(OrderKind::Saved, Place::Declined).await;
    let choose = Place::Choose.path(&token(OrderKind::Saved, Place::Declined));
    let banks = format!("{choose}?bank=");
    let card = |n: u8| format!("agr_{n:0>26}");
    assert_eq!(
        rows(&declined),
        [
            card(2),
            card(3),
            "new_card".into(),
            "scan".into(),
            "wechat".into(),
            banks.clone()
        ],
        "not the card that was declined"
    );
    let form = declined.one("main form").value().attr("action");
    assert_eq!(form, Some(format!("{choose}?do=confirm_payment").as_str()));
    let list = Page::new(&get(&banks).await.body);
    assert!(list.has(".way__radio[checked] ~ .way__body #bank-query"));
    let limited = page(OrderKind::Limited, Place::Declined).await;
    assert!(
        !rows(&limited).contains(&"scan".to_owned()),
        "over its limit"
    );
    let bare = page(OrderKind::Bare, Place::Declined).await;
    assert!(rows(&bare).is_empty() && !bare.has(".other"));
}

#[tokio::test]
async fn without_tries_the_page_says_so_and_offers_a_new_code() {
    let path = Place::Declined.path(&token(OrderKind::NoTries, Place::Declined));
    for (lang, says, never, again) in [
        ("zh-CN", "不能再试", "有效期", "重新发送验证码"),
        ("en", "no tries left", "expiry", "Send another code"),
    ] {
        let page = Page::new(&get(&format!("{path}?lang={lang}")).await.body);
        let why = page.text(".outcome");
        assert!(why.contains(says) && !why.contains(never), "{why}");
        let same = text(page.all(".other__row")[0]);
        assert!(same.contains("7890") && same.contains(again), "{same}");
    }
}

#[tokio::test]
async fn a_question_right_after_another_is_answered_with_the_time_of_that_one() {
    let scan = |kind| Place::Scan.path(&token(kind, Place::Scan));
    let back = |kind| format!("/return/{}?lang=en", token(kind, Place::Scan).as_str());
    let asked = get(&back(OrderKind::Plain)).await;
    let path = scan(OrderKind::Plain);
    assert_eq!(asked.header("location"), format!("{path}?lang=en"));
    let again = get(&back(OrderKind::Wechat)).await;
    let to = again.header("location");
    let path = scan(OrderKind::Wechat);
    assert_eq!(to, format!("{path}?done=ask&lang=en"));
    let page = Page::new(&get(to).await.body);
    let said = page.text(".notice[role=status]");
    assert!(said.starts_with("Asked just now, at 15:59:55"), "{said}");
    let choose = Place::Choose.path(&token(OrderKind::Plain, Place::Choose));
    let other = get(&format!("{choose}?done=ask")).await;
    assert!(!Page::new(&other.body).has(".notice"));
}

#[tokio::test]
async fn a_waiting_page_that_offers_another_way_does_not_forbid_it() {
    let waiting = page(OrderKind::Plain, Place::Waiting).await;
    assert!(waiting.has(".unpaid form[action$='do=cancel']"));
    let main = waiting.text("main");
    assert!(!main.contains("请勿重复付款"), "{main}");
    let said = ["请在此等待", "可以更换支付方式"];
    assert!(said.iter().all(|part| main.contains(part)), "{main}");
}
