//! Interoperability with the npm package `wechatpay-axios-plugin`, which
//! `end2end/interop/wechatpay.mjs` runs (Node with its OpenSSL): each side accepts the
//! other's signatures and ciphertexts, and refuses altered ones.

use crate::kit::{self, API_KEY, Headers, KIT, call, every_op, finish, reply, with};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::AesGcmKey;
use channels::wechatpay::WechatPay;
use channels::{
    Channel as _, HttpCall, HttpMethod, HttpRequest, Moved, NoticeError, Outcome,
    PublishedCertificates as _, SignatureFault, UnknownReason,
};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const END2END: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../end2end");

/// The package's results, one per job.
fn ask(jobs: &[Value]) -> Vec<Value> {
    let package = Path::new(END2END).join("node_modules/wechatpay-axios-plugin");
    assert!(
        package.exists(),
        "the interop checks need the packages of end2end: run `npm ci` there"
    );
    let mut node = Command::new("node")
        .arg(Path::new(END2END).join("interop/wechatpay.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interop checks need Node 20 or later as `node` on the PATH");
    let input = json!({ "jobs": jobs }).to_string();
    node.stdin
        .take()
        .expect("piped")
        .write_all(input.as_bytes())
        .expect("node reads");
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "node failed; its error is above");
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).expect("answers in JSON");
    assert_eq!(answers.len(), jobs.len());
    answers
}

const fn method(call: &HttpCall) -> &'static str {
    match call.method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
    }
}

#[test]
fn they_take_what_we_sign_and_write_the_same_bytes() {
    let calls: Vec<HttpCall> = every_op().iter().map(call).collect();
    let mut jobs = Vec::new();
    for call in &calls {
        let authorization = call
            .headers
            .iter()
            .find(|(name, _)| *name == "authorization");
        let (_, authorization) = authorization.expect("signed");
        let verify = json!({
            "do": "verify_request",
            "method": method(call),
            "target": kit::target(call),
            "body": call.body.expose(),
            "authorization": authorization,
            "cert_pem": KIT.partner.cert_pem,
        });
        for changes in [
            Vec::new(),
            vec![("/body", json!(format!("{} ", call.body.expose())))],
            vec![("/target", json!(format!("{}&a=1", kit::target(call))))],
            vec![("/method", json!("PUT"))],
            vec![("/cert_pem", json!(KIT.platform.cert_pem))],
        ] {
            jobs.push(with(verify.clone(), &changes));
        }
        jobs.push(json!({
            "do": "sign_request",
            "method": method(call),
            "target": kit::target(call),
            "body": call.body.expose(),
            "timestamp": kit::part(call, "timestamp"),
            "nonce": kit::part(call, "nonce_str"),
            "key_pem": KIT.partner.key_pem,
        }));
    }
    let answers = ask(&jobs);
    for (call, answers) in calls.iter().zip(answers.chunks(6)) {
        assert_eq!(answers[0], json!(true), "{}", call.url);
        assert!(
            answers[1..5].iter().all(|no| *no == json!(false)),
            "{}",
            call.url
        );
        assert_eq!(
            answers[5],
            json!(kit::part(call, "signature")),
            "{}",
            call.url
        );
    }
}

/// The header fields of this body, signed by the package with this key.
fn signed_by_them(by: &kit::Identity, body: &str) -> Headers {
    let timestamp = kit::NOW.ms() / 1000;
    let job =
        json!({ "do": "sign_reply", "body": body, "timestamp": timestamp, "key_pem": by.key_pem });
    let answer = ask(&[job]).remove(0);
    kit::headers(&[
        ("wechatpay-timestamp", &timestamp.to_string()),
        ("wechatpay-nonce", answer["nonce"].as_str().expect("a text")),
        (
            "wechatpay-signature",
            answer["signature"].as_str().expect("a text"),
        ),
        ("wechatpay-serial", &by.serial),
    ])
}

#[test]
fn we_take_the_replies_they_sign() {
    let body = kit::transaction().to_string();
    let headers = signed_by_them(&KIT.public, &body);
    let read = |body: &str| finish(&kit::query(), &reply(200, headers.clone(), body.as_bytes()));
    assert!(matches!(read(&body), Outcome::Moved(Moved::Payment(_))));
    let digest = Outcome::Unknown(UnknownReason::BadSignature(SignatureFault::Digest));
    for altered in [
        body.replace("12800", "12801"),
        format!("{body}\n"),
        String::new(),
    ] {
        assert_eq!(read(&altered), digest, "{altered}");
    }
    let closed = reply(204, signed_by_them(&KIT.public, ""), b"");
    assert!(matches!(finish(&kit::close(), &closed), Outcome::Done(_)));
    let stranger = signed_by_them(&kit::stranger(), &body);
    let outcome = finish(&kit::query(), &reply(200, stranger, body.as_bytes()));
    assert_eq!(outcome, digest);
}

/// An encrypted part, encrypted by the package.
fn encrypted_by_them(kind: &str, plain: &str) -> Value {
    let job = json!({ "do": "encrypt", "plain": plain, "key": API_KEY, "nonce": "0123456789ab", "aad": kind });
    json!({
        "original_type": kind,
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": ask(&[job]).remove(0),
        "associated_data": kind,
        "nonce": "0123456789ab",
    })
}

#[test]
fn we_take_the_notices_they_encrypt_and_sign() {
    for (event, kind, content) in [
        ("TRANSACTION.SUCCESS", "transaction", kit::transaction()),
        ("REFUND.SUCCESS", "refund", kit::refund_told()),
    ] {
        let resource = encrypted_by_them(kind, &content.to_string());
        let envelope = with(kit::envelope(event, &content), &[("/resource", resource)]);
        let told = |envelope: &Value| {
            let body = envelope.to_string();
            let headers = signed_by_them(&KIT.public, &body);
            let call = HttpRequest {
                headers,
                body: body.into_bytes(),
            };
            (kit::read(&call), call)
        };
        let (notice, call) = told(&envelope);
        let notice = notice.expect("reads");
        assert!(matches!(notice.outcome, Outcome::Moved(_)), "{event}");
        let other_key = with(
            envelope.clone(),
            &[("/resource/nonce", json!("0123456789ac"))],
        );
        let refused = NoticeError::NotOurs("ciphertext");
        assert_eq!(told(&other_key).0, Err(refused));
        let unsigned = HttpRequest {
            body: other_key.to_string().into_bytes(),
            ..call
        };
        let refused = NoticeError::Signature(SignatureFault::Digest);
        assert_eq!(kit::read(&unsigned), Err(refused));
    }
}

#[test]
fn we_take_the_certificates_they_encrypt_and_sign() {
    let channel = WechatPay::new(&kit::config_of_certificates()).expect("good settings");
    let part = encrypted_by_them("certificate", &KIT.platform.cert_pem);
    let path = "/data/0/encrypt_certificate";
    let content = with(kit::published(&[&KIT.platform]), &[(path, part)]);
    let body = content.to_string();
    let signed = reply(200, signed_by_them(&KIT.platform, &body), body.as_bytes());
    assert_eq!(
        channel.accept(&signed, kit::NOW).map(|set| set.count),
        Ok(1)
    );
    let notice = kit::envelope("TRANSACTION.SUCCESS", &kit::transaction()).to_string();
    let call = HttpRequest {
        headers: signed_by_them(&KIT.platform, &notice),
        body: notice.into_bytes(),
    };
    assert!(channel.read_notice(&call, kit::NOW).is_ok());
}

#[test]
fn they_take_what_our_side_of_the_tests_signs_and_encrypts() {
    let plain = kit::transaction().to_string();
    let key = AesGcmKey::new(API_KEY.as_bytes()).expect("32 bytes");
    let cipher = key.seal(b"0123456789ab", b"transaction", plain.as_bytes());
    let decrypt = json!({
        "do": "decrypt",
        "ciphertext": STANDARD.encode(cipher.expect("encrypts")),
        "key": API_KEY, "nonce": "0123456789ab", "aad": "transaction",
    });
    let headers = kit::signed(plain.as_bytes());
    let header = |name: &str| {
        let mut found = headers.iter().filter(|(known, _)| known == name);
        found.next().expect("signed").1.clone()
    };
    let verify = json!({
        "do": "verify_reply",
        "body": plain,
        "timestamp": header("wechatpay-timestamp"),
        "nonce": header("wechatpay-nonce"),
        "signature": header("wechatpay-signature"),
        "public_pem": KIT.public.cert_pem,
    });
    let answers = ask(&[
        decrypt.clone(),
        with(decrypt.clone(), &[("/aad", json!("refund"))]),
        with(decrypt, &[("/key", json!("x".repeat(32)))]),
        verify.clone(),
        with(verify.clone(), &[("/body", json!("{}"))]),
        with(verify, &[("/timestamp", json!("1780286401"))]),
    ]);
    let expected = [
        json!(plain),
        Value::Null,
        Value::Null,
        json!(true),
        json!(false),
        json!(false),
    ];
    assert_eq!(answers, expected);
}
