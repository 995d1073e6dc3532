//! The message of each operation, field by field.

use crate::kit::{
    self, KIT, Map, call, card, channel, form_fields, holder, payment, sent_as, start, undo,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{DecryptingKey, SignatureHash, sha256_hex};
use channels::unionpay::{Certificate, Config, UnionPay};
use channels::{
    CardData, CardHolder, Channel as _, CodeFor, HttpCall, Op, PayBy, PaymentMessage,
    PaymentMethod, PayoutMessage, RefundMessage, Request, Screen, Show, StartError, Step,
    check_account,
};
use domain::day::Day;
use domain::desk::{CardEntry, Field};
use domain::merchant::MerchantAccount;
use domain::money::Money;
use domain::refund::RefundMethod;
use domain::secret::Secret;
use proptest::prelude::*;
use std::fmt::Write;

fn token() -> Secret {
    Secret::new("6235240000020837590")
}

fn every_op() -> Vec<Op> {
    let payment = payment();
    vec![
        Op::Pay {
            payment: payment.clone(),
            by: PayBy::BankPage {
                bank: Some("ICBC".into()),
                screen: Screen::Pc,
            },
        },
        Op::Pay {
            payment: payment.clone(),
            by: PayBy::BankPage {
                bank: None,
                screen: Screen::Phone,
            },
        },
        Op::SendCode {
            payment: payment.clone(),
            to: CodeFor::Signing(card()),
            phone: holder().phone,
        },
        Op::Sign {
            payment: payment.clone(),
            card: card(),
            holder: holder(),
            code: Secret::new("111111"),
        },
        Op::SendCode {
            payment: payment.clone(),
            to: CodeFor::Paying(token()),
            phone: holder().phone,
        },
        Op::Pay {
            payment: payment.clone(),
            by: PayBy::Agreement {
                token: token(),
                code: Some(Secret::new("111111")),
            },
        },
        Op::Pay {
            payment: payment.clone(),
            by: PayBy::Agreement {
                token: token(),
                code: None,
            },
        },
        Op::RemoveAgreement {
            request: payment.clone().request,
            token: token(),
        },
        Op::Pay {
            payment: payment.clone(),
            by: PayBy::Qr,
        },
        Op::Query {
            payment,
            paid_by: PaymentMethod::Qr,
        },
        Op::Refund(kit::refund()),
        Op::Refund(RefundMessage {
            paid_by: PaymentMethod::BankPage,
            ..kit::refund()
        }),
        Op::Refund(undo(RefundMessage {
            paid_by: PaymentMethod::Qr,
            ..kit::refund()
        })),
        Op::QueryRefund(sent_as(kit::refund(), RefundMethod::Refund)),
    ]
}

fn sent(channel: &UnionPay, op: &Op) -> (String, Map) {
    match start(channel, op, kit::NOW).expect("starts") {
        Step::Call(HttpCall { url, body, .. }) => (url, form_fields(body.expose())),
        Step::Show(Show::BrowserForm(form)) => (form.action, form.fields.into_iter().collect()),
        step @ Step::Show(_) => panic!("{step:?}"),
    }
}

/// `customerInfo` decrypted with UnionPay's key, for the snapshot.
fn open_customer(fields: &Map) -> String {
    let Some(text) = fields.get("customerInfo") else {
        return String::new();
    };
    let text = String::from_utf8(STANDARD.decode(text).expect("Base64")).expect("UTF-8");
    let Some((before, sealed)) = text.split_once("encryptedInfo=") else {
        return text;
    };
    format!(
        "{before}encryptedInfo=<{}>}}",
        decrypt(sealed.trim_end_matches('}'))
    )
}

fn decrypt(text: &str) -> String {
    let key = DecryptingKey::from_pem(&KIT.encryption.key_pem).expect("reads");
    let plain = key
        .decrypt(&STANDARD.decode(text).expect("Base64"))
        .expect("decrypts");
    String::from_utf8(plain.to_vec()).expect("UTF-8")
}

fn show(channel: &UnionPay, encrypting: bool) -> String {
    let mut shown = String::new();
    for op in every_op() {
        let (url, mut fields) = sent(channel, &op);
        let customer = open_customer(&fields);
        if !customer.is_empty() {
            fields.insert("customerInfo".into(), customer);
        }
        if encrypting && let Some(number) = fields.get_mut("accNo") {
            *number = format!("<{}>", decrypt(number));
        }
        fields.insert("signature".into(), "(checked below)".into());
        writeln!(shown, "{} -> {url}", op.name()).expect("writes to a string");
        for (name, value) in fields {
            writeln!(shown, "  {name}={value}").expect("writes to a string");
        }
    }
    shown
}

#[test]
fn every_message_with_card_data_encrypted() {
    insta::assert_snapshot!(show(&channel(), true));
}

#[test]
fn every_message_with_card_data_plain() {
    let plain = channels::unionpay::Config {
        encrypt_sensitive: false,
        ..kit::config()
    };
    let channel = UnionPay::new(&plain).expect("the settings are good");
    insta::assert_snapshot!(show(&channel, false));
}

#[test]
fn every_message_is_signed_over_what_is_sent() {
    let certificate = Certificate::from_pem(&KIT.merchant.cert_pem).expect("reads");
    for op in every_op() {
        let (_, fields) = sent(&channel(), &op);
        assert_eq!(fields["certId"], certificate.serial_decimal());
        let digest = sha256_hex(kit::signed_text(&fields).as_bytes());
        let signature = STANDARD.decode(&fields["signature"]).expect("Base64");
        let key = certificate.public_key();
        assert!(
            key.verifies(SignatureHash::Sha256, digest.as_bytes(), &signature),
            "{}",
            op.name()
        );
    }
}

#[test]
fn a_serial_of_160_bits_is_written_in_full() {
    let certificate = Certificate::from_pem(&KIT.merchant.cert_pem).expect("reads");
    // 0x7f7f..7f, 20 bytes, computed with arbitrary precision.
    assert_eq!(
        certificate.serial_decimal(),
        "727885129180488904360266563744972327436484050815"
    );
}

#[test]
fn a_body_says_no_secret_in_debug() {
    for op in every_op() {
        let step = start(&channel(), &op, kit::NOW).expect("starts");
        let shown = format!("{step:?} {op:?}");
        for secret in [
            "6226388000000095",
            "18100000000",
            "248",
            "111111",
            "6235240000020837590",
        ] {
            assert!(!shown.contains(secret), "{}: {secret}", op.name());
        }
    }
}

fn front_page(payment: PaymentMessage) -> Op {
    Op::Pay {
        payment,
        by: PayBy::BankPage {
            bank: None,
            screen: Screen::Pc,
        },
    }
}

fn refused(change: impl FnOnce(&mut PaymentMessage)) -> Option<StartError> {
    let mut payment = payment();
    change(&mut payment);
    start(&channel(), &front_page(payment), kit::NOW).err()
}

fn account_refused(change: impl FnOnce(&mut MerchantAccount)) -> Option<StartError> {
    let mut request = kit::request(&front_page(payment()));
    change(&mut request.account);
    channel().start(&request, kit::NOW).err()
}

/// Channels of other networks close payments and pay out; this one sends
/// nothing for it.
#[test]
fn what_the_network_does_not_offer_is_not_sent() {
    let payout = PayoutMessage {
        request: payment().request,
        receiver_account: Secret::new("6222000011112222"),
        receiver_name: Secret::new("张三"),
        subject: "货款".into(),
    };
    assert!(!channel().can_close());
    for op in [
        Op::Close {
            payment: payment(),
            paid_by: PaymentMethod::Qr,
        },
        Op::Payout(payout.clone()),
        Op::QueryPayout(payout),
    ] {
        assert_eq!(
            channel().start(&kit::request(&op), kit::NOW).err(),
            Some(StartError::Unsupported),
            "{}",
            op.name()
        );
    }
}

#[test]
fn what_the_network_would_refuse_is_not_sent() {
    let field = |name| Some(StartError::Field(name));
    for order_id in ["short", "has-a-dash-1", &"x".repeat(33), "空空空空空空空空"] {
        assert_eq!(
            refused(|t| t.request.number = order_id.into()),
            field("orderId"),
            "{order_id}"
        );
    }
    assert_eq!(
        refused(|t| t.request.amount = Money::fen(0)),
        field("txnAmt")
    );
    assert_eq!(
        refused(|t| t.request.amount = Money::fen(-1)),
        field("txnAmt")
    );
    assert_eq!(
        account_refused(|a| a.number = "77&a=b".into()),
        field("merId")
    );
    assert_eq!(
        account_refused(|a| a.mcc = "54".into()),
        field("merCatCode")
    );
    assert_eq!(
        account_refused(|a| a.legal_name = " {} ".into()),
        field("merName")
    );
    assert_eq!(
        account_refused(|a| a.short_name = "🍵".into()),
        field("merAbbr")
    );
    assert_eq!(refused(|t| t.return_url.clear()), field("frontUrl"));
    assert_eq!(
        refused(|t| t.return_url = "javascript:1".into()),
        field("frontUrl")
    );
    assert_eq!(
        refused(|t| t.pay_until = kit::NOW),
        Some(StartError::Expired)
    );
    assert_eq!(
        refused(|t| t.subject = "&".into()),
        None,
        "a description may be left out"
    );
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
        field("txnAmt")
    );
    assert_eq!(
        refused(|r| r.request.amount = Money::fen(-1)),
        field("txnAmt")
    );
    assert_eq!(refused(|r| r.payment.clear()), field("origQryId"));
    assert_eq!(
        refused(|r| r.payment = "1&txnAmt=9".into()),
        field("origQryId")
    );
    assert_eq!(
        refused(|r| r.request.number = "rfd_with_a_line".into()),
        field("orderId")
    );
    assert_eq!(refused(|_| ()), None);
}

#[test]
fn what_a_payer_typed_cannot_break_the_format() {
    let start = |op: &Op| start(&channel(), op, kit::NOW).err();
    let mut bad = holder();
    bad.name = Secret::new("a&smsCode=1");
    let sms_code = Secret::new("111111");
    let open = Op::Sign {
        payment: payment(),
        card: card(),
        holder: bad,
        code: sms_code.clone(),
    };
    assert_eq!(start(&open), Some(StartError::Field("customerNm")));

    let mut bad = card();
    bad.number = Secret::new("6226 3880");
    let open_sms = Op::SendCode {
        payment: payment(),
        to: CodeFor::Signing(bad),
        phone: holder().phone,
    };
    assert_eq!(start(&open_sms), Some(StartError::Field("accNo")));

    let forged = Secret::new("62}&{");
    let pay = Op::Pay {
        payment: payment(),
        by: PayBy::Agreement {
            token: forged,
            code: Some(sms_code),
        },
    };
    assert_eq!(start(&pay), Some(StartError::Field("token")));
    let pay = Op::Pay {
        payment: payment(),
        by: PayBy::Agreement {
            token: token(),
            code: Some(Secret::default()),
        },
    };
    assert_eq!(start(&pay), Some(StartError::Field("smsCode")));
}

#[test]
fn card_data_is_never_sent_the_same_twice() {
    let op = Op::SendCode {
        payment: payment(),
        to: CodeFor::Signing(card()),
        phone: holder().phone,
    };
    let channel = channel();
    let (one, two) = (call(&channel, &op), call(&channel, &op));
    assert_ne!(
        form_fields(one.body.expose())["accNo"],
        form_fields(two.body.expose())["accNo"]
    );
}

/// A name that the form accepts: letters of any script with separators.
fn names() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[A-Za-zÀ-ɏ一-龥𠀀-𠁿ऀ-ह '’·.\\-]{1,32}")
        .expect("a pattern")
        .prop_union(proptest::string::string_regex("\\PC{1,32}").expect("a pattern"))
}

proptest! {
    /// Every card that the form accepts can be sent, with the request for an SMS code
    /// and with the signing after it.
    #[test]
    fn what_the_card_form_takes_goes_on_the_wire(
        name in names(),
        number in "[0-9 -]{10,22}",
        back in proptest::option::of("[0-9]{3}"),
        encrypted in any::<bool>(),
    ) {
        let today = Day::in_china(kit::NOW);
        let entry = CardEntry {
            number: Secret::new(number),
            name: Secret::new(name),
            id_number: Secret::new("11010519491231002X"),
            phone: Secret::new("+86 138 0013 8000"),
            expiry: Secret::new(if back.is_some() { format!("12/{}", (today.year() + 1) % 100) } else { String::new() }),
            security_code: Secret::new(back.unwrap_or_default()),
            remember: false,
        };
        let fields = |field| entry.check(kit::NOW).err().is_none_or(|e| e.iter().all(|e| e.field != field));
        // A field that the form accepts, in an otherwise valid card.
        let good = CardEntry {
            number: if fields(Field::Number) { entry.number.clone() } else { Secret::new("6222021234567890123") },
            name: if fields(Field::Name) { entry.name.clone() } else { Secret::new("王芳") },
            ..entry.clone()
        };
        // Expiry and code are of an unknown card, so they are needed or absent together.
        let checked = good.check(kit::NOW).expect("each field is valid");
        let card = CardData {
            number: checked.number,
            expiry: checked.expiry_yymm,
            security_code: checked.security_code,
        };
        let holder = CardHolder { name: checked.name, id_number: checked.id_number, phone: checked.phone };
        let channel = UnionPay::new(&Config { encrypt_sensitive: encrypted, ..kit::config() }).expect("a channel");
        let code = Op::SendCode { payment: payment(), to: CodeFor::Signing(card.clone()), phone: holder.phone.clone() };
        prop_assert!(start(&channel, &code, kit::NOW).is_ok(), "{good:?}");
        let open = Op::Sign { payment: payment(), card, holder, code: Secret::new("12345678") };
        prop_assert!(start(&channel, &open, kit::NOW).is_ok(), "{good:?}");
    }

    /// A merchant that can be registered can be sent in every message.
    #[test]
    fn what_a_merchant_may_be_called_goes_on_the_wire(name in "\\PC{0,64}", abbr in "\\PC{0,25}", no in "[0-9A-Za-z-]{14,16}") {
        let account = MerchantAccount { number: no, mcc: "5499".into(), legal_name: name, short_name: abbr };
        let ops = [
            Op::Pay { payment: payment(), by: PayBy::Qr },
            Op::Query { payment: payment(), paid_by: PaymentMethod::Qr },
        ];
        for op in ops {
            let sent = channel().start(&Request { account: account.clone(), op }, kit::NOW).is_ok();
            prop_assert_eq!(sent, check_account(&channels::unionpay::ID, &account).is_ok());
        }
    }
}

/// A card form, valid in every field.
fn entry() -> CardEntry {
    CardEntry {
        number: Secret::new("6225753100123454"),
        name: Secret::new("王芳"),
        id_number: Secret::new("11010519491231002X"),
        phone: Secret::new("13800138000"),
        expiry: Secret::new("12/29"),
        security_code: Secret::new("248"),
        remember: false,
    }
}

/// Digits with a valid check digit.
fn with_luhn(mut digits: String) -> String {
    digits.pop();
    (0..=9)
        .map(|last| format!("{digits}{last}"))
        .find(|number| domain::card::number::luhn(number))
        .expect("one of ten digits is right")
}

/// Values of a field with each of its lengths, as far as the form accepts them.
fn values(field: Field, seed: &str) -> Vec<String> {
    let Some(lengths) = field.lengths() else {
        return Vec::new();
    };
    let digits = |length: usize| seed.chars().cycle().take(length).collect::<String>();
    (lengths.min..=lengths.max)
        .map(|length| match field {
            Field::Number => with_luhn(format!("9{}", digits(length - 1))),
            Field::Name => "买".repeat(length),
            Field::Phone => format!("13{}", digits(length - 2)),
            Field::SecurityCode | Field::Code => digits(length),
            Field::IdNumber => "11010519491231002X".to_owned(),
            Field::Expiry => "1229".to_owned(),
            Field::Way | Field::Bank => unreachable!("a choice has no lengths"),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Each field of the forms, at each length it may have, goes on the wire.
    #[test]
    fn every_field_of_a_form_goes_on_the_wire(seed in "[1-9][0-9]{7}", encrypted in any::<bool>()) {
        let channel = UnionPay::new(&Config { encrypt_sensitive: encrypted, ..kit::config() }).expect("a channel");
        for field in Field::ALL {
            for value in values(field, &seed) {
                let mut entry = entry();
                let mut code = "123456".to_owned();
                let secret = Secret::new(value.clone());
                match field {
                    Field::Number => entry.number = secret,
                    Field::Name => entry.name = secret,
                    Field::IdNumber => entry.id_number = secret,
                    Field::Phone => entry.phone = secret,
                    Field::Expiry => entry.expiry = secret,
                    Field::SecurityCode => entry.security_code = secret,
                    Field::Code => code = domain::sms_code::read(&value).expect("the form takes it"),
                    Field::Way | Field::Bank => {}
                }
                let checked = entry.check(kit::NOW).expect("the form takes it");
                let card = CardData {
                    number: checked.number,
                    expiry: checked.expiry_yymm,
                    security_code: checked.security_code,
                };
                let holder = CardHolder { name: checked.name, id_number: checked.id_number, phone: checked.phone };
                let (code, token) = (Secret::new(code), Secret::new("6235240000020757577"));
                for op in [
                    Op::SendCode { payment: payment(), to: CodeFor::Signing(card.clone()), phone: holder.phone.clone() },
                    Op::SendCode { payment: payment(), to: CodeFor::Paying(token.clone()), phone: holder.phone.clone() },
                    Op::Sign { payment: payment(), card, holder, code: code.clone() },
                    Op::Pay { payment: payment(), by: PayBy::Agreement { token, code: Some(code) } },
                ] {
                    prop_assert!(start(&channel, &op, kit::NOW).is_ok(), "{field:?} {value} {}", op.name());
                }
            }
        }
    }
}
