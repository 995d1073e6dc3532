//! Forms and calls: the same server functions, answered as a page or as JSON.

use crate::fake_desk::{OrderKind, token};
use crate::html::{Page, text};
use crate::requests::{Answer, get, get_with, head, post, post_with};
use axum::http::StatusCode;
use domain::desk::Place;

const CARD: &str = "number=6222+0212+3456+7894+123&name=%E5%BC%A0%E4%B8%89&id_number=11010519491231002X&phone=13800138000";

fn at(kind: OrderKind, place: Place) -> String {
    format!("/pay/{}", token(kind, place).as_str())
}

fn open() -> String {
    at(OrderKind::Plain, Place::Choose)
}

fn leads_to(answer: &Answer, path: &str) {
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, path),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn each_way_leads_to_its_page() {
    let open = open();
    for (form, segment) in [
        ("way=scan", "scan"),
        ("way=bank&bank=ICBC", "bank"),
        ("way=new_card", "card"),
        ("way=agr_00000000000000000000000001", "code"),
    ] {
        let answer = post(&format!("{open}?do=confirm_payment"), form).await;
        leads_to(&answer, &format!("{open}/{segment}"));
    }
}

#[tokio::test]
async fn redirects_keep_a_chosen_language() {
    let open = open();
    let answer = post(&format!("{open}?do=confirm_payment&lang=en"), "way=scan").await;
    leads_to(&answer, &format!("{open}/scan?lang=en"));
}

#[tokio::test]
async fn no_bank_is_the_same_page_with_an_error() {
    let answer = post(
        &format!("{}?do=confirm_payment&lang=en", open()),
        "way=bank",
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Page::new(&answer.body);
    assert!(page.text("title").starts_with("Error: Choose how to pay"));
    assert_eq!(page.text("#error-summary a"), "Choose your bank");
    assert!(
        page.one("#error-summary")
            .value()
            .attr("autofocus")
            .is_some()
    );
    let open = page.one("[name=open-way][checked]").value().id();
    assert_eq!(
        open,
        Some("way-gateway_personal"),
        "the way with the error is open"
    );
}

#[tokio::test]
async fn card_errors_are_beside_their_fields_and_values_are_kept() {
    let form = "number=6222+0212&name=%E5%BC%A0%E4%B8%89&id_number=110105194912310021&phone=138&expiry=09%2F28&security_code=987";
    let answer = post(&format!("{}/code?do=send_code", open()), form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Page::new(&answer.body);
    let wrong: Vec<_> = page
        .all("input[aria-invalid]")
        .iter()
        .filter_map(|i| i.value().id())
        .collect();
    assert_eq!(wrong, ["number", "id_number", "phone"]);
    for link in page.all("#error-summary a") {
        let field = link.value().attr("href").expect("a link");
        let error = page.text(&format!("{field}-error"));
        assert!(
            error.ends_with(&text(link)),
            "the same words in both: {error}"
        );
        let described = page
            .one(field)
            .value()
            .attr("aria-describedby")
            .expect("described");
        assert!(described.contains("-error"));
    }
    assert_eq!(page.one("#name").value().attr("value"), Some("张三"));
    assert_eq!(page.one("#number").value().attr("value"), Some("6222 0212"));
    assert_eq!(page.one("#expiry").value().attr("value"), Some("09/28"));
    assert!(
        !answer.body.contains("987"),
        "the security code is not kept"
    );
}

#[tokio::test]
async fn a_valid_card_shows_the_code_page_with_the_card_sealed() {
    let token = at(OrderKind::Plain, Place::Code);
    let answer = post(&format!("{token}/code?do=send_code"), CARD).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let page = Page::new(&answer.body);
    assert_eq!(
        page.one("#code-form input[name=sealed]")
            .value()
            .attr("value"),
        Some("sealed-card")
    );
    assert_eq!(
        page.one("#code").value().attr("autocomplete"),
        Some("one-time-code")
    );
    assert!(
        !answer.body.contains("6222"),
        "the card itself is not on the page"
    );
}

#[tokio::test]
async fn a_wrong_code_is_an_error_and_the_right_one_pays() {
    let code = at(OrderKind::Plain, Place::Code);
    let pay = format!("{code}/code?do=pay_with_code");
    let answer = post(&pay, "sealed=sealed-card&code=000000").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Page::new(&answer.body);
    assert_eq!(page.one("#code").value().attr("value"), Some(""));
    assert_eq!(
        page.one("#code-form input[name=sealed]")
            .value()
            .attr("value"),
        Some("sealed-card")
    );
    assert!(page.has("#code-error"));
    leads_to(
        &post(&pay, "sealed=sealed-card&code=123456").await,
        &format!("{code}/paid"),
    );
}

#[tokio::test]
async fn another_code_is_confirmed_by_a_message() {
    let code = at(OrderKind::Plain, Place::Code);
    let answer = post(&format!("{code}/code?do=resend_code"), "sealed=sealed-card").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(Page::new(&answer.body).text(".notice"), "新的验证码已发送");
}

#[tokio::test]
async fn more_time_and_another_language_keep_what_was_typed() {
    let open = open();
    for act in ["more_time", "keep&lang=en"] {
        let answer = post(
            &format!("{open}/card?do={act}"),
            &format!("at=card&{CARD}&security_code=987"),
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = Page::new(&answer.body);
        assert_eq!(
            page.one("#phone").value().attr("value"),
            Some("13800138000")
        );
        assert_eq!(page.one("#security_code").value().attr("value"), Some(""));
    }
    let more = post(&format!("{open}?do=more_time&lang=en"), "at=").await;
    leads_to(&more, &format!("{open}?done=more_time&lang=en"));
    let said = Page::new(&get(more.header("location")).await.body).text(".notice");
    assert_eq!(
        said,
        "You have more time: now valid until 16:28 Beijing time"
    );
    let paid = at(OrderKind::Plain, Place::Paid);
    leads_to(
        &post(&format!("{paid}/card?do=keep"), &format!("at=card&{CARD}")).await,
        &format!("{paid}/paid"),
    );
}

#[tokio::test]
async fn at_the_limit_of_more_time_the_page_says_so_and_keeps_what_was_typed() {
    let at = at(OrderKind::Huge, Place::Choose);
    let answer = post(
        &format!("{at}/card?do=more_time"),
        &format!("at=card&{CARD}"),
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = Page::new(&answer.body);
    assert_eq!(page.text(".notice"), "付款时间已不能再延长");
    assert_eq!(
        page.one("#phone").value().attr("value"),
        Some("13800138000")
    );
    leads_to(&post(&format!("{at}?do=more_time"), "at=").await, &at);
    let page = Page::new(&get(&at).await.body);
    assert!(!page.has("#more-time"), "no button that does nothing");
    assert_eq!(
        page.text("#time-most:not([hidden])"),
        "付款时间已不能再延长"
    );
}

#[tokio::test]
async fn a_removed_card_is_confirmed_by_a_message() {
    let saved = at(OrderKind::Saved, Place::Choose);
    let answer = post(
        &format!("{saved}?do=remove_card"),
        "card=agr_00000000000000000000000001",
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(Page::new(&answer.body).text(".notice"), "银行卡已移除");
}

#[tokio::test]
async fn a_refusal_is_shown_or_leads_to_the_orders_new_place() {
    let limited = at(OrderKind::Limited, Place::Choose);
    let answer = post(&format!("{limited}?do=confirm_payment&lang=en"), "way=scan").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        Page::new(&answer.body)
            .text("#error-summary")
            .contains("over the limit")
    );
    let paid = at(OrderKind::Plain, Place::AlreadyPaid);
    leads_to(
        &post(&format!("{paid}/code?do=pay_with_code"), "code=1").await,
        &format!("{paid}/already-paid"),
    );
}

#[tokio::test]
async fn too_soon_for_another_code_says_the_seconds() {
    let code = at(OrderKind::Plain, Place::Code);
    for (lang, says) in [
        ("en", "A code was just sent. Ask for another in 42 seconds"),
        ("zh-CN", "刚刚发送过验证码，请 42 秒后再获取"),
    ] {
        let form = format!("{code}/code?do=resend_code&lang={lang}");
        let answer = post(&form, "sealed=just-sent").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.header("retry-after"), "42");
        let page = Page::new(&answer.body);
        for place in ["#error-summary", "#code-error"] {
            let shown = page.text(place);
            assert!(shown.contains(says), "{place}: {shown}");
        }
    }
}

#[tokio::test]
async fn a_refusal_by_a_limit_says_how_long_to_wait() {
    let limited = at(OrderKind::Limited, Place::Choose);
    for (lang, says) in [
        ("en", "Try again in 2 minutes."),
        ("zh-CN", "请 2 分钟后再试"),
    ] {
        let form = format!("{limited}?do=confirm_payment&lang={lang}");
        let answer = post(&form, "way=new_card").await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.header("retry-after"), "61");
        let shown = Page::new(&answer.body).text("#error-summary");
        assert!(shown.contains(says), "{shown}");
    }
    let link = get("/pay?order=often.often.often&lang=en").await;
    assert_eq!(link.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(link.header("retry-after"), "3");
    let shown = Page::new(&link.body).text("main");
    assert!(shown.contains("Try again in 3 seconds."), "{shown}");

    let stream = get(&format!("{limited}/events")).await;
    assert_eq!(stream.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(stream.header("retry-after"), "10");
    let polled = get(&format!("{limited}/now")).await;
    assert_eq!((polled.status, polled.body), (StatusCode::OK, limited));
}

#[tokio::test]
async fn forms_that_no_page_sends_are_refused() {
    let open = open();
    let confirm = format!("{open}?do=confirm_payment");
    let cross = post_with(&confirm, "way=scan", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(cross.status, StatusCode::FORBIDDEN);
    let other = post_with(&confirm, "way=scan", &[("origin", "https://evil.example")]).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    assert_eq!(
        post(&format!("{open}?do=empty_the_account"), "")
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        post(&open, "way=scan").await.status,
        StatusCode::BAD_REQUEST
    );
    let own_token = format!(
        "way=scan&token={}",
        token(OrderKind::Plain, Place::Scan).as_str()
    );
    assert_eq!(
        post(&confirm, &own_token).await.status,
        StatusCode::BAD_REQUEST,
        "the token is the address's"
    );
    let large = format!("way=scan&x={}", "x".repeat(70_000));
    let answer = post(&confirm, &large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(Page::new(&answer.body).text("h1"), "提交的内容过长");
    assert_eq!(
        post("/pay/nosuchtoken?do=cancel", "").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_same_functions_answer_islands_in_json() {
    let token = token(OrderKind::Plain, Place::Choose);
    let token = token.as_str();
    let call = |name: &str, form: String| {
        let path = format!("/fn/{name}");
        async move { post(&path, &form).await }
    };
    let answer = call("more_time", format!("token={token}")).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::OK, "1800")
    );
    let answer = call("confirm_payment", format!("token={token}&way=scan")).await;
    assert_eq!(
        answer.body,
        format!("{{\"turn\":\"go\",\"path\":\"/pay/{token}/scan\"}}")
    );
    let answer = call("send_code", format!("token={token}&number=6222")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer
            .body
            .contains("\"field\":\"number\",\"problem\":\"too_short\""),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("6222"));
    let answer = call("cancel", "token=nope".into()).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::NOT_FOUND, "\"unknown_order\"")
    );
    let answer = call("send_code", "number=6222021234567894123".into()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!format!("{:?}{}", answer.headers, answer.body).contains("6222021234567894123"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let large = format!("number={}", "6".repeat(70_000));
    let answer = call("send_code", large).await;
    assert_eq!(
        answer.status,
        StatusCode::BAD_REQUEST,
        "no body past the limit is read"
    );
    let cross = post_with("/fn/cancel", "", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(cross.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_unknown_function_has_a_code_of_its_own() {
    for path in ["/fn/nothing", "/fn/cancel%20", "/fn/Cancel"] {
        let answer = post(path, "number=6222021234567894123").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.body, "\"unknown_function\"", "{path}");
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_signed_link_leads_to_its_order_and_a_refused_one_makes_none() {
    leads_to(&get("/pay?order=good.good.good").await, &open());
    leads_to(
        &get("/pay?order=good.good.good&lang=en").await,
        &format!("{}?lang=en", open()),
    );
    for (link, says) in [
        ("old.old.old", "has expired"),
        ("forged.forged.forged", "open the payment page from there"),
    ] {
        let answer = get(&format!("/pay?order={link}&lang=en")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let page = Page::new(&answer.body);
        assert_eq!(page.text("h1"), "This payment link cannot be used");
        assert!(
            page.text("main").contains(says) && page.text("main").contains("No order was created")
        );
        assert!(!answer.body.contains(link), "the link is not repeated");
        let switch = page.one("a.bar__language").value().attr("href");
        let other = get(&format!("/pay{}", switch.expect("a link"))).await;
        assert_eq!(other.status, StatusCode::UNAUTHORIZED);
        assert_eq!(Page::new(&other.body).text("h1"), "付款链接无法使用");
    }
    for path in ["/pay", "/pay?refused=", "/pay?refused=nonsense"] {
        assert_eq!(get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_head_request_makes_no_order() {
    for path in [
        "/pay?order=good.good.good",
        "/pay?order=old.old.old",
        "/pay",
    ] {
        let answer = head(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("location"), "", "{path}: no order to go to");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.body, "");
    }
}

#[tokio::test]
async fn a_return_from_the_bank_is_not_trusted() {
    let token = token(OrderKind::Plain, Place::Paid);
    let path = format!("/return/{}", token.as_str());
    let to = Place::Paid.path(&token);
    leads_to(
        &get_with(
            &path,
            &[
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-dest", "document"),
            ],
        )
        .await,
        &to,
    );
    let posted = post_with(
        &path,
        "respCode=00&orderId=x",
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
    )
    .await;
    leads_to(&posted, &to);
    assert_eq!(
        get("/return/nosuchtoken").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_orders_place_is_an_event() {
    let token = token(OrderKind::Plain, Place::Scan);
    let answer = get(&format!("/pay/{}/events", token.as_str())).await;
    assert_eq!(answer.header("content-type"), "text/event-stream");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-accel-buffering"), "no", "nginx keeps none");
    assert!(answer.body.starts_with(&format!(
        "event: place\ndata: /pay/{}/scan 16:00:00\n\n",
        token.as_str()
    )));
    let token = self::token(OrderKind::Plain, Place::AlreadyPaid);
    let answer = get(&format!("/pay/{}/events", token.as_str())).await;
    assert!(answer.body.starts_with(&format!(
        "event: place\ndata: /pay/{}/already-paid sw\n\n",
        token.as_str()
    )));
}

#[tokio::test]
async fn the_orders_place_is_answered_once_without_a_stream() {
    for (place, line) in [
        (Place::Scan, "/scan 16:00:00"),
        (Place::Choose, ""),
        (Place::AlreadyPaid, "/already-paid sw"),
    ] {
        let token = token(OrderKind::Plain, place);
        let answer = get(&format!("/pay/{}/now", token.as_str())).await;
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.body, format!("/pay/{}{line}", token.as_str()));
    }
    let unknown = get("/pay/nosuchtoken/now").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_declined_page_keeps_the_card_for_its_form() {
    let code = token(OrderKind::Plain, Place::Code);
    let path = format!("/pay/{}/code?do=pay_with_code", code.as_str());
    let answer = post(&path, "sealed=sealed-card&code=222222").await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = Page::new(&answer.body);
    let form = page.one("form:has(#change-card)");
    let action = form.value().attr("action").expect("an action").to_owned();
    assert!(action.ends_with("/declined?do=change_card"), "{action}");
    let sealed = page.one("form:has(#change-card) input[name=sealed]");
    assert_eq!(sealed.value().attr("value"), Some("sealed-card"));
    let card = Page::new(&post(&action, "sealed=6222020200012345670").await.body);
    let number = card.one("#number").value().attr("value");
    assert_eq!(number, Some("6222020200012345670"));
}

#[tokio::test]
async fn the_declined_card_outlasts_another_language_and_more_time() {
    let declined = at(OrderKind::Plain, Place::Declined);
    let form = "at=declined&sealed=sealed-card";
    for action in ["keep", "more_time"] {
        let answer = post(&format!("{declined}/declined?do={action}&lang=en"), form).await;
        assert_eq!(answer.status, StatusCode::OK, "{action}");
        let page = Page::new(&answer.body);
        let change = page.one("#change-card");
        assert_eq!(text(change), "Change the card details");
        for button in [".bar__language", "#more-time"] {
            let form = page.one(button).value().attr("form");
            assert_eq!(form, page.one("form:has(#change-card)").value().id());
        }
        let kept = page.all("form:has(#change-card) input");
        let kept: Vec<_> = kept.iter().map(|i| i.value().attr("value")).collect();
        assert_eq!(kept, [Some("declined"), Some("sealed-card")]);
    }
    let bare = get(&format!("{declined}/declined")).await;
    assert!(Page::new(&bare.body).all("#change-card").is_empty());
    let answer = post(
        &format!("{declined}/declined?do=keep&lang=en"),
        "at=declined",
    )
    .await;
    leads_to(&answer, &format!("{declined}/declined?lang=en"));
}

#[tokio::test]
async fn a_typed_card_can_be_corrected_on_the_code_page_but_no_saved_one() {
    let code = at(OrderKind::Plain, Place::Code);
    let shown = post(&format!("{code}/code?do=send_code"), CARD).await;
    let page = Page::new(&shown.body);
    let button = page.one("#change-card");
    assert_eq!(button.value().attr("form"), Some("code-form"));
    let action = button.value().attr("formaction").expect("an action");
    let card = post(action, "at=code&sealed=6222020200012345670&code=1").await;
    let card = Page::new(&card.body);
    let number = card.one("#number").value().attr("value");
    assert_eq!(number, Some("6222020200012345670"));
    let saved = at(OrderKind::Saved, Place::Code);
    let page = get(&format!("{saved}/code")).await;
    assert!(Page::new(&page.body).all("#change-card").is_empty());
}
