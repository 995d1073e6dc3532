//! The answers to forms, as a browser that keeps cookies gets them: 303, and the
//! page with what the browser kept.

use crate::fake_desk::{NOW, OrderKind, token};
use crate::html::Page;
use crate::requests::{Answer, get, get_with, post, post_with};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::desk::Place;

const CARD: &str = "number=6222+0212+3456+7894+123&name=%E5%BC%A0%E4%B8%89&id_number=11010519491231002X&phone=13800138000";
const MISTYPED: &str = "number=6222+0212&name=%E5%BC%A0%E4%B8%89&id_number=11010519491231002X&phone=13800138000&expiry=09%2F28&security_code=987";

fn at(place: Place) -> String {
    Place::Choose.path(&token(OrderKind::Plain, place))
}

/// The form's answer to a browser that keeps cookies.
async fn submit(path: &str, form: &str) -> Answer {
    let headers = [
        ("origin", "https://pay.example"),
        ("sec-fetch-site", "same-origin"),
        ("cookie", "last_way=scan; form=0"),
    ];
    post_with(path, form, &headers).await
}

/// The value of the answer's cookie, which is for this path.
fn kept(answer: &Answer, path: &str) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter();
    let mut cookies = cookies.filter_map(|line| line.to_str().ok());
    let line = cookies
        .find(|line| line.starts_with("form="))
        .expect("a cookie");
    let attributes = format!("; Path={path}; HttpOnly; SameSite=Lax; Secure");
    let value = line
        .strip_suffix(&attributes)
        .unwrap_or_else(|| panic!("{line}"));
    value["form=".len()..].to_owned()
}

async fn open(path: &str, value: &str) -> Answer {
    get_with(path, &[("cookie", &format!("form={value}; form=0"))]).await
}

fn leads_to(answer: &Answer, path: &str) {
    let led = (answer.status, answer.header("location"));
    assert_eq!(led, (StatusCode::SEE_OTHER, path), "{}", answer.body);
    assert_eq!(answer.body, "");
}

#[tokio::test]
async fn an_open_order_s_page_finds_out_whether_cookies_are_kept() {
    for path in [at(Place::Choose), format!("{}/card", at(Place::Choose))] {
        assert_eq!(kept(&get(&path).await, &at(Place::Choose)), "0");
        assert_eq!(open(&path, "0").await.header("set-cookie"), "");
    }
    let paid = format!("{}/paid", at(Place::Paid));
    assert_eq!(get(&paid).await.header("set-cookie"), "");
    let without = post(&format!("{}/code?do=send_code", at(Place::Code)), CARD).await;
    assert_eq!(without.status, StatusCode::OK, "the page itself");
}

#[tokio::test]
async fn the_code_page_has_an_address() {
    let path = format!("{}/code", at(Place::Code));
    let answer = submit(&format!("{path}?do=send_code&lang=en"), CARD).await;
    leads_to(&answer, &format!("{path}?lang=en"));
    let value = kept(&answer, &path);
    for _ in 0..2 {
        let shown = open(&format!("{path}?lang=en"), &value).await;
        assert_eq!(shown.status, StatusCode::OK);
        let page = Page::new(&shown.body);
        let sealed = page.one("#code-form input[name=sealed]").value();
        assert_eq!(sealed.attr("value"), Some("sealed-card"));
    }
    let wrong = submit(
        &format!("{path}?do=pay_with_code"),
        "sealed=sealed-card&code=000000",
    )
    .await;
    let shown = open(&path, &kept(&wrong, &path)).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(Page::new(&shown.body).has("#code-error"));
}

#[tokio::test]
async fn mistakes_are_shown_for_a_minute_and_typed_values_longer() {
    let open_order = at(Place::Choose);
    let card = format!("{open_order}/card");
    let answer = submit(&format!("{open_order}/code?do=send_code"), MISTYPED).await;
    leads_to(&answer, &card);
    let value = kept(&answer, &card);
    let text = URL_SAFE_NO_PAD.decode(&value).expect("base64");
    let text = String::from_utf8(text).expect("text");
    assert!(!text.contains("987"), "the security code is not kept");
    let later = text.replace(&NOW.ms().to_string(), &NOW.plus_s(-60).ms().to_string());
    assert_ne!(text, later);
    let later = URL_SAFE_NO_PAD.encode(later);
    for (value, status, mistakes) in [
        (&value, StatusCode::UNPROCESSABLE_ENTITY, 1),
        (&later, StatusCode::OK, 0),
    ] {
        let shown = open(&card, value).await;
        assert_eq!(shown.status, status);
        let page = Page::new(&shown.body);
        assert_eq!(page.all("#error-summary").len(), mistakes);
        let typed = |field| page.one(field).value().attr("value").map(str::to_owned);
        assert_eq!(typed("#number").as_deref(), Some("6222 0212"));
        assert_eq!(typed("#name").as_deref(), Some("张三"));
        assert_eq!(typed("#expiry").as_deref(), Some("09/28"));
    }
}

#[tokio::test]
async fn another_language_and_more_time_keep_the_mistakes() {
    let open_order = at(Place::Choose);
    let card = format!("{open_order}/card");
    let answer = submit(&format!("{open_order}/code?do=send_code"), MISTYPED).await;
    let value = kept(&answer, &card);
    for action in ["keep&lang=en", "more_time&lang=en"] {
        let headers = [
            ("origin", "https://pay.example"),
            ("cookie", &*format!("form={value}; form=0")),
        ];
        let form = format!("at=card&{MISTYPED}");
        let switched = post_with(&format!("{card}?do={action}"), &form, &headers).await;
        leads_to(&switched, &format!("{card}?lang=en"));
        let shown = open(&format!("{card}?lang=en"), &kept(&switched, &card)).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}");
        let page = Page::new(&shown.body);
        assert_eq!(
            page.text("#error-summary a"),
            "Card number is too short. It has 13 to 19 digits"
        );
        let number = page.one("#number").value().attr("value");
        assert_eq!(number, Some("6222 0212"));
    }
}

#[tokio::test]
async fn another_language_keeps_the_mistake_of_a_page_without_typed_values() {
    let open_order = at(Place::Choose);
    let wrong = submit(&format!("{open_order}?do=confirm_payment"), "way=bank").await;
    let value = kept(&wrong, &open_order);
    let page = Page::new(&open(&open_order, &value).await.body);
    let switch = page.one("button.bar__language").value().attr("formaction");
    let switched = submit(switch.expect("a button"), "at=").await;
    leads_to(&switched, &format!("{open_order}?lang=en"));
    assert_eq!(switched.header("set-cookie"), "", "what is kept stays");
    let shown = open(&format!("{open_order}?lang=en"), &value).await;
    let page = Page::new(&shown.body);
    assert_eq!(page.text("#error-summary a"), "Choose your bank");
}

#[tokio::test]
async fn a_wait_that_is_shown_again_is_the_one_that_is_left() {
    let often = Place::Choose.path(&token(OrderKind::Limited, Place::Choose));
    let refused = submit(&format!("{often}?do=confirm_payment"), "way=new_card").await;
    let text = URL_SAFE_NO_PAD
        .decode(kept(&refused, &often))
        .expect("base64");
    let text = String::from_utf8(text).expect("text");
    let at = |s: i64| {
        let earlier = NOW.plus_s(-s).ms().to_string();
        URL_SAFE_NO_PAD.encode(text.replace(&NOW.ms().to_string(), &earlier))
    };
    assert_eq!(open(&often, &at(20)).await.header("retry-after"), "41");
    let over = URL_SAFE_NO_PAD.encode(text.replace("61", "0"));
    let shown = open(&often, &over).await;
    assert_eq!(shown.status, StatusCode::OK, "the wait is over");
}

#[tokio::test]
async fn once_the_card_was_sent_nothing_of_it_is_kept() {
    let code = at(Place::Code);
    let paid = submit(
        &format!("{code}/code?do=pay_with_code"),
        "sealed=sealed-card&code=123456",
    )
    .await;
    leads_to(&paid, &format!("{code}/paid"));
    for place in ["card", "code", "declined"] {
        let line = format!("form=0; Path={code}/{place}; HttpOnly; SameSite=Lax; Secure");
        let mut cookies = paid.headers.get_all("set-cookie").iter();
        assert!(cookies.any(|cookie| cookie == line.as_str()), "{place}");
    }
}

#[tokio::test]
async fn the_other_language_keeps_the_values_of_the_url() {
    let saved = Place::Choose.path(&token(OrderKind::Saved, Place::Choose));
    for (query, kept) in [
        ("?bank=gs%26x", "?lang=en&bank=gs%26x"),
        (
            "?remove=agr_00000000000000000000000001",
            "?lang=en&remove=agr_00000000000000000000000001",
        ),
    ] {
        let page = Page::new(&get(&format!("{saved}{query}")).await.body);
        let link = page.one(".bar__language").value().attr("href");
        assert_eq!(link, Some(&*format!("{saved}{kept}")));
    }
}

#[tokio::test]
async fn what_is_kept_is_of_one_order_and_one_page() {
    let path = format!("{}/code", at(Place::Code));
    let answer = submit(&format!("{path}?do=send_code"), CARD).await;
    let value = kept(&answer, &path);
    let other = format!(
        "{}/code",
        Place::Choose.path(&token(OrderKind::Bare, Place::Code))
    );
    for (place, value) in [
        (&other, value.as_str()),
        (&path, "0"),
        (&path, "AAAA"),
        (&path, &value[..value.len() - 4]),
    ] {
        let shown = open(place, value).await;
        assert_eq!(shown.status, StatusCode::OK);
        let page = Page::new(&shown.body);
        assert!(!page.has("#code-form"), "{place} {value}");
    }
    let card = open(&format!("{}/card", at(Place::Code)), &value).await;
    assert!(Page::new(&card.body).has("#card-form"));
    assert!(!card.body.contains("sealed-card"));
}

#[tokio::test]
async fn a_form_without_values_replaces_what_is_kept() {
    let open_order = at(Place::Choose);
    let answer = submit(&format!("{open_order}?do=confirm_payment"), "way=new_card").await;
    leads_to(&answer, &format!("{open_order}/card"));
    assert_eq!(kept(&answer, &format!("{open_order}/card")), "0");
    let more = submit(&format!("{open_order}?do=more_time"), "at=").await;
    leads_to(&more, &format!("{open_order}?done=more_time"));
    assert_eq!(more.header("set-cookie"), "", "what is kept stays");
}

#[tokio::test]
async fn the_url_comes_before_what_is_kept() {
    let open_order = at(Place::Choose);
    let wrong = submit(&format!("{open_order}?do=confirm_payment"), "way=bank").await;
    leads_to(&wrong, &open_order);
    let value = kept(&wrong, &open_order);
    let status = async |query: &str| open(&format!("{open_order}{query}"), &value).await.status;
    assert_eq!(status("").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(status("?lang=en").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(status("?bank=gs").await, StatusCode::OK);
}

#[tokio::test]
async fn a_limit_is_said_with_its_wait_and_too_long_an_answer_is_the_page() {
    let often = Place::Choose.path(&token(OrderKind::Limited, Place::Choose));
    let confirm = format!("{often}?do=confirm_payment");
    for (form, status, wait) in [
        ("way=scan", StatusCode::UNPROCESSABLE_ENTITY, ""),
        ("way=new_card", StatusCode::TOO_MANY_REQUESTS, "61"),
    ] {
        let refused = submit(&confirm, form).await;
        leads_to(&refused, &often);
        let shown = open(&often, &kept(&refused, &often)).await;
        let said = (shown.status, shown.header("retry-after"));
        assert_eq!(said, (status, wait));
        assert!(Page::new(&shown.body).has("[role=alert]"));
    }
    let long = format!("number=6222+0212&name={}", "a".repeat(1_500));
    let page = submit(&format!("{}/code?do=send_code", at(Place::Choose)), &long).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}
