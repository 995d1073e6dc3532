//! Notices, genuine and forged.

use crate::kit::{
    self, KIT, encrypted, envelope, notice, read, signed, signed_at, transaction, with, with_header,
};
use channels::crypto::AesGcmKey;
use channels::wechatpay::{Config, WechatPay};
use channels::{
    Channel as _, HttpRequest, Moved, NoticeAbout, NoticeError, Outcome, SignatureFault,
};
use domain::money::Money;
use domain::secret::Secret;
use proptest::prelude::*;
use serde_json::{Value, json};

fn paid() -> Value {
    envelope("TRANSACTION.SUCCESS", &transaction())
}

/// A notice with this content.
fn with_content(changes: &[(&str, Value)]) -> HttpRequest {
    notice(&envelope(
        "TRANSACTION.SUCCESS",
        &with(transaction(), changes),
    ))
}

fn with_envelope(changes: &[(&str, Value)]) -> HttpRequest {
    notice(&with(paid(), changes))
}

#[test]
fn a_notice_of_a_payment() {
    let notice = read(&notice(&paid())).expect("reads");
    assert_eq!((notice.about, notice.payment), (NoticeAbout::Payment, None));
    assert_eq!(notice.event.as_deref(), Some("EV-2026060112000012345"));
    assert_eq!(notice.number, kit::payment().request.number);
    assert_eq!(
        (notice.time, notice.account.as_str()),
        (None, kit::SUB_MCHID)
    );
    assert_eq!(notice.amount, Money::fen(12_800));
    assert!(
        matches!(&notice.outcome, Outcome::Moved(Moved::Payment(p)) if p.network_id == kit::PAID_ID && p.amount == notice.amount)
    );
}

/// A notice of a payment that was refunded since is still one of a payment.
#[test]
fn a_late_notice_is_of_a_payment() {
    let call = with_content(&[("/trade_state", json!("REFUND"))]);
    let outcome = read(&call).expect("reads").outcome;
    assert!(matches!(outcome, Outcome::Moved(Moved::Payment(_))));
}

#[test]
fn the_record_holds_nothing_of_the_payer() {
    let notice = read(&notice(&paid())).expect("reads");
    let shown = format!("{notice:?}");
    for private in ["oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", "CMC_CREDIT"] {
        assert!(!shown.contains(private), "{private}");
    }
    let names: Vec<&str> = notice
        .record
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "id",
            "event_type",
            "sp_mchid",
            "sub_mchid",
            "out_trade_no",
            "transaction_id",
            "trade_type",
            "trade_state",
            "total",
            "success_time",
        ]
    );
}

#[test]
fn what_is_no_notice_of_a_payment_is_refused() {
    for (path, value, field) in [
        ("/sp_mchid", json!("1230000110"), "sp_mchid"),
        ("/sp_mchid", Value::Null, "resource"),
        ("/sub_mchid", Value::Null, "resource"),
        ("/out_trade_no", Value::Null, "resource"),
        ("/trade_state", json!("NOTPAY"), "trade_state"),
        ("/trade_state", json!("CLOSED"), "trade_state"),
        ("/trade_state", Value::Null, "resource"),
        ("/transaction_id", Value::Null, "transaction_id"),
        ("/amount", Value::Null, "amount"),
        ("/amount/total", json!(0), "total"),
        ("/amount/total", json!(-5), "total"),
        ("/amount/currency", json!("USD"), "currency"),
    ] {
        let refused = read(&with_content(&[(path, value.clone())])).expect_err("refused");
        assert_eq!(refused, NoticeError::NotOurs(field), "{path} {value}");
    }
}

#[test]
fn another_envelope_is_refused() {
    let other = NoticeError::NotOurs;
    for (path, value, expected) in [
        ("/id", json!(""), other("id")),
        ("/id", json!("EV 1"), other("id")),
        ("/id", json!("E".repeat(65)), other("id")),
        ("/id", Value::Null, NoticeError::Unreadable),
        ("/resource_type", json!("plain"), other("resource_type")),
        ("/resource_type", Value::Null, NoticeError::Unreadable),
        (
            "/event_type",
            json!("TRANSACTION.FAIL"),
            other("event_type"),
        ),
        ("/event_type", json!("TRANSACTION"), other("event_type")),
        ("/event_type", json!("COUPON.USE"), other("event_type")),
        (
            "/event_type",
            json!("REFUND.SUCCESS"),
            other("original_type"),
        ),
        (
            "/resource/original_type",
            json!("refund"),
            other("original_type"),
        ),
        (
            "/resource/original_type",
            Value::Null,
            other("original_type"),
        ),
        (
            "/resource/algorithm",
            json!("AEAD_SM4_GCM"),
            other("algorithm"),
        ),
        (
            "/resource/nonce",
            json!("61f9c719728b"),
            other("ciphertext"),
        ),
        ("/resource/nonce", json!("short"), other("ciphertext")),
        (
            "/resource/associated_data",
            json!("refund"),
            other("ciphertext"),
        ),
        (
            "/resource/associated_data",
            Value::Null,
            other("ciphertext"),
        ),
        ("/resource/ciphertext", json!(""), other("ciphertext")),
        ("/resource/ciphertext", json!("AAAA"), other("ciphertext")),
        (
            "/resource/ciphertext",
            json!("no Base64"),
            other("ciphertext"),
        ),
        ("/resource", Value::Null, NoticeError::Unreadable),
    ] {
        let refused = read(&with_envelope(&[(path, value.clone())])).expect_err("refused");
        assert_eq!(refused, expected, "{path} {value}");
    }
}

/// A refund's content in a notice of a payment, and the other way round.
#[test]
fn a_refund_is_never_read_as_a_payment() {
    let as_payment = with(
        envelope("REFUND.SUCCESS", &kit::refund_told()),
        &[
            ("/event_type", json!("TRANSACTION.SUCCESS")),
            ("/resource/original_type", json!("transaction")),
        ],
    );
    assert!(read(&notice(&as_payment)).is_err());
    let as_refund = with(
        paid(),
        &[
            ("/event_type", json!("REFUND.SUCCESS")),
            ("/resource/original_type", json!("refund")),
        ],
    );
    assert!(read(&notice(&as_refund)).is_err());
}

#[test]
fn content_without_associated_data_is_read() {
    let key = AesGcmKey::new(kit::API_KEY.as_bytes()).expect("32 bytes");
    let plain = transaction().to_string();
    let cipher = key.seal(b"61f9c719728a", b"", plain.as_bytes());
    let cipher = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        cipher.expect("encrypts"),
    );
    for none in [Value::Null, json!("")] {
        let call = with_envelope(&[
            ("/resource/ciphertext", json!(cipher)),
            ("/resource/associated_data", none),
        ]);
        assert!(read(&call).is_ok());
    }
}

#[test]
fn content_for_another_key_is_refused() {
    let other = Config {
        api_v3_key: Secret::new("x".repeat(32)),
        ..kit::config()
    };
    let other = WechatPay::new(&other).expect("good settings");
    let refused = other.read_notice(&notice(&paid()), kit::NOW);
    assert_eq!(refused, Err(NoticeError::NotOurs("ciphertext")));
}

#[test]
fn a_forged_notice_is_refused() {
    let good = notice(&paid());
    let bad = |fault| Err(NoticeError::Signature(fault));
    let with_headers = |headers| HttpRequest {
        headers,
        ..good.clone()
    };
    assert_eq!(read(&with_headers(Vec::new())), bad(SignatureFault::Absent));
    for (name, _) in &good.headers {
        let gone = read(&with_headers(with_header(good.headers.clone(), name, "")));
        let may_be_absent = name == "wechatpay-signature-type";
        assert_eq!(gone.is_ok(), may_be_absent, "{name}");
    }
    let by_stranger = with_headers(signed_at(&kit::stranger(), &good.body, kit::NOW));
    assert_eq!(read(&by_stranger), bad(SignatureFault::Digest));
    let by_unknown = with_headers(signed_at(&KIT.platform, &good.body, kit::NOW));
    assert_eq!(read(&by_unknown), bad(SignatureFault::UnknownKey));
    let other_body = HttpRequest {
        body: with(paid(), &[("/id", json!("EV-1"))])
            .to_string()
            .into_bytes(),
        ..good.clone()
    };
    assert_eq!(read(&other_body), bad(SignatureFault::Digest));
    assert!(read(&good).is_ok());
}

/// The deliberately wrong signatures with which WeChat Pay probes its partners.
#[test]
fn a_probe_is_refused() {
    let good = notice(&paid());
    let (_, signature) = good
        .headers
        .iter()
        .find(|(name, _)| name == "wechatpay-signature")
        .expect("signed");
    for probe in [
        format!("WECHATPAY/SIGNTEST/{signature}"),
        format!("WECHATPAY/SIGNTEST/{}", &signature[19..]),
        "WECHATPAY/SIGNTEST/".into(),
    ] {
        let headers = with_header(good.headers.clone(), "wechatpay-signature", &probe);
        let call = HttpRequest {
            headers,
            ..good.clone()
        };
        assert_eq!(
            read(&call),
            Err(NoticeError::Signature(SignatureFault::Digest))
        );
    }
}

#[test]
fn an_old_notice_is_refused() {
    let body = paid().to_string().into_bytes();
    for (age_s, expected) in [(300, true), (-300, true), (301, false), (-301, false)] {
        let call = HttpRequest {
            headers: signed_at(&KIT.public, &body, kit::NOW.plus_s(-age_s)),
            body: body.clone(),
        };
        let read = read(&call);
        let stale = Err(NoticeError::Signature(SignatureFault::Stale));
        assert_eq!(read != stale, expected, "{age_s}");
        assert_eq!(read.is_ok(), expected, "{age_s}");
    }
}

/// What is signed is still checked: a body that is no notice.
#[test]
fn bodies_that_are_no_notice() {
    let refused = |body: &[u8]| {
        let call = HttpRequest {
            headers: signed(body),
            body: body.to_vec(),
        };
        read(&call).expect_err("refused")
    };
    assert_eq!(refused(b""), NoticeError::Unreadable);
    assert_eq!(refused(b"a=1"), NoticeError::Unreadable);
    assert_eq!(refused(b"{}"), NoticeError::Unreadable);
    assert_eq!(refused(&vec![b' '; 70_000]), NoticeError::Unreadable);
    assert_eq!(refused(b"{\"id\":\"\xb3\xc9\"}"), NoticeError::NotUtf8);
    let odd = with(
        paid(),
        &[("/resource", encrypted("transaction", "not JSON"))],
    );
    assert_eq!(read(&notice(&odd)), Err(NoticeError::NotOurs("resource")));
    let twice = paid().to_string().replacen('{', "{\"id\":\"EV-1\",", 1);
    assert_eq!(refused(twice.as_bytes()), NoticeError::Unreadable);
}

/// A reply of the network cannot be played back as a notice.
#[test]
fn a_reply_is_no_notice() {
    let body = transaction().to_string().into_bytes();
    let call = HttpRequest {
        headers: signed(&body),
        body,
    };
    assert_eq!(read(&call), Err(NoticeError::Unreadable));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_panic_or_pass(sign in any::<bool>(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let headers = if sign { signed(&bytes) } else { Vec::new() };
        let call = HttpRequest { headers, body: bytes };
        prop_assert!(read(&call).is_err());
    }

    #[test]
    fn no_change_to_a_notice_passes(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut call = notice(&paid());
        let at = at.index(call.body.len());
        prop_assume!(call.body[at] != to);
        call.body[at] = to;
        prop_assert_eq!(read(&call), Err(NoticeError::Signature(SignatureFault::Digest)));
    }
}
