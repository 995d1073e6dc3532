//! The pages people use: bank, phone, control. All by plain forms.

use channels::unionpay::{Operation, PaymentMethod, Screen, Trade};
use channels::{Ask, Outcome, UnknownReason};
use sandbox::networks::InjectedFailure;

use crate::desk::{TestDesk, declined};
use crate::wire::{encoded, wire_form};

/// Opens the bank's page, which is at another host; its path.
async fn enter(desk: &TestDesk, trade: &Trade) -> String {
    let bank = Some("ICBC".to_owned());
    let op = Operation::FrontPay {
        trade: trade.clone(),
        bank,
        screen: Screen::Pc,
    };
    let (path, fields) = wire_form(desk, &op);
    let sent = desk
        .http
        .post(format!("{}{path}", desk.base))
        .body(encoded(&fields))
        .send()
        .await;
    let response = sent.expect("answers");
    assert_eq!(response.status(), 302);
    let to = response.headers()["location"].to_str().expect("text");
    let cashier = desk.base.replace("127.0.0.1", "localhost");
    to.strip_prefix(&cashier).expect("the cashier's").to_owned()
}

/// The hidden fields of a page's form.
fn hidden(page: &str) -> Vec<(String, String)> {
    let text = |s: &str| {
        s.replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    };
    page.split("<input type=\"hidden\" name=\"")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"")?;
            Some((name.to_owned(), text(rest.split_once('"')?.0)))
        })
        .collect()
}

#[tokio::test]
async fn paying_at_the_bank_and_going_home() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("frontpay0001", 12_800);
    let bank = enter(&desk, &trade).await;
    let (_, page) = desk.get(&bank).await;
    for seen in [
        "中国工商银行 沙箱网银",
        "¥128.00",
        "江南书店",
        "《红楼梦》",
        "frontpay0001",
        "模拟",
    ] {
        assert!(page.contains(seen), "{seen}");
    }
    assert_eq!(
        desk.query(&trade, PaymentMethod::FrontPage).await,
        Outcome::WithPayer
    );
    assert_eq!(
        enter(&desk, &trade).await,
        bank,
        "the same form leads to the same page"
    );

    let (status, _) = desk.post(&bank, "act=pay".to_owned()).await;
    assert_eq!(status, 303);
    let (_, result) = desk.get(&format!("{bank}/result")).await;
    assert!(result.contains("支付成功"));
    assert!(result.contains("action=\"http://127.0.0.1:3000/return\""));
    assert!(result.contains("data-submit") && result.contains("/submit.js"));
    let home = hidden(&result);
    let notice = {
        use domain::clock::Clock;
        desk.channel
            .notice(encoded(&home).as_bytes(), desk.clock.now())
            .expect("well signed")
    };
    assert_eq!(notice.order_id, "frontpay0001");

    // Back, refresh, a second tab: paid once.
    desk.post(&bank, "act=pay".to_owned()).await;
    assert_eq!(desk.get(&bank).await.0, 303);
    assert_eq!(desk.network.deliver_due().await, 1);
    assert!(matches!(desk.notices()[0].outcome, Outcome::Paid(_)));
    assert!(matches!(
        desk.query(&trade, PaymentMethod::FrontPage).await,
        Outcome::Paid(_)
    ));
}

/// Both were taken in before either was paid: their numbers still differ, and
/// not by the random digits in them alone.
#[tokio::test]
async fn two_payments_of_one_second_have_trace_numbers_of_their_own() {
    let desk = TestDesk::new().await;
    let trades = ["frontpay0001", "frontpay0002"].map(|no| desk.trade(no, 12_800));
    let banks = [
        enter(&desk, &trades[0]).await,
        enter(&desk, &trades[1]).await,
    ];
    let mut numbers = Vec::new();
    for (trade, bank) in trades.iter().zip(&banks) {
        desk.post(bank, "act=pay".to_owned()).await;
        match desk.query(trade, PaymentMethod::FrontPage).await {
            Outcome::Paid(paid) => numbers.push(paid.query_id[14..20].to_owned()),
            other => panic!("not paid: {other:?}"),
        }
    }
    assert_ne!(numbers[0], numbers[1]);
}

#[tokio::test]
async fn a_refusal_at_the_bank_may_be_tried_again_and_is_not_noticed() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("frontpay0001", 12_800);
    let bank = enter(&desk, &trade).await;
    desk.post(&bank, "act=fail".to_owned()).await;
    let (_, result) = desk.get(&format!("{bank}/result")).await;
    assert!(result.contains("余额不足") && result.contains("再试一次"));
    assert!(
        !result.contains("data-submit"),
        "nobody is sent home before reading"
    );
    assert_eq!(desk.network.deliver_due().await, 0);
    assert_eq!(
        declined(desk.query(&trade, PaymentMethod::FrontPage).await),
        "64"
    );
    desk.post(&bank, "act=pay".to_owned()).await;
    assert!(matches!(
        desk.query(&trade, PaymentMethod::FrontPage).await,
        Outcome::Paid(_)
    ));
}

#[tokio::test]
async fn the_time_to_pay_is_kept() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("frontpay0001", 12_800);
    let bank = enter(&desk, &trade).await;
    desk.pass(901);
    let (status, _) = desk.post(&bank, "act=pay".to_owned()).await;
    assert_eq!(status, 303);
    let (_, result) = desk.get(&format!("{bank}/result")).await;
    assert!(result.contains("付款超时"));
    assert_eq!(
        declined(desk.query(&trade, PaymentMethod::FrontPage).await),
        "69"
    );
}

#[tokio::test]
async fn one_number_is_one_payment() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("frontpay0001", 12_800);
    enter(&desk, &trade).await;
    let dearer = desk.trade("frontpay0001", 12_801);
    let op = Operation::FrontPay {
        trade: dearer,
        bank: None,
        screen: Screen::Phone,
    };
    let (path, fields) = wire_form(&desk, &op);
    let (status, page) = desk.post(&path, encoded(&fields)).await;
    assert_eq!(status, 400);
    assert!(page.contains("<strong>12</strong>"));
    assert!(page.contains("返回商户"));
}

#[tokio::test]
async fn scanning_confirming_and_walking_away() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("scanned00001", 12_800);
    let Outcome::Ask(Ask::Qr { content }) = desk
        .call(&Operation::QrApply {
            trade: trade.clone(),
        })
        .await
    else {
        panic!("no code")
    };
    assert!(
        content.starts_with("https://qr.95516.com/00010000/62"),
        "{content}"
    );
    assert_eq!(content.len(), "https://qr.95516.com/00010000/62".len() + 30);
    let code = encoded(&[("code".to_owned(), content)]);

    // Scanned, and walked away.
    let (_, page) = desk.get(&format!("/phone/scan?{code}")).await;
    assert!(page.contains("江南书店") && page.contains("¥128.00"));
    assert_eq!(
        desk.query(&trade, PaymentMethod::Qr).await,
        Outcome::WithPayer
    );

    let (_, refused) = desk
        .post("/phone/scan", format!("{code}&card=ccb-debit-empty"))
        .await;
    assert!(refused.contains("64"));
    let (_, done) = desk
        .post("/phone/scan", format!("{code}&card=abc-debit"))
        .await;
    assert!(done.contains("付款成功"));
    let (_, again) = desk
        .post("/phone/scan", format!("{code}&card=abc-debit"))
        .await;
    assert!(!again.contains("付款成功"));
    assert_eq!(desk.network.deliver_due().await, 1);
    assert!(matches!(
        desk.query(&trade, PaymentMethod::Qr).await,
        Outcome::Paid(_)
    ));
}

#[tokio::test]
async fn failures_apply_to_the_pay_button_and_the_phone_too() {
    let desk = TestDesk::new().await;
    let bad_gateway = Outcome::Unknown(UnknownReason::Http(502));

    desk.network.fail_next(InjectedFailure::BadGatewayPaid);
    let trade = desk.trade("frontpay0001", 12_800);
    let bank = enter(&desk, &trade).await;
    let (status, page) = desk.post(&bank, "act=pay".to_owned()).await;
    assert_eq!(status, 502);
    assert!(page.contains("付款结果未知") && page.contains("返回商户"));
    for _ in 0..2 {
        assert_eq!(
            desk.query(&trade, PaymentMethod::FrontPage).await,
            bad_gateway
        );
    }
    assert!(matches!(
        desk.query(&trade, PaymentMethod::FrontPage).await,
        Outcome::Paid(_)
    ));

    desk.network.fail_next(InjectedFailure::BadGatewayUnpaid);
    let trade = desk.trade("scanned00001", 12_800);
    let Outcome::Ask(Ask::Qr { content }) = desk
        .call(&Operation::QrApply {
            trade: trade.clone(),
        })
        .await
    else {
        panic!("no code")
    };
    let confirm = encoded(&[
        ("code".to_owned(), content),
        ("card".to_owned(), "icbc-debit".to_owned()),
    ]);
    assert_eq!(desk.post("/phone/scan", confirm.clone()).await.0, 502);
    for _ in 0..2 {
        assert_eq!(desk.query(&trade, PaymentMethod::Qr).await, bad_gateway);
    }
    assert_eq!(
        desk.query(&trade, PaymentMethod::Qr).await,
        Outcome::WithPayer,
        "not booked, still open"
    );
    assert_eq!(desk.post("/phone/scan", confirm).await.0, 200);
    assert!(matches!(
        desk.query(&trade, PaymentMethod::Qr).await,
        Outcome::Paid(_)
    ));
}

#[tokio::test]
async fn pages_are_marked_as_simulated_and_unknown_ones_not_found() {
    let desk = TestDesk::new().await;
    for path in ["/", "/phone", "/phone/scan", "/control"] {
        let sent = desk
            .http
            .get(format!("{}{path}", desk.base))
            .send()
            .await
            .expect("answers");
        assert_eq!(sent.status(), 200, "{path}");
        let csp = sent.headers()["content-security-policy"]
            .to_str()
            .expect("text")
            .to_owned();
        assert!(csp.starts_with("default-src 'none'"), "{csp}");
        let page = sent.text().await.expect("text");
        assert!(
            page.contains("沙箱 Sandbox") && page.contains("no real money"),
            "{path}"
        );
    }
    for path in [
        "/bank/nothing",
        "/bank/nothing/result",
        "/phone/scan?code=nothing",
    ] {
        assert_eq!(desk.get(path).await.0, 404, "{path}");
    }
}
