//! What is around every page: the identity bar, the foot, the deadline; and how
//! pages are reached: from inside another page, by a link, by a pasted URL.

use crate::fake_desk::{OrderKind, token};
use crate::html::{Page, text};
use crate::requests::{get, get_with, head, post_with};
use axum::http::StatusCode;
use domain::desk::Place;

fn open() -> String {
    Place::Choose.path(&token(OrderKind::Plain, Place::Choose))
}

#[tokio::test]
async fn r1_inside_another_page_there_are_only_words_and_a_link() {
    let order = open();
    let paths = [
        format!("{order}?lang=en"),
        format!("{order}/card?lang=en"),
        format!("{order}/home?lang=en"),
        String::from("/pay?order=good.good.good&lang=en"),
        String::from("/pay/nobody?lang=en"),
        format!("/return/{}?lang=en", &order[5..]),
    ];
    for dest in ["iframe", "frame", "embed", "object", "fencedframe"] {
        for path in &paths {
            let answer = get_with(path, &[("sec-fetch-dest", dest)]).await;
            // An object shows nothing of an answer that is an error.
            assert_eq!(answer.status, StatusCode::OK, "{dest} {path}");
            let policy = answer.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; style-src 'nonce-"),
                "{policy}"
            );
            assert!(policy.contains("form-action 'none'"), "{policy}");
            assert!(policy.contains("img-src 'self'"), "for its icon: {policy}");
            assert!(!policy.contains("frame-ancestors"), "{policy}");
            assert_eq!(answer.header("x-frame-options"), "");
            assert_eq!(
                answer.header("cross-origin-resource-policy"),
                "cross-origin"
            );
            assert_eq!(answer.header("supports-loading-mode"), "fenced-frame");
            let page = Page::new(&answer.body);
            let links = page.all("a");
            let [link] = links.as_slice() else {
                panic!("one link: {}", answer.body);
            };
            assert_eq!(link.value().attr("target"), Some("_top"));
            assert_eq!(link.value().attr("href"), Some(path.as_str()));
            assert!(!page.has("form, button, input, script, img, link[rel*=preload]"));
            assert!(!answer.body.contains("1,280") && !answer.body.contains("岩韵"));
        }
    }
    let top = get_with(&order, &[("sec-fetch-dest", "document")]).await;
    assert!(
        top.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
}

#[tokio::test]
async fn r1_a_form_inside_another_page_does_nothing() {
    let order = open();
    let framed = [
        ("sec-fetch-dest", "iframe"),
        ("sec-fetch-site", "same-origin"),
    ];
    let answer = post_with(&format!("{order}?do=confirm_payment"), "way=scan", &framed).await;
    assert_eq!(answer.header("location"), "");
    let link = Page::new(&answer.body);
    assert_eq!(link.one("a").value().attr("href"), Some(order.as_str()));
}

#[tokio::test]
async fn the_bar_and_the_foot_say_who_runs_the_page() {
    for (lang, by, licence) in [
        (
            "zh-CN",
            "支付服务由云河支付有限公司提供",
            "支付业务许可证 Z2000131000010",
        ),
        (
            "en",
            "Payment by 云河支付有限公司",
            "Payment licence Z2000131000010",
        ),
    ] {
        for place in Place::ALL {
            let path = place.path(&token(OrderKind::Plain, place));
            let page = Page::new(&get(&format!("{path}?lang={lang}")).await.body);
            assert_eq!(page.text("header .bar__provider"), by, "{place:?}");
            assert_eq!(page.text("header .bar__name"), "岩韵茶铺");
            let foot = page.text("footer");
            assert!(foot.contains(by) && foot.contains(licence), "{foot}");
            let links = page.all("footer a");
            let to: Vec<_> = links
                .iter()
                .filter_map(|a| a.value().attr("href"))
                .collect();
            assert_eq!(
                to,
                [
                    "tel:4008001234",
                    "tel:4000000000",
                    "/agreement",
                    "https://provider.example/privacy",
                    "tel:12378",
                ],
                "the merchant's line, then the provider's"
            );
        }
        for path in ["/pay/nobody", "/pay?order=old.old.old"] {
            let page = Page::new(
                &get(&format!(
                    "{path}{}lang={lang}",
                    if path.contains('?') { '&' } else { '?' }
                ))
                .await
                .body,
            );
            assert!(page.text("header").contains("云河支付有限公司"), "{path}");
            assert!(page.text("footer").contains(licence), "{path}");
        }
    }
}

#[tokio::test]
async fn chinese_on_an_english_page_is_marked() {
    for place in Place::ALL {
        let path = place.path(&token(OrderKind::Plain, place));
        let english = Page::new(&get(&format!("{path}?lang=en")).await.body);
        for element in english.all("body *") {
            let own: String = element
                .children()
                .filter_map(|child| child.value().as_text().map(|text| text.to_string()))
                .collect();
            let chinese = own.chars().any(|c| ('一'..='鿿').contains(&c));
            let marked = element.value().attr("lang").is_some()
                || element
                    .ancestors()
                    .filter_map(scraper::ElementRef::wrap)
                    .any(|above| {
                        above.value().name() != "html" && above.value().attr("lang").is_some()
                    });
            let hidden = element.value().attr("aria-hidden").is_some();
            assert!(
                !chinese || marked || hidden,
                "{place:?}: {}",
                element.html()
            );
        }
        let chinese = Page::new(&get(&format!("{path}?lang=zh-CN")).await.body);
        assert_eq!(chinese.all("body [lang='zh-CN']").len(), 0, "{place:?}");
    }
}

#[tokio::test]
async fn the_deadline_is_read_again_as_one_line() {
    let path = open();
    assert_eq!(get(&format!("{path}/deadline")).await.body, "1685 1 16:28");
    let most = Place::Choose.path(&token(OrderKind::Huge, Place::Choose));
    assert_eq!(get(&format!("{most}/deadline")).await.body, "1685 0 16:28");
    let paid = token(OrderKind::Plain, Place::Paid);
    let answer = get(&format!("/pay/{}/deadline", paid.as_str())).await;
    assert!(answer.body.starts_with("0 "), "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    let unknown = get("/pay/nosuchtoken/deadline").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_repeated_parameter_is_read_once_and_the_rest_is_kept() {
    let order = open();
    let page = Page::new(
        &get(&format!("{order}?lang=en&lang=en&bank=gsyh"))
            .await
            .body,
    );
    assert_eq!(page.one("html").value().attr("lang"), Some("en"));
    assert_eq!(page.one("#bank-query").value().attr("value"), Some("gsyh"));
    let link = get("/pay?lang=en&order=good.good.good&lang=en&from=chat&from=chat").await;
    assert_eq!(link.header("location"), format!("{order}?lang=en"));
    let own = [("sec-fetch-site", "same-origin")];
    let form = format!("{order}?do=confirm_payment&lang=en&lang=zh-CN&x=1&x=2");
    let answer = post_with(&form, "way=scan", &own).await;
    assert_eq!(answer.header("location"), format!("{order}/scan?lang=en"));
}

#[tokio::test]
async fn only_a_visit_opens_a_signed_link() {
    let link = "/pay?order=good.good.good";
    let order = open();
    for ahead in [
        &[("sec-purpose", "prefetch")][..],
        &[
            ("sec-purpose", "prefetch;prerender"),
            ("sec-fetch-mode", "navigate"),
        ],
        &[("purpose", "prefetch")],
        &[("sec-fetch-dest", "image"), ("sec-fetch-mode", "no-cors")],
        &[("sec-fetch-dest", "empty"), ("sec-fetch-mode", "no-cors")],
        &[("sec-fetch-dest", "empty"), ("sec-fetch-mode", "cors")],
    ] {
        let answer = get_with(link, ahead).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{ahead:?}");
        assert_eq!((answer.header("location"), answer.body.as_str()), ("", ""));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(head(link).await.header("location"), "");
    let visit = [
        ("sec-fetch-dest", "document"),
        ("sec-fetch-mode", "navigate"),
    ];
    for visit in [&visit[..], &[]] {
        assert_eq!(get_with(link, visit).await.header("location"), order);
    }
}

#[tokio::test]
async fn a_refused_link_names_its_reason() {
    for (link, reason) in [
        ("old.old.old", "link_expired"),
        ("x.y.z", "link_invalid"),
        // Nothing is left of these.
        ("", "link_invalid"),
        (".", "link_invalid"),
        ("&refused=", "link_invalid"),
    ] {
        let page = Page::new(&get(&format!("/pay?order={link}")).await.body);
        assert!(
            page.text("main").contains(&format!("原因代码：{reason}")),
            "{reason}"
        );
    }
    let other = Page::new(&get("/pay/nobody").await.body);
    assert!(!other.text("main").contains("原因代码"));
}

#[tokio::test]
async fn a_refused_link_leads_back_to_the_mall_that_signed_it() {
    for (link, title, lead) in [
        ("old.old.old", "付款链接无法使用", "链接已过期"),
        ("bad.return.url", "此订单不能在这里付款", "网址未经登记"),
    ] {
        let page = Page::new(&get(&format!("/pay?order={link}")).await.body);
        assert_eq!(page.text("h1"), title);
        assert!(page.text(".lead").contains(lead), "{link}");
        let other = page.one(".bar__language").value().attr("href");
        let english = get(&format!("/pay{}", other.expect("a link"))).await;
        let english = Page::new(&english.body);
        for (page, words) in [(page, "返回融e购商城"), (english, "Back to 融e购商城")] {
            for back in ["#to-mall", "#home"] {
                let link = page.one(back);
                assert_eq!(link.value().attr("href"), Some("https://mall.example"));
                assert_eq!(text(link), words);
            }
        }
    }
    for unknown in [
        "/pay?order=x.y.z",
        "/pay?refused=link_expired&mall=mal_00000000000000000000000001",
        "/pay?refused=link_expired&mall=https://evil.example",
        "/pay?mall=mal_00000000000000000000000000",
    ] {
        let page = Page::new(&get(unknown).await.body);
        assert!(!page.has("#to-mall") && !page.has("#home"), "{unknown}");
    }
}

#[tokio::test]
async fn what_a_chat_app_adds_to_a_pay_url_is_left_out() {
    let order = open();
    for added in [
        "/",
        ".",
        "%E3%80%82",
        ")",
        "%EF%BC%89",
        "%E3%80%91",
        ",%20pay",
    ] {
        let answer = get(&format!("{order}{added}?lang=en")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{added}");
        assert_eq!(
            answer.header("location"),
            format!("{order}?lang=en"),
            "{added}"
        );
        // A place with an addition leads to the order's own page.
        let card = get(&format!("{order}/card{added}")).await;
        assert_eq!(card.status, StatusCode::SEE_OTHER, "{added}");
        assert!(card.header("location").starts_with(&order), "{added}");
        let link = get(&format!("/pay?order=good.good.good{added}")).await;
        assert_eq!(link.header("location"), order, "{added}");
        // A slash before its query, too.
        let link = get(&format!("/pay/?order=good.good.good{added}")).await;
        assert_eq!(link.status, StatusCode::SEE_OTHER, "{added}");
        let link = get(link.header("location")).await;
        assert_eq!(link.header("location"), order, "{added}");
    }
    // What is left without the added characters is no order's token.
    for unknown in ["/pay/nobody.", "/pay/.", "/pay//"] {
        let first = get(unknown).await;
        let last = match first.header("location") {
            "" => first,
            again => get(again).await,
        };
        assert_eq!(last.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}
