//! Every page of every kind in every language: whole, labelled, safe.

use crate::fake_desk::{OrderKind, token};
use crate::html::{Page, text};
use crate::requests::{Answer, get, get_plain, get_with};
use axum::http::StatusCode;
use domain::desk::Place;
use std::collections::BTreeSet;

/// Every page there is, with its address.
async fn every_page() -> Vec<(String, Answer)> {
    let mut pages = Vec::new();
    for kind in OrderKind::ALL {
        for place in Place::ALL {
            for lang in ["zh-CN", "en"] {
                let path = format!("{}?lang={lang}", place.path(&token(kind, place)));
                let answer = get(&path).await;
                assert_eq!(answer.status, StatusCode::OK, "{kind:?} {path}");
                pages.push((format!("{kind:?} {place:?} {lang}"), answer));
            }
        }
    }
    pages
}

#[tokio::test]
async fn every_page_has_its_language_its_title_and_one_heading() {
    for (name, answer) in every_page().await {
        let page = Page::new(&answer.body);
        let lang = if name.ends_with("en") { "en" } else { "zh-CN" };
        assert_eq!(page.one("html").value().attr("lang"), Some(lang), "{name}");
        let heading = page.text("h1");
        assert!(!heading.is_empty(), "{name}");
        assert!(
            page.text("title").starts_with(&heading),
            "{name}: {} / {heading}",
            page.text("title")
        );
        assert_eq!(
            page.one("meta[name=robots]").value().attr("content"),
            Some("noindex")
        );
        assert!(
            page.has("main#main") && page.has("a.skip[href='#main']"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_ways_to_pay_are_those_the_visitor_is_offered() {
    let path = Place::Choose.path(&token(OrderKind::Plain, Place::Choose));
    let browser = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148";
    let wechat = format!("{browser} MicroMessenger/8.0.50");
    for (agent, names) in [
        (
            browser,
            &["快捷支付", "扫码支付", "微信支付", "网银支付"][..],
        ),
        (&wechat, &["快捷支付", "网银支付"]),
    ] {
        let page = Page::new(&get_with(&path, &[("user-agent", agent)]).await.body);
        let shown = page.all(".way__name");
        let shown: Vec<_> = shown.into_iter().map(text).collect();
        assert_eq!(shown, names, "{agent}");
        let code = page.has("form input[name=way][value=scan]");
        assert_eq!(code, names.contains(&"扫码支付"), "{agent}");
    }
}

#[tokio::test]
async fn huge_amounts_are_grouped_and_smaller() {
    let answer = get(&Place::Choose.path(&token(OrderKind::Huge, Place::Choose))).await;
    let page = Page::new(&answer.body);
    assert_eq!(
        page.text(".order__sum .sum--long .sum__whole"),
        "10,000,000,000"
    );
    assert_eq!(text(page.all(".items__quantity")[0]), "× 1,000,000");
    let plain = get(&Place::Choose.path(&token(OrderKind::Plain, Place::Choose))).await;
    assert!(!Page::new(&plain.body).has(".sum--long"));
}

#[tokio::test]
async fn nothing_is_empty_and_nothing_is_in_the_other_language() {
    for (name, answer) in every_page().await {
        let page = Page::new(&answer.body);
        for element in page.all("h1, h2, h3, p:not([hidden]):not([role=status]), button:not([aria-hidden]), a, dt, dd, li, label, legend") {
            assert!(!text(element).is_empty(), "{name}: {}", element.html());
        }
        if name.ends_with("en") {
            let words = page.all("h1, h2, button:not([lang]):not(.other__row), .other__name, label:not([for^=bank-]):not([for^=way-agr]), .next, dt");
            for element in words {
                let chinese = text(element)
                    .chars()
                    .filter(|c| ('一'..='鿿').contains(c))
                    .count();
                assert!(
                    chinese == 0 || text(element).contains("融e购"),
                    "{name}: {}",
                    text(element)
                );
            }
        }
    }
}

#[tokio::test]
async fn every_input_has_a_label_and_every_id_is_one() {
    for (name, answer) in every_page().await {
        let page = Page::new(&answer.body);
        for input in page.all("input:not([type=hidden])") {
            let id = input.value().id().expect("an id");
            assert!(page.has(&format!("label[for='{id}']")), "{name}: {id}");
            for other in input
                .value()
                .attr("aria-describedby")
                .unwrap_or_default()
                .split_whitespace()
            {
                assert!(page.has(&format!("[id='{other}']")), "{name}: {other}");
            }
            assert_ne!(input.value().attr("type"), Some("number"));
            assert_eq!(input.value().attr("maxlength"), None);
        }
        let ids: Vec<_> = page
            .all("[id]")
            .iter()
            .filter_map(|e| e.value().id())
            .collect();
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>().len(),
            ids.len(),
            "{name}: {ids:?}"
        );
        for button in page.all("button[form]") {
            let form = button.value().attr("form").expect("a form");
            assert!(page.has(&format!("form[id='{form}']")), "{name}: {form}");
        }
        for form in page.all("form[method=post]") {
            assert!(
                form.value().attr("action").is_some_and(|a| !a.is_empty()),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_inline_escapes_the_policy() {
    for (name, answer) in every_page().await {
        let page = Page::new(&answer.body);
        for element in page.all("*") {
            for (attribute, value) in element.value().attrs() {
                assert!(
                    attribute != "style" && !attribute.starts_with("on"),
                    "{name}: {attribute}"
                );
                assert!(!value.trim_start().starts_with("javascript:"), "{name}");
            }
        }
        let policy = answer.header("content-security-policy");
        for element in page.all("script, style") {
            let nonce = element.value().attr("nonce").expect("a nonce");
            assert!(policy.contains(&format!("'nonce-{nonce}'")), "{name}");
        }
        for element in page.all("img, link, script") {
            let from = element
                .value()
                .attr("src")
                .or(element.value().attr("href"))
                .unwrap_or("/");
            let inside = element.value().attr("class") == Some("qr")
                && from.starts_with("data:image/png;base64,");
            assert!(
                inside || from.starts_with('/') && !from.starts_with("//"),
                "{name}: {from}"
            );
        }
    }
}

/// WeChat does not pay its code from an album, so on a phone the code is for
/// another phone.
#[tokio::test]
async fn the_words_of_a_code_are_those_of_its_app_and_of_the_screen() {
    const PC: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0";
    const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148";
    for (kind, agent, lang, words) in [
        (OrderKind::Plain, PC, "zh-CN", ["扫码支付", "云闪付"]),
        (
            OrderKind::Wechat,
            PC,
            "zh-CN",
            ["微信支付", "打开手机上的微信"],
        ),
        (
            OrderKind::Wechat,
            PHONE,
            "zh-CN",
            ["微信支付", "另一部手机"],
        ),
        (
            OrderKind::Wechat,
            PC,
            "en",
            ["Pay with WeChat", "on your phone"],
        ),
        (
            OrderKind::Wechat,
            PHONE,
            "en",
            ["Pay with WeChat", "another phone"],
        ),
    ] {
        let path = Place::Scan.path(&token(kind, Place::Scan));
        let answer = get_with(&format!("{path}?lang={lang}"), &[("user-agent", agent)]).await;
        let main = Page::new(&answer.body).text("main");
        for word in words {
            assert!(main.contains(word), "{kind:?} {lang}: {word} in {main}");
        }
    }
    let paid = get(&Place::Paid.path(&token(OrderKind::Wechat, Place::Paid))).await;
    let main = Page::new(&paid.body).text("main");
    for word in ["微信支付", "微信支付单号"] {
        assert!(main.contains(word), "{word} in {main}");
    }
}

#[tokio::test]
async fn the_order_is_on_every_page_as_it_was_signed() {
    for place in Place::ALL {
        let answer = get(&place.path(&token(OrderKind::Plain, place))).await;
        let order = Page::new(&answer.body).text(".order");
        for fact in [
            "人民币 1,280.00 元",
            "武夷山岩韵茶业有限公司",
            "融e购商城",
            "M20261122-0042",
            "手工白瓷盖碗 120 毫升",
            "¥798.00",
        ] {
            assert!(order.contains(fact), "{place:?}: {fact} in {order}");
        }
    }
}

#[tokio::test]
async fn typed_text_stays_text() {
    let answer = get(&format!(
        "{}?bank=%3Cscript%3Ealert(1)%3C/script%3E",
        Place::Choose.path(&token(OrderKind::Plain, Place::Choose))
    ))
    .await;
    assert!(!answer.body.contains("<script>alert"));
    let page = Page::new(&answer.body);
    assert_eq!(
        page.one("#bank-query").value().attr("value"),
        Some("<script>alert(1)</script>")
    );
}

#[tokio::test]
async fn a_bank_search_filters_without_scripts() {
    let base = Place::Choose.path(&token(OrderKind::Plain, Place::Choose));
    let page = Page::new(&get(&format!("{base}?bank=gsyh")).await.body);
    let shown = page.all("[data-bank]:not([hidden])");
    let codes: Vec<_> = shown
        .iter()
        .filter_map(|e| e.value().attr("data-bank"))
        .collect();
    assert_eq!(codes, ["ICBC"]);
    assert!(page.has("#way-gateway_personal[checked]"));
    assert_eq!(page.text("#bank-said"), "找到 1 家银行");
    let page = Page::new(&get(&format!("{base}?bank=nothing")).await.body);
    assert_eq!(page.text("#bank-said"), "没有找到与“nothing”相符的银行");
}

#[tokio::test]
async fn another_place_redirects_to_the_orders_own() {
    for place in Place::ALL {
        let token = token(OrderKind::Plain, place);
        let answer = get(&format!("/pay/{}/nowhere?lang=en", token.as_str())).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(
            answer.header("location"),
            format!("{}?lang=en", place.path(&token))
        );
    }
    let open = token(OrderKind::Plain, Place::Choose);
    assert_eq!(
        get(&Place::Card.path(&open)).await.status,
        StatusCode::OK,
        "a page of the same state"
    );
    assert_eq!(
        get(&Place::Paid.path(&open)).await.status,
        StatusCode::SEE_OTHER,
        "not one of another"
    );
}

#[tokio::test]
async fn every_page_has_its_security_headers() {
    let answer = get(&Place::Choose.path(&token(OrderKind::Plain, Place::Choose))).await;
    let policy = answer.header("content-security-policy");
    let leaving = get(&Place::Bank.path(&token(OrderKind::Plain, Place::Bank))).await;
    let leaves = leaving.header("content-security-policy");
    assert!(leaves.contains("form-action 'self' https:;"), "{leaves}");
    for part in [
        "default-src 'none'",
        "'strict-dynamic' 'wasm-unsafe-eval'",
        "form-action 'self';",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    for (name, value) in [
        ("referrer-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age=63072000")
    );
    let plain = get_plain(&Place::Choose.path(&token(OrderKind::Plain, Place::Choose))).await;
    assert_eq!(
        plain.header("strict-transport-security"),
        "",
        "not over plain HTTP"
    );
}

#[tokio::test]
async fn unknown_orders_and_faults_have_their_pages() {
    for path in [
        "/pay/short",
        "/pay/zzzzzzzzzzzzzzzzzzzzzzzzzz",
        "/pay/zzzzzzzzzzzzzzzzzzzzzzzzzz/paid",
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(Page::new(&answer.body).text("h1"), "未找到订单");
    }
    let answer = get_with(
        "/pay/fa000000000000000000000000",
        &[("accept-language", "en")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        answer
            .body
            .contains("Reference: req_00000000000000000000000000")
    );
}

#[tokio::test]
async fn every_page_works_without_the_browser_half() {
    for place in Place::ALL {
        let answer = get_plain(&place.path(&token(OrderKind::Plain, place))).await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = Page::new(&answer.body);
        assert!(
            !page.has("script[type=module]") && !page.has("link[rel=modulepreload]"),
            "{place:?}"
        );
        let own: usize = page.all("script").len();
        let receipt = matches!(place, Place::Paid | Place::AlreadyPaid);
        assert_eq!(
            own,
            1 + usize::from(place == Place::Bank) + usize::from(receipt),
            "what polls, the bank form that sends itself, what copies and prints"
        );
    }
}

#[tokio::test]
async fn every_page_has_the_way_back_to_the_mall_and_follows_the_order() {
    for place in Place::ALL {
        let answer = get(&place.path(&token(OrderKind::Plain, place))).await;
        let page = Page::new(&answer.body);
        let mut home = page
            .one("header #home")
            .value()
            .attr("href")
            .expect("an address")
            .to_owned();
        if !place.has_return_link() {
            let led = get(&home).await;
            assert_eq!(led.status, StatusCode::SEE_OTHER, "{place:?}: {home}");
            home = led.header("location").to_owned();
        }
        assert!(
            home.starts_with("http://127.0.0.1:3001/back?") && home.contains("&sig="),
            "{place:?}: {home}"
        );
        let script = page.all("script:not([type])");
        assert!(
            script
                .iter()
                .any(|s| s.inner_html().contains("EventSource")),
            "{place:?}"
        );
        let lost = page.one("#reconnecting");
        assert_eq!(
            (lost.inner_html(), lost.value().attr("role")),
            (String::new(), Some("status"))
        );
        assert!(
            lost.value()
                .attr("data-lost")
                .is_some_and(|words| !words.is_empty())
        );
    }
}

#[tokio::test]
async fn pages_that_wait_reload_without_scripts() {
    for (place, seconds) in [(Place::Scan, "10"), (Place::Waiting, "5")] {
        let answer = get(&place.path(&token(OrderKind::Plain, place))).await;
        let refresh = format!("<noscript><meta http-equiv=\"refresh\" content=\"{seconds}\">");
        assert!(answer.body.contains(&refresh), "{place:?}");
    }
    let still = get(&Place::Card.path(&token(OrderKind::Plain, Place::Choose))).await;
    assert!(
        !still.body.contains("http-equiv=\"refresh\""),
        "never where one types"
    );
}

#[tokio::test]
async fn no_page_is_heavy() {
    for (name, answer) in every_page().await {
        let limit = if name.starts_with("Long") {
            90_000
        } else {
            48_000
        };
        assert!(
            answer.body.len() < limit,
            "{name}: {} bytes",
            answer.body.len()
        );
    }
}

#[tokio::test]
async fn the_logo_has_its_own_address() {
    let token = token(OrderKind::Plain, Place::Choose);
    let page = get(&format!("/pay/{}", token.as_str())).await;
    assert!(page.body.contains("src=\"/brand/img_1eaf\""));
    let answer = get("/brand/img_1eaf").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    assert!(answer.header("cache-control").contains("immutable"));
    for none in ["/brand/img_0", "/brand/..", "/brand/x"] {
        assert_eq!(get(none).await.status, StatusCode::NOT_FOUND, "{none}");
    }
}

#[tokio::test]
async fn a_shopper_back_from_the_bank_can_return_or_cancel() {
    let waiting = token(OrderKind::Plain, Place::Waiting);
    let page = Page::new(&get(&Place::Waiting.path(&waiting)).await.body);
    let bank = Place::Bank.path(&waiting);
    assert!(page.has(&format!(".unpaid a[href='{bank}']")));
    assert!(page.has(".unpaid form[action$='?do=cancel']"));
    assert_eq!(get(&bank).await.status, StatusCode::OK);
}

#[tokio::test]
async fn r6_a_way_over_its_limit_says_which_limit() {
    let path = Place::Choose.path(&token(OrderKind::Limited, Place::Choose));
    let page = Page::new(&get(&format!("{path}?lang=en")).await.body);
    let why = page.text(".way--refused .way__why");
    assert!(why.contains("¥5,000.00") && !why.contains("银发"), "{why}");
    let source = page.one(".way--refused details p");
    assert!(text(source).contains("银发〔2017〕296号"));
    assert_eq!(source.value().attr("lang"), Some("zh-CN"));
    assert!(!page.has(".way--refused button"));
}

#[tokio::test]
async fn enter_in_a_field_submits_the_form() {
    for (place, form) in [
        (Place::Choose, "new-card"),
        (Place::Card, "card-form"),
        (Place::Code, "code-form"),
    ] {
        let kind = if place == Place::Code {
            OrderKind::Saved
        } else {
            OrderKind::Plain
        };
        let at = if place == Place::Card {
            Place::Choose
        } else {
            place
        };
        let page = Page::new(&get(&place.path(&token(kind, at))).await.body);
        let of_form = format!("button[form='{form}'], form[id='{form}'] button");
        let first = page.all(&of_form)[0];
        assert_eq!(first.value().attr("formaction"), None, "{form}");
        assert_eq!(
            first.value().attr("hidden"),
            None,
            "{form}: WebKit skips a button that is not rendered"
        );
    }
}

#[tokio::test]
async fn a_long_order_is_folded_and_whole() {
    let page = Page::new(
        &get(&Place::Choose.path(&token(OrderKind::Long, Place::Choose)))
            .await
            .body,
    );
    assert_eq!(page.all(".items__line").len(), 24);
    assert_eq!(page.all(".items__more .items__line").len(), 19);
    assert_eq!(page.text(".items__more > summary"), "其余 19 项");
}
