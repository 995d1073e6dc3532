//! The pages people use: bank, phone, control. All by plain forms.

use channels::{
    Channel as _, Done, Moved, Op, Outcome, PayBy, PaymentMessage, PaymentMethod, Screen, Show,
    UnknownReason,
};
use sandbox::networks::InjectedFailure;
use testkit::network::notice_call;

use crate::desk::{TestDesk, declined};
use crate::wire::{encoded, wire_form};

/// Opens the bank's page, which is at another host; its path.
async fn enter(desk: &TestDesk, trade: &PaymentMessage) -> String {
    let bank = Some("ICBC".to_owned());
    let op = Op::Pay {
        payment: trade.clone(),
        by: PayBy::BankPage {
            bank,
            screen: Screen::Pc,
        },
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
        desk.query(&trade, PaymentMethod::BankPage).await,
        Outcome::NotStarted
    );
    assert_eq!(
        enter(&desk, &trade).await,
        bank,
        "the same form leads to the same page"
    );

    let (status, _) = desk.post(&bank, "act=pay".to_owned()).await;
    assert_eq!(status, 303);
    let (_, result) = desk.get(&format!("{bank}/result")).await;
    assert!(result.contains("付款成功"));
    assert!(result.contains("action=\"http://127.0.0.1:3000/return\""));
    assert!(result.contains("data-submit") && result.contains("/submit.js"));
    let home = hidden(&result);
    let notice = {
        use domain::clock::Clock;
        let call = notice_call(encoded(&home).as_bytes());
        desk.channel
            .read_notice(&call, desk.clock.now())
            .expect("well signed")
    };
    assert_eq!(notice.number, "frontpay0001");

    // Back, refresh, a second tab: paid once.
    desk.post(&bank, "act=pay".to_owned()).await;
    assert_eq!(desk.get(&bank).await.0, 303);
    assert_eq!(desk.network.deliver_due().await, 1);
    assert!(matches!(
        desk.notices()[0].outcome,
        Outcome::Moved(Moved::Payment(_))
    ));
    assert!(matches!(
        desk.query(&trade, PaymentMethod::BankPage).await,
        Outcome::Moved(Moved::Payment(_))
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
        match desk.query(trade, PaymentMethod::BankPage).await {
            Outcome::Moved(Moved::Payment(paid)) => {
                numbers.push(paid.network_id[14..20].to_owned());
            }
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
        declined(desk.query(&trade, PaymentMethod::BankPage).await),
        "64"
    );
    desk.post(&bank, "act=pay".to_owned()).await;
    assert!(matches!(
        desk.query(&trade, PaymentMethod::BankPage).await,
        Outcome::Moved(Moved::Payment(_))
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
        declined(desk.query(&trade, PaymentMethod::BankPage).await),
        "69"
    );
}

#[tokio::test]
async fn one_number_is_one_payment() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("frontpay0001", 12_800);
    enter(&desk, &trade).await;
    let dearer = desk.trade("frontpay0001", 12_801);
    let op = Op::Pay {
        payment: dearer,
        by: PayBy::BankPage {
            bank: None,
            screen: Screen::Phone,
        },
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
    let Outcome::Done(Done::Show(Show::Qr(content))) = desk
        .call(&Op::Pay {
            payment: trade.clone(),
            by: PayBy::Qr,
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
        Outcome::NotStarted
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
        Outcome::Moved(Moved::Payment(_))
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
            desk.query(&trade, PaymentMethod::BankPage).await,
            bad_gateway
        );
    }
    assert!(matches!(
        desk.query(&trade, PaymentMethod::BankPage).await,
        Outcome::Moved(Moved::Payment(_))
    ));

    desk.network.fail_next(InjectedFailure::BadGatewayUnpaid);
    let trade = desk.trade("scanned00001", 12_800);
    let Outcome::Done(Done::Show(Show::Qr(content))) = desk
        .call(&Op::Pay {
            payment: trade.clone(),
            by: PayBy::Qr,
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
        Outcome::NotStarted,
        "not booked, still open"
    );
    assert_eq!(desk.post("/phone/scan", confirm).await.0, 200);
    assert!(matches!(
        desk.query(&trade, PaymentMethod::Qr).await,
        Outcome::Moved(Moved::Payment(_))
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

#[tokio::test]
async fn the_payers_pages_speak_the_payers_language() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("frontpay0001", 12_800);
    let bank = enter(&desk, &trade).await;
    let (_, page) = desk.get(&format!("{bank}?lang=en")).await;
    for seen in [
        "<html lang=\"en\">",
        "Industrial and Commercial Bank of China sandbox online banking",
        "Payee",
        "Pay ¥128.00",
        "Cancel and return to merchant",
        "Beijing time",
        "href=\"?lang=zh-CN\"",
    ] {
        assert!(page.contains(seen), "{seen} in {page}");
    }
    let sent = desk
        .http
        .post(format!("{}{bank}?lang=en", desk.base))
        .body("act=fail");
    let form = sent.header("content-type", "application/x-www-form-urlencoded");
    let response = form.send().await.expect("answers");
    let to = response.headers()["location"]
        .to_str()
        .expect("text")
        .to_owned();
    assert_eq!(to, format!("{bank}/result?lang=en"), "the language stays");
    let (_, result) = desk.get(&to).await;
    assert!(result.contains("Insufficient funds") && result.contains("You have not been charged"));

    for (path, chinese, english) in [
        ("/phone", "手机短信", "Messages"),
        ("/phone/scan", "等待扫码的订单", "Orders to scan"),
        ("/bank/nothing", "没有这笔订单", "There is no such order"),
    ] {
        assert!(desk.get(path).await.1.contains(chinese), "{path}");
        let browser = desk.http.get(format!("{}{path}", desk.base));
        let browser = browser.header("accept-language", "en-GB,zh;q=0.5").send();
        let page = browser.await.expect("answers").text().await.expect("text");
        assert!(page.contains(english) && !page.contains(chinese), "{path}");
        assert!(
            desk.get(&format!("{path}?lang=en"))
                .await
                .1
                .contains(english)
        );
    }
    let (_, page) = desk.get("/phone/scan?code=a%26b&lang=en").await;
    assert!(
        page.contains("href=\"?code=a%26b&amp;lang=zh-CN\""),
        "{page}"
    );
}

/// A time alone reads like a span of time.
#[tokio::test]
async fn every_time_has_its_date() {
    let desk = TestDesk::new().await;
    let trade = desk.trade("frontpay0001", 12_800);
    let bank = enter(&desk, &trade).await;
    desk.post(&bank, "act=pay".to_owned()).await;
    let qr = Op::Pay {
        payment: desk.trade("scanned00001", 12_800),
        by: PayBy::Qr,
    };
    desk.call(&qr).await;
    for path in [&format!("{bank}/result"), "/phone/scan", "/control"] {
        let (_, page) = desk.get(path).await;
        let times = page
            .match_indices(':')
            .filter(|(at, _)| is_time(&page, *at));
        let mut count = 0;
        for (at, _) in times {
            let before = &page.as_bytes()[at - 13..at - 2];
            assert!(before[4] == b'-' && before[10] == b' ', "{path}");
            count += 1;
        }
        assert!(count > 0, "{path} has a time");
    }
}

/// True at the first colon of `hh:mm:ss`.
fn is_time(page: &str, at: usize) -> bool {
    let Some(text) = page.as_bytes().get(at.saturating_sub(2)..at + 6) else {
        return false;
    };
    let digits = [0, 1, 3, 4, 6, 7].iter().all(|i| text[*i].is_ascii_digit());
    digits && text[5] == b':'
}

#[tokio::test]
async fn the_testers_pages_are_in_the_language_that_is_asked_for() {
    let desk = TestDesk::new().await;
    for (path, chinese, english) in [
        ("/", "测试卡", "Test cards"),
        ("/control", "下一笔付款或退款", "The next payment or refund"),
    ] {
        let (_, page) = desk.get(path).await;
        assert!(page.contains("<html lang=\"zh-CN\">") && page.contains(chinese));
        assert!(page.contains("href=\"?lang=en\""), "the switch");
        let (_, page) = desk.get(&format!("{path}?lang=en")).await;
        assert!(page.contains("<html lang=\"en\">") && page.contains(english));
        assert!(!page.contains(chinese), "{path}");
        assert!(page.contains("href=\"/control?lang=en\""), "links keep it");
    }
    let (_, page) = desk.get("/control?lang=en").await;
    assert!(page.contains("action=\"/control/next?lang=en\""));
    for failure in InjectedFailure::ALL {
        assert!(
            page.contains(&format!(".{}<", failure.fen())),
            "{failure:?}"
        );
    }
    let next = desk
        .post(
            "/control/next?lang=en",
            "of=payment&trouble=slow".to_owned(),
        )
        .await;
    assert_eq!(next.0, 303);
    let (_, page) = desk.get("/control?lang=en").await;
    assert!(page.contains("Payment queue: <code>slow</code>"), "{page}");
}
