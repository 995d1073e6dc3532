//! Interoperability with a second implementation, `end2end/interop/acp.mjs` (Node
//! with its OpenSSL): each side accepts the other's signatures, and both write the
//! same bytes for the same fields. If `PAYDESK_UNIONPAY_SDK` names a published SDK,
//! it is checked too.

use crate::kit::{
    self, KIT, Map, call, card, channel, finish_by, form_body, form_fields, holder, notice,
    paid_answer, payment, raw_body, refund, reply, returned_answer, sent_as, sign_as, start, undo,
    with,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::DecryptingKey;
use channels::unionpay::Certificate;
use channels::{CodeFor, Moved, Op, Outcome, PayBy, PaymentMethod, Screen, Show, Step};
use domain::refund::RefundMethod;
use domain::secret::Secret;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../end2end/interop/acp.mjs");

/// The results of the second implementation, one per job.
fn ask(jobs: &[Value]) -> Vec<Value> {
    let mut node = Command::new("node")
        .arg(SCRIPT)
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
    assert!(
        output.status.success(),
        "{SCRIPT} failed; its error is above"
    );
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).expect("answers in JSON");
    assert_eq!(answers.len(), jobs.len());
    answers
}

/// The results of a check: the second implementation's, and the SDK's if it is set.
fn both(answer: &Value, expected: &Value, what: &str) {
    assert_eq!(&answer["node"], expected, "{what}");
    if *SDK {
        assert_eq!(&answer["sdk"], expected, "{what}, by the SDK");
    }
}

/// True when a published SDK is set.
static SDK: LazyLock<bool> = LazyLock::new(|| {
    let there = std::env::var_os("PAYDESK_UNIONPAY_SDK").is_some();
    if !there {
        kit::say("interop: PAYDESK_UNIONPAY_SDK not set, that SDK's checks not run");
    }
    there
});

/// One message of each kind.
fn ours() -> Vec<(&'static str, Map)> {
    let token = Secret::new("6235240000020837590");
    let sms_code = Secret::new("111111");
    let (payment, channel) = (payment(), channel());
    let ops = [
        Op::SendCode {
            payment: payment.clone(),
            to: CodeFor::Signing(card()),
            phone: holder().phone,
        },
        Op::Sign {
            payment: payment.clone(),
            card: card(),
            holder: holder(),
            code: sms_code,
        },
        Op::Pay {
            payment: payment.clone(),
            by: PayBy::Agreement {
                token: token.clone(),
                code: None,
            },
        },
        Op::RemoveAgreement {
            request: payment.clone().request,
            token,
        },
        Op::Pay {
            payment: payment.clone(),
            by: PayBy::Qr,
        },
        Op::Query {
            payment: payment.clone(),
            paid_by: PaymentMethod::Qr,
        },
        Op::Refund(refund()),
        Op::Refund(undo(refund())),
        Op::QueryRefund(sent_as(refund(), RefundMethod::Undo)),
    ];
    let mut sent: Vec<_> = ops
        .iter()
        .map(|op| (op.name(), form_fields(call(&channel, op).body.expose())))
        .collect();
    let front = Op::Pay {
        payment,
        by: PayBy::BankPage {
            bank: Some("ICBC".into()),
            screen: Screen::Pc,
        },
    };
    match start(&channel, &front, kit::NOW).expect("starts") {
        Step::Show(Show::BrowserForm(form)) => {
            sent.push((front.name(), form.fields.into_iter().collect()));
        }
        step => panic!("the front page is the browser's: {step:?}"),
    }
    sent
}

#[test]
fn they_take_what_we_sign_and_write_the_same_bytes() {
    let sent = ours();
    let merchant = &KIT.merchant;
    let jobs: Vec<Value> = sent
        .iter()
        .flat_map(|(_, fields)| {
            let mut altered = fields.clone();
            altered.get_mut("orderId").expect("sent").push('0');
            [
                json!({ "do": "verify", "fields": fields, "cert_pem": merchant.cert_pem }),
                json!({ "do": "verify", "fields": altered, "cert_pem": merchant.cert_pem }),
                json!({ "do": "sign", "fields": fields, "key_pem": merchant.key_pem }),
            ]
        })
        .collect();
    let answers = ask(&jobs);
    for ((name, fields), answer) in sent.iter().zip(answers.chunks(3)) {
        both(&answer[0], &json!(true), name);
        both(&answer[1], &json!(false), name);
        both(&answer[2], &json!(fields["signature"]), name);
    }
}

/// `fields` with a signature of the second implementation, as UnionPay's.
fn signed_by_them(fields: &Map) -> Vec<Map> {
    let mut fields = fields.clone();
    fields.insert("signPubKeyCert".into(), KIT.leaf.cert_pem.clone());
    let job = json!({ "do": "sign", "fields": fields, "key_pem": KIT.leaf.key_pem });
    let answer = ask(&[job]).remove(0);
    let signers = ["node", "sdk"]
        .iter()
        .filter_map(|signer| answer[signer].as_str());
    signers
        .map(|s| with(fields.clone(), &[("signature", s)]))
        .collect()
}

#[test]
fn we_take_what_they_sign() {
    let query = Op::Query {
        payment: payment(),
        paid_by: PaymentMethod::Agreement,
    };
    let read = |fields: &Map| {
        let body = raw_body(fields);
        finish_by(&channel(), &query, &reply(200, body.as_bytes()), kit::NOW)
    };
    for fields in signed_by_them(&paid_answer()) {
        assert_eq!(
            fields,
            sign_as(&KIT.leaf, paid_answer()),
            "the same bytes as our own signer"
        );
        assert!(matches!(read(&fields), Outcome::Moved(Moved::Payment(_))));
        for (name, value) in &fields {
            let last = value.chars().last().expect("not empty");
            let mut altered = value[..value.len() - last.len_utf8()].to_owned();
            altered.push(if last == 'x' { 'y' } else { 'x' });
            let outcome = read(&with(fields.clone(), &[(name, &altered)]));
            assert!(
                matches!(outcome, Outcome::Unknown(_)),
                "{name}: {outcome:?}"
            );
        }
    }

    let told = with(paid_answer(), &[("origRespCode", ""), ("origRespMsg", "")]);
    for fields in signed_by_them(&told) {
        assert!(notice(&channel(), form_body(&fields).as_bytes(), kit::NOW).is_ok());
        let altered = with(fields, &[("txnAmt", "12801")]);
        assert!(notice(&channel(), form_body(&altered).as_bytes(), kit::NOW).is_err());
    }
}

#[test]
fn we_take_what_they_sign_of_a_refund() {
    for (kind, method) in [("04", RefundMethod::Refund), ("31", RefundMethod::Undo)] {
        let answer = with(returned_answer(), &[("txnType", kind)]);
        let op = Op::QueryRefund(sent_as(refund(), method));
        for fields in signed_by_them(&answer) {
            let body = raw_body(&fields);
            let bytes = body.as_bytes();
            let outcome = finish_by(&channel(), &op, &reply(200, bytes), kit::NOW);
            assert!(
                matches!(outcome, Outcome::Moved(Moved::Refund(_))),
                "{outcome:?}"
            );
        }
        let told = with(answer, &[("origRespCode", ""), ("origRespMsg", "")]);
        for fields in signed_by_them(&told) {
            let read = |fields: &Map| notice(&channel(), form_body(fields).as_bytes(), kit::NOW);
            let notice = read(&fields).expect("reads");
            assert!(matches!(notice.outcome, Outcome::Moved(Moved::Refund(_))));
            assert!(read(&with(fields, &[("txnAmt", "2801")])).is_err());
        }
    }
}

#[test]
fn certificates_and_card_data_agree() {
    let phone = "phoneNo=18100000000&cvn2=248&expired=2912";
    let sent = ours();
    let number = &sent
        .iter()
        .find(|(name, fields)| *name == "send_code" && fields["txnSubType"] == "00")
        .expect("sent")
        .1["accNo"];
    let answers = ask(&[
        json!({ "do": "cert_id", "cert_pem": KIT.merchant.cert_pem }),
        json!({ "do": "issued_by", "cert_pem": KIT.leaf.cert_pem, "issuer_pem": KIT.middle.cert_pem }),
        json!({ "do": "issued_by", "cert_pem": KIT.middle.cert_pem, "issuer_pem": KIT.root.cert_pem }),
        json!({ "do": "encrypt", "plain": phone, "cert_pem": KIT.encryption.cert_pem }),
        json!({ "do": "decrypt", "cipher": number, "key_pem": KIT.encryption.key_pem }),
    ]);
    let merchant = Certificate::from_pem(&KIT.merchant.cert_pem).expect("reads");
    assert_eq!(answers[0], json!(merchant.serial_decimal()));
    assert_eq!((&answers[1], &answers[2]), (&json!(true), &json!(true)));
    let cipher = STANDARD
        .decode(answers[3].as_str().expect("text"))
        .expect("Base64");
    let key = DecryptingKey::from_pem(&KIT.encryption.key_pem).expect("reads");
    assert_eq!(
        key.decrypt(&cipher).expect("decrypts")[..],
        *phone.as_bytes()
    );
    assert_eq!(answers[4], json!("6226388000000095"));
}
