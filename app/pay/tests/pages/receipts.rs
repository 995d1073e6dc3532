//! The receipt as a voucher: on the page, as an image, and the public page that
//! proves it.

use crate::fake_desk::{OrderKind, reference, token};
use crate::html::Page;
use crate::requests::{get, get_with};
use axum::http::StatusCode;
use domain::desk::Place;

async fn shown(path: &str) -> Page {
    Page::new(&get(path).await.body)
}

fn paid(kind: OrderKind, place: Place) -> String {
    place.path(&token(kind, place))
}

#[tokio::test]
async fn a_receipt_has_its_numbers_and_what_keeps_it() {
    for place in [Place::Paid, Place::AlreadyPaid] {
        let page = shown(&paid(OrderKind::Plain, place)).await;
        let receipt = page.text(".receipt");
        for fact in [
            "武夷山岩韵茶业有限公司",
            "¥1,280.00",
            "2026-11-22 15:58:31 北京时间",
            "网银支付 · 中国工商银行",
            "武夷山正岩肉桂等 2 件商品",
            "融e购商城",
            "支付机构云河支付有限公司",
            "商户订单号M20261122-0042",
            "订单号ord_00000000000000000000000000",
            "银联流水号052026112215583100001",
        ] {
            let found = receipt.replace(' ', "").contains(&fact.replace(' ', ""));
            assert!(found, "{place:?}: {fact} in {receipt}");
        }
        let proof = page.one("#verify").value().attr("href");
        let address = format!(
            "https://pay.example/receipt/{}",
            reference(OrderKind::Plain)
        );
        assert_eq!(proof, Some(address.as_str()));
        assert!(page.has(".receipt__qr img[alt]"));
        for button in ["#print[hidden]", "[data-copy][hidden][data-failed]"] {
            assert!(
                page.has(button),
                "hidden until a script finds that it works"
            );
        }
        let save = page.one("#save").value().attr("href").expect("a link");
        assert!(save.ends_with("/receipt.svg"), "{save}");
    }
}

#[tokio::test]
async fn the_image_is_svg_with_every_fact_and_nothing_that_loads() {
    for kind in OrderKind::ALL {
        let token = token(kind, Place::Paid);
        let path = format!("/pay/{}/receipt.svg", token.as_str());
        let answer = get(&path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.header("content-type"),
            "image/svg+xml; charset=utf-8"
        );
        assert_eq!(
            answer.header("content-disposition"),
            "attachment; filename=\"receipt-ord_00000000000000000000000000.svg\""
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.body.contains(token.as_str()), "no pay token");
        let without_code = answer.body.replace("href=\"data:image/png;base64,", "");
        for loads in ["href", "<script", "<style", "url("] {
            assert!(!without_code.contains(loads), "{loads}");
        }
    }
    for (kind, language, heading) in [
        (OrderKind::Plain, "zh-CN", ">付款凭证<"),
        (OrderKind::Refunded, "zh-CN", ">付款凭证（已全额退款）<"),
        (OrderKind::Refunded, "en", ">Receipt (refunded in full)<"),
        (OrderKind::Long, "en", ">Receipt (partly refunded)<"),
    ] {
        let token = token(kind, Place::Paid);
        let path = format!("/pay/{}/receipt.svg?lang={language}", token.as_str());
        assert!(get(&path).await.body.contains(heading), "{heading}");
    }
    let long = get(&format!(
        "/pay/{}/receipt.svg?lang=en",
        token(OrderKind::Long, Place::Paid).as_str()
    ))
    .await;
    for fact in [
        "Total refunded",
        "¥80.01",
        "12 more",
        "Beijing time",
        ">Late or <",
    ] {
        assert!(long.body.contains(fact), "{fact}");
    }
    for (token, status) in [
        (token(OrderKind::Plain, Place::Choose).as_str(), 404),
        ("nosuchtoken", 404),
    ] {
        let answer = get(&format!("/pay/{token}/receipt.svg")).await;
        assert_eq!(answer.status, status, "not paid");
    }
}

#[tokio::test]
async fn anyone_can_prove_a_receipt_and_learns_nothing_of_the_payer() {
    for kind in OrderKind::ALL {
        let answer = get(&format!("/receipt/{}", reference(kind))).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-robots-tag"), "noindex");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        let page = Page::new(&answer.body);
        let heading = match kind {
            OrderKind::Refunded => "凭证真实，已全额退款",
            OrderKind::Long => "凭证真实，已部分退款",
            _ => "凭证真实有效",
        };
        assert_eq!(page.text("h1"), heading);
        assert!(page.text("title").starts_with(heading));
        let tick = heading == "凭证真实有效";
        assert_eq!(page.has(".outcome__mark--paid"), tick, "{kind:?}");
        let main = page.text("main");
        for hidden in ["中国工商银行", "尾号", "手工白瓷盖碗", "限量珍藏版"] {
            assert!(!main.contains(hidden), "{kind:?}: {hidden}");
        }
        let secret = token(kind, Place::Paid);
        assert!(!answer.body.contains(secret.as_str()), "no pay token");
        assert!(!page.has("script:not([type])") && !page.has("form"));
    }
    let page = shown(&format!("/receipt/{}?lang=en", reference(OrderKind::Long))).await;
    let main = page.text("main");
    for fact in [
        "2026-11-22 16:00:00 Beijing time",
        "Status nowPartly refunded",
        "Total refunded¥80.01",
    ] {
        assert!(main.contains(fact), "{fact} in {main}");
    }
    let refunded = shown(&format!("/receipt/{}", reference(OrderKind::Refunded))).await;
    assert!(refunded.text("main").contains("当前状态已全额退款"));
}

#[tokio::test]
async fn a_forged_receipt_is_called_so() {
    for forged in ["0", "ord_00000000000000000000000000", "%00", "a.b"] {
        let answer = get_with(&format!("/receipt/{forged}"), &[("accept-language", "en")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let page = Page::new(&answer.body);
        assert_eq!(page.text("h1"), "This receipt is not genuine");
        assert!(!page.has("dl"));
    }
    let path = format!("/receipt/{}", reference(OrderKind::Plain));
    let framed = get_with(&path, &[("sec-fetch-dest", "iframe")]).await;
    assert_eq!(framed.status, StatusCode::OK);
    let framed = Page::new(&framed.body);
    assert!(!framed.has("dl") && framed.has("a[target=_top]"));
}
