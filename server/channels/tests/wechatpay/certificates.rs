//! Platform certificates: fetched, verified, and used from then on.

use crate::kit::{
    self, Headers, Identity, KIT, config, config_of_certificates, envelope, published, reply,
    signed_at, transaction, with,
};
use channels::wechatpay::{Config, WechatPay};
use channels::{
    CertificateSet, Channel as _, HttpReply, HttpRequest, NoticeError, PublishedCertificates as _,
    SignatureFault, UnknownReason,
};
use domain::clock::At;
use serde_json::{Value, json};

/// 2028-07-01.
const LATER: At = At::from_ms(1_845_993_600_000);
/// 2029-01-01 00:00:00 UTC, the last instant of the platform certificate.
const END: At = At::from_ms(1_861_920_000_000);

fn of_certificates() -> WechatPay {
    WechatPay::new(&config_of_certificates()).expect("good settings")
}

/// A channel with both: the public key, and certificates.
fn of_both() -> WechatPay {
    let config = Config {
        platform_certificates: true,
        ..config()
    };
    WechatPay::new(&config).expect("good settings")
}

fn signed_reply(by: &Identity, content: &Value, at: At) -> HttpReply {
    let body = content.to_string();
    reply(200, signed_at(by, body.as_bytes(), at), body.as_bytes())
}

/// Fetches these certificates, in a reply signed by `by`.
fn fetch(
    channel: &WechatPay,
    by: &Identity,
    identities: &[&Identity],
    at: At,
) -> Result<CertificateSet, UnknownReason> {
    channel.accept(&signed_reply(by, &published(identities), at), at)
}

/// Reads a notice of a payment that `by` signed.
fn told(channel: &WechatPay, by: &Identity, at: At) -> Result<(), NoticeError> {
    let body = envelope("TRANSACTION.SUCCESS", &transaction())
        .to_string()
        .into_bytes();
    let call = HttpRequest {
        headers: signed_at(by, &body, at),
        body,
    };
    channel.read_notice(&call, at).map(drop)
}

const fn bad(fault: SignatureFault) -> NoticeError {
    NoticeError::Signature(fault)
}

#[test]
fn nothing_is_fetched_with_the_public_key_alone() {
    assert!(kit::channel().published_certificates().is_none());
    let channel = of_certificates();
    let published = channel.published_certificates().expect("fetched");
    assert!(
        published.refresh_s() < 12 * 3600,
        "WeChat Pay asks for less"
    );
    assert!(of_both().published_certificates().is_some());
}

#[test]
fn fetched_certificates_verify_from_then_on() {
    let channel = of_certificates();
    let unknown = Err(bad(SignatureFault::UnknownKey));
    assert_eq!(told(&channel, &KIT.platform, kit::NOW), unknown);
    let set = fetch(&channel, &KIT.platform, &[&KIT.platform], kit::NOW);
    let expected = CertificateSet {
        count: 1,
        not_after: END,
    };
    assert_eq!(set, Ok(expected));
    assert_eq!(told(&channel, &KIT.platform, kit::NOW), Ok(()));
    assert_eq!(told(&channel, &KIT.next, kit::NOW), unknown);
    let lower = Identity {
        key_pem: KIT.platform.key_pem.clone(),
        cert_pem: String::new(),
        serial: KIT.platform.serial.to_lowercase(),
    };
    assert_eq!(
        told(&channel, &lower, kit::NOW),
        Ok(()),
        "hex in lower case"
    );
}

#[test]
fn the_next_certificate_verifies_when_it_has_begun() {
    let channel = of_certificates();
    let both = [&KIT.platform, &KIT.next];
    let set = fetch(&channel, &KIT.platform, &both, kit::NOW).expect("fetched");
    assert_eq!(set.count, 2);
    let not_yet = Err(bad(SignatureFault::Validity));
    assert_eq!(told(&channel, &KIT.next, kit::NOW), not_yet);
    assert_eq!(told(&channel, &KIT.next, LATER), Ok(()));
    assert_eq!(told(&channel, &KIT.platform, LATER), Ok(()));
    assert_eq!(told(&channel, &KIT.platform, END), Ok(()));
    let ended = Err(bad(SignatureFault::Validity));
    assert_eq!(told(&channel, &KIT.platform, END.plus_s(1)), ended);
}

#[test]
fn a_new_set_replaces_the_old_one() {
    let channel = of_certificates();
    fetch(&channel, &KIT.platform, &[&KIT.platform], LATER).expect("fetched");
    fetch(&channel, &KIT.next, &[&KIT.next], LATER).expect("fetched");
    assert_eq!(told(&channel, &KIT.next, LATER), Ok(()));
    let gone = Err(bad(SignatureFault::UnknownKey));
    assert_eq!(told(&channel, &KIT.platform, LATER), gone);
}

#[test]
fn a_certificate_that_has_ended_is_left_out() {
    let channel = of_certificates();
    let set = fetch(
        &channel,
        &KIT.platform,
        &[&KIT.ended, &KIT.platform],
        kit::NOW,
    );
    assert_eq!(set.expect("fetched").count, 1);
    let ended = Err(bad(SignatureFault::UnknownKey));
    assert_eq!(told(&channel, &KIT.ended, kit::NOW), ended);
    let none = fetch(&of_certificates(), &KIT.ended, &[&KIT.ended], kit::NOW);
    assert!(none.is_err());
}

#[test]
fn a_reply_that_is_not_right_changes_nothing() {
    let channel = of_certificates();
    fetch(&channel, &KIT.platform, &[&KIT.platform], kit::NOW).expect("fetched");
    let refused = |reply: &HttpReply| channel.accept(reply, kit::NOW).expect_err("refused");
    let signature = UnknownReason::BadSignature;
    assert_eq!(refused(&HttpReply::NoReply), UnknownReason::NoReply);
    // Signed by one that is not in the set, even if it was in the last one.
    let other = signed_reply(&KIT.platform, &published(&[&KIT.next]), kit::NOW);
    assert_eq!(refused(&other), signature(SignatureFault::UnknownKey));
    let by_stranger = Identity {
        serial: KIT.platform.serial.clone(),
        ..kit::stranger()
    };
    let forged = signed_reply(&by_stranger, &published(&[&KIT.platform]), kit::NOW);
    assert_eq!(refused(&forged), signature(SignatureFault::Digest));
    let body = published(&[&KIT.platform]).to_string();
    let unsigned = reply(200, Headers::new(), body.as_bytes());
    assert_eq!(refused(&unsigned), signature(SignatureFault::Absent));
    let at = kit::NOW.plus_s(-301);
    let old = signed_reply(&KIT.platform, &published(&[&KIT.platform]), at);
    assert_eq!(refused(&old), signature(SignatureFault::Stale));
    for (content, expected) in [
        (json!({ "data": [] }), signature(SignatureFault::UnknownKey)),
        (json!({}), UnknownReason::Unreadable),
        (
            published(&[&KIT.platform, &KIT.platform]),
            UnknownReason::Mismatch("serial_no"),
        ),
        (
            published(&[&KIT.platform; 17]),
            UnknownReason::Mismatch("data"),
        ),
    ] {
        let reply = signed_reply(&KIT.platform, &content, kit::NOW);
        assert_eq!(refused(&reply), expected, "{content:.60}");
    }
    assert_eq!(told(&channel, &KIT.platform, kit::NOW), Ok(()), "kept");
}

#[test]
fn each_certificate_is_checked() {
    let channel = of_certificates();
    let one = |changes: &[(&str, Value)]| {
        let content = with(published(&[&KIT.platform]), changes);
        let reply = signed_reply(&KIT.platform, &content, kit::NOW);
        channel.accept(&reply, kit::NOW)
    };
    let part = "/data/0/encrypt_certificate";
    let other = kit::encrypted("certificate", &KIT.next.cert_pem);
    let text = kit::encrypted("certificate", "no certificate");
    for (path, value, field) in [
        (
            "/data/0/serial_no".into(),
            json!(KIT.next.serial),
            "serial_no",
        ),
        ("/data/0/serial_no".into(), json!(""), "serial_no"),
        (part.to_owned(), other, "serial_no"),
        (part.to_owned(), text, "encrypt_certificate"),
        (format!("{part}/ciphertext"), json!("AAAA"), "ciphertext"),
        (format!("{part}/nonce"), json!("61f9c719728b"), "ciphertext"),
        (format!("{part}/associated_data"), json!("x"), "ciphertext"),
        (
            format!("{part}/algorithm"),
            json!("AEAD_SM4_GCM"),
            "algorithm",
        ),
    ] {
        let refused = one(&[(&path, value)]);
        assert_eq!(refused, Err(UnknownReason::Mismatch(field)), "{path}");
    }
    assert!(one(&[]).is_ok());
}

#[test]
fn an_error_is_told_by_its_code() {
    let channel = of_certificates();
    let body = br#"{"code":"RESOURCE_NOT_EXISTS","message":"no platform certificate"}"#;
    let refused = channel.accept(&reply(404, Headers::new(), body), kit::NOW);
    let code = UnknownReason::PendingCode("RESOURCE_NOT_EXISTS".into());
    assert_eq!(refused, Err(code));
    let refused = channel.accept(&reply(502, Headers::new(), b"<html>"), kit::NOW);
    assert_eq!(refused, Err(UnknownReason::Http(502)));
}

/// While a partner changes from certificates to the public key, notices come with
/// either, and replies with the public key.
#[test]
fn both_modes_at_once() {
    let channel = of_both();
    assert_eq!(told(&channel, &KIT.public, kit::NOW), Ok(()));
    let unknown = Err(bad(SignatureFault::UnknownKey));
    assert_eq!(told(&channel, &KIT.platform, kit::NOW), unknown);
    let set = fetch(&channel, &KIT.public, &[&KIT.platform], kit::NOW);
    assert_eq!(set.expect("fetched").count, 1);
    assert_eq!(told(&channel, &KIT.platform, kit::NOW), Ok(()));
    assert_eq!(told(&channel, &KIT.public, kit::NOW), Ok(()));
}

#[test]
fn the_certificates_that_the_channel_needs() {
    let ends = |channel: &WechatPay| -> Vec<(&str, At)> {
        let certificates = channel.certificates();
        certificates.iter().map(|c| (c.name, c.not_after)).collect()
    };
    let signing = ("signing", kit::partner_certificate().not_after());
    assert_eq!(ends(&kit::channel()), [signing]);
    let channel = of_certificates();
    assert_eq!(ends(&channel), [signing], "before the first was fetched");
    fetch(
        &channel,
        &KIT.platform,
        &[&KIT.platform, &KIT.next],
        kit::NOW,
    )
    .expect("fetched");
    let newest = ends(&channel)[1];
    assert_eq!(newest.0, "platform");
    assert!(newest.1 > END, "the one that ends last");
    let both = of_both();
    fetch(&both, &KIT.public, &[&KIT.platform], kit::NOW).expect("fetched");
    assert_eq!(ends(&both), [signing], "the public key does not end");
}
