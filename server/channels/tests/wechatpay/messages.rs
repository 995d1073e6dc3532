//! The message of each operation, field by field.

use crate::kit::{self, KIT, call, channel, every_op, payment, start};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::SignatureHash;
use channels::wechatpay::{Config, WechatPay};
use channels::{
    CardData, Channel as _, CodeFor, HttpCall, HttpMethod, NumberSeed, Op, PayBy, PaymentMessage,
    PayoutMessage, PublishedCertificates as _, RefundMessage, Screen, StartError, Step,
};
use domain::merchant::MerchantAccount;
use domain::money::Money;
use domain::secret::Secret;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

const fn method(call: &HttpCall) -> &'static str {
    match call.method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
    }
}

fn show(name: &str, call: &HttpCall) -> String {
    let mut shown = format!("{name}: {} {}\n", method(call), call.url);
    for (header, value) in &call.headers {
        if *header == "authorization" {
            for (part, value) in kit::authorization(call) {
                let value = match part.as_str() {
                    "signature" | "nonce_str" => "(checked below)",
                    _ => &value,
                };
                writeln!(shown, "  authorization {part}={value}").expect("writes");
            }
        } else {
            writeln!(shown, "  {header}: {value}").expect("writes");
        }
    }
    let body = call.body.expose();
    if !body.is_empty() {
        let body: Value = serde_json::from_str(body).expect("JSON");
        let body = serde_json::to_string_pretty(&body).expect("JSON");
        writeln!(shown, "{body}").expect("writes");
    }
    shown
}

#[test]
fn every_message() {
    let mut shown = String::new();
    for op in every_op() {
        shown += &show(op.name(), &call(&op));
    }
    let certificates = WechatPay::new(&kit::config_of_certificates()).expect("good settings");
    let call = certificates.call(kit::NOW).expect("starts");
    shown += &show("certificates", &call);
    insta::assert_snapshot!(shown);
}

/// The text that is signed, built independently.
fn signed_text(call: &HttpCall) -> String {
    let lines = [
        method(call),
        kit::target(call),
        &kit::part(call, "timestamp"),
        &kit::part(call, "nonce_str"),
        call.body.expose(),
    ];
    lines.map(|line| format!("{line}\n")).concat()
}

#[test]
fn every_message_is_signed_over_what_is_sent() {
    let certificate = kit::partner_certificate();
    for op in every_op() {
        let call = call(&op);
        assert_eq!(kit::part(&call, "serial_no"), KIT.partner.serial);
        assert_eq!(kit::part(&call, "mchid"), kit::SP_MCHID);
        assert_eq!(kit::part(&call, "timestamp"), "1780286400");
        let signature = STANDARD
            .decode(kit::part(&call, "signature"))
            .expect("Base64");
        let text = signed_text(&call);
        let key = certificate.public_key();
        assert!(
            key.verifies(SignatureHash::Sha256, text.as_bytes(), &signature),
            "{}",
            op.name()
        );
        assert!(!key.verifies(
            SignatureHash::Sha256,
            text.trim_end().as_bytes(),
            &signature
        ));
    }
}

#[test]
fn no_nonce_is_used_twice() {
    let mut nonces = BTreeSet::new();
    let channel = channel();
    for op in every_op() {
        for ms in 0..3 {
            let at = domain::clock::At::from_ms(kit::NOW.ms() + ms);
            let call = start(&channel, &op, at).expect("starts");
            let nonce = kit::part(&call, "nonce_str");
            assert!(nonce.len() == 32 && nonce.bytes().all(|b| b.is_ascii_alphanumeric()));
            assert!(nonces.insert(nonce), "{}", op.name());
        }
    }
    let other = Config {
        api_v3_key: Secret::new("x".repeat(32)),
        ..kit::config()
    };
    let other = WechatPay::new(&other).expect("good settings");
    let call = start(&other, &kit::pay(), kit::NOW).expect("starts");
    assert!(nonces.insert(kit::part(&call, "nonce_str")), "not keyed");
}

#[test]
fn the_reply_is_asked_for_with_the_public_key_where_there_is_one() {
    let asks = |config: &Config| {
        let channel = WechatPay::new(config).expect("good settings");
        let call = start(&channel, &kit::query(), kit::NOW).expect("starts");
        let mut headers = call.headers.into_iter();
        headers.find_map(|(name, value)| (name == "wechatpay-serial").then_some(value))
    };
    let both = Config {
        platform_certificates: true,
        ..kit::config()
    };
    assert_eq!(asks(&kit::config()).as_deref(), Some(kit::PUBLIC_KEY_ID));
    assert_eq!(asks(&both).as_deref(), Some(kit::PUBLIC_KEY_ID));
    assert_eq!(asks(&kit::config_of_certificates()), None);
}

#[test]
fn the_networks_own_address_has_no_prefix() {
    let config = Config {
        base_url: "https://api.mch.weixin.qq.com/".into(),
        ..kit::config()
    };
    let channel = WechatPay::new(&config).expect("good settings");
    let call = start(&channel, &kit::pay(), kit::NOW).expect("starts");
    let path = "/v3/pay/partner/transactions/native";
    assert_eq!(call.url, format!("https://api.mch.weixin.qq.com{path}"));
}

#[test]
fn a_number_fits_every_message() {
    let channel = channel();
    let seed = |before| NumberSeed {
        subject: "01jxyz0000000000000000abcd",
        before,
    };
    assert_eq!(channel.new_number(&seed(0)), "01jxyz0000000000000000abcd00");
    let numbers: BTreeSet<String> = (0..200).map(|n| channel.new_number(&seed(n))).collect();
    assert_eq!(numbers.len(), 200);
    for number in numbers {
        let mut payment = payment();
        payment.request.number = number;
        let pay = Op::Pay {
            payment,
            by: PayBy::Qr,
        };
        assert!(start(&channel, &pay, kit::NOW).is_ok());
    }
}

fn refused(change: impl FnOnce(&mut PaymentMessage)) -> Option<StartError> {
    let mut payment = payment();
    change(&mut payment);
    let pay = Op::Pay {
        payment,
        by: PayBy::Qr,
    };
    start(&channel(), &pay, kit::NOW).err()
}

#[test]
fn what_the_network_would_refuse_is_not_sent() {
    let field = |name| Some(StartError::Field(name));
    for number in ["short", "has a blank", "空空空空空空", &"x".repeat(33)] {
        let changed = refused(|p| p.request.number = number.into());
        assert_eq!(changed, field("out_trade_no"), "{number}");
    }
    for fen in [0, -1, i64::MAX] {
        let changed = refused(|p| p.request.amount = Money::fen(fen));
        assert_eq!(changed, field("total"), "{fen}");
    }
    for (account, expected) in [
        ("1900000", field("sub_mchid")),
        ("19000001O9", field("sub_mchid")),
        (kit::SP_MCHID, field("sub_mchid")),
        ("19000001", None),
    ] {
        for op in every_op() {
            let mut request = kit::request(&op);
            request.account.number = account.into();
            let sent = channel().start(&request, kit::NOW);
            assert_eq!(sent.err(), expected, "{account} {}", op.name());
        }
    }
}

/// With less than a minute left, WeChat Pay would take the payment later than
/// that.
#[test]
fn the_time_to_pay_is_a_minute_at_least() {
    for (left_s, expected) in [
        (-1, Some(StartError::Expired)),
        (0, Some(StartError::Expired)),
        (59, Some(StartError::Expired)),
        (60, None),
        (7200, None),
    ] {
        let changed = refused(|p| p.pay_until = kit::NOW.plus_s(left_s));
        assert_eq!(changed, expected, "{left_s}");
    }
    // Only the order has to be early.
    for op in every_op().into_iter().skip(1) {
        assert!(start(&channel(), &op, kit::NOW.plus_s(86_400)).is_ok());
    }
}

#[test]
fn a_refund_the_network_would_refuse_is_not_sent() {
    let refused = |change: fn(&mut RefundMessage)| {
        let mut refund = kit::refund();
        change(&mut refund);
        start(&channel(), &Op::Refund(refund), kit::NOW).err()
    };
    let field = |name| Some(StartError::Field(name));
    assert_eq!(
        refused(|r| r.request.amount = Money::fen(0)),
        field("refund")
    );
    assert_eq!(
        refused(|r| r.request.amount = Money::fen(12_801)),
        field("total")
    );
    assert_eq!(refused(|r| r.request.amount = Money::fen(12_800)), None);
    assert_eq!(refused(|r| r.paid = Money::fen(-1)), field("total"));
    assert_eq!(refused(|r| r.payment.clear()), field("transaction_id"));
    assert_eq!(
        refused(|r| r.payment = "1\",\"a\":\"".into()),
        field("transaction_id")
    );
    assert_eq!(
        refused(|r| r.request.number = "a b".into()),
        field("out_refund_no")
    );
}

#[test]
fn what_the_network_does_not_offer_is_not_sent() {
    let token = Secret::new("6235240000020837590");
    let card = CardData {
        number: Secret::new("6226388000000095"),
        expiry: None,
        security_code: None,
    };
    let payout = PayoutMessage {
        request: payment().request,
        receiver_account: Secret::new("6222000011112222"),
        receiver_name: Secret::new("张三"),
        subject: "货款".into(),
    };
    for op in [
        Op::Pay {
            payment: payment(),
            by: PayBy::BankPage {
                bank: None,
                screen: Screen::Pc,
            },
        },
        Op::Pay {
            payment: payment(),
            by: PayBy::Agreement {
                token: token.clone(),
                code: None,
            },
        },
        Op::SendCode {
            payment: payment(),
            to: CodeFor::Signing(card),
            phone: Secret::new("18100000000"),
        },
        Op::RemoveAgreement {
            request: payment().request,
            token,
        },
        Op::Payout(payout.clone()),
        Op::QueryPayout(payout),
    ] {
        let sent = channel().start(&kit::request(&op), kit::NOW);
        assert_eq!(sent.err(), Some(StartError::Unsupported), "{}", op.name());
    }
}

/// The body of an order of this payment and account.
fn body(payment: PaymentMessage, account: MerchantAccount) -> Result<Value, StartError> {
    let mut request = kit::request(&Op::Pay {
        payment,
        by: PayBy::Qr,
    });
    request.account = account;
    match channel().start(&request, kit::NOW)? {
        Step::Call(call) => Ok(serde_json::from_str(call.body.expose()).expect("JSON")),
        Step::Show(show) => panic!("{show:?}"),
    }
}

#[test]
fn an_order_always_has_a_description() {
    let described = |subject: &str, short_name: &str| {
        let payment = PaymentMessage {
            subject: subject.into(),
            ..payment()
        };
        let account = MerchantAccount {
            short_name: short_name.into(),
            ..kit::account()
        };
        body(payment, account).expect("starts")["description"].clone()
    };
    assert_eq!(described("茶", "江南茶叶"), "茶");
    assert_eq!(described("🍵", "江南茶叶"), "江南茶叶");
    assert_eq!(described("", "🍵"), payment().request.number);
}

#[test]
fn an_unknown_address_leaves_out_the_scene() {
    for ip in [None, Some("unknown".to_owned())] {
        let payment = PaymentMessage {
            customer_ip: ip,
            ..payment()
        };
        let body = body(payment, kit::account()).expect("starts");
        assert!(body.get("scene_info").is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each field of a payment, at each length it may have, goes on the wire as it is.
    #[test]
    fn every_field_goes_on_the_wire(
        number in "[0-9A-Za-z_|*-]{6,32}",
        subject in "\\PC{0,200}",
        short_name in "\\PC{0,25}",
        account in "[0-9]{8,10}",
        fen in 1_i64..=Money::MAX_ORDER_MINOR,
        left_s in 60_i64..7200,
        ip in any::<std::net::IpAddr>(),
    ) {
        prop_assume!(account != kit::SP_MCHID);
        let payment = PaymentMessage {
            request: channels::RequestFacts { number: number.clone(), time: kit::NOW, amount: Money::fen(fen) },
            subject,
            pay_until: kit::NOW.plus_s(left_s),
            customer_ip: Some(ip.to_string()),
            return_url: String::new(),
        };
        let account = MerchantAccount { number: account, short_name, ..kit::account() };
        let body = body(payment, account.clone()).expect("starts");
        prop_assert_eq!(&body["out_trade_no"], &number);
        prop_assert_eq!(&body["sub_mchid"], &account.number);
        prop_assert_eq!(&body["amount"]["total"], fen);
        let description = body["description"].as_str().expect("a text");
        prop_assert!((1..=127).contains(&description.len()), "{description}");
        let sent_ip: std::net::IpAddr = body["scene_info"]["payer_client_ip"].as_str().expect("a text").parse().expect("an address");
        prop_assert_eq!(sent_ip, ip.to_canonical());
        let until: jiff::Timestamp = body["time_expire"].as_str().expect("a text").parse().expect("a time");
        prop_assert_eq!(until.as_second() * 1000, kit::NOW.plus_s(left_s).ms());
    }

    #[test]
    fn every_field_of_a_refund_goes_on_the_wire(
        number in "[0-9A-Za-z_|*@-]{1,64}",
        payment in "[0-9A-Za-z]{1,32}",
        fen in 1_i64..=Money::MAX_ORDER_MINOR,
        more in 0_i64..1_000,
    ) {
        let paid = (fen + more).min(Money::MAX_ORDER_MINOR);
        let mut refund = RefundMessage { payment: payment.clone(), paid: Money::fen(paid), ..kit::refund() };
        refund.request.number.clone_from(&number);
        refund.request.amount = Money::fen(fen);
        let sent = start(&channel(), &Op::Refund(refund.clone()), kit::NOW).expect("starts");
        let body: Value = serde_json::from_str(sent.body.expose()).expect("JSON");
        prop_assert_eq!(&body["out_refund_no"], &number);
        prop_assert_eq!(&body["transaction_id"], &payment);
        prop_assert_eq!((&body["amount"]["refund"], &body["amount"]["total"]), (&Value::from(fen), &Value::from(paid)));
        let asked = start(&channel(), &Op::QueryRefund(refund), kit::NOW).expect("starts");
        let path = kit::target(&asked).strip_prefix("/wechat_pay/v3/refund/domestic/refunds/").expect("the path");
        let (no, query) = path.split_once('?').expect("a query");
        let no = percent_encoding::percent_decode_str(no).decode_utf8().expect("UTF-8");
        prop_assert_eq!(no.as_ref(), number.as_str());
        prop_assert_eq!(query, format!("sub_mchid={}", kit::SUB_MCHID));
    }
}
