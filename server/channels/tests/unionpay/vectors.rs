//! Messages that UnionPay's test environment signed.
//!
//! They are not part of the repository: `PAYDESK_VECTORS` names their folder. Without
//! it these tests print that they did not run.

use crate::kit::{self, Map, form_body, raw_body, reply};
use channels::unionpay::{CommonNameRule, Config, UnionPay};
use channels::{
    Channel as _, Moved, NoticeError, Op, Outcome, PaymentMessage, PaymentMethod, RefundMessage,
    Request, RequestFacts, SignatureFault, UnknownReason,
};
use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::money::Money;
use domain::refund::RefundMethod;
use std::path::PathBuf;
use std::sync::LazyLock;

/// 2022-09-12 00:00:00 UTC; the leaf is valid from 2020 to 2025.
const THEN: At = At::from_ms(1_662_940_800_000);
/// 2025-08-01: the leaf has expired.
const AFTER: At = At::from_ms(1_754_006_400_000);

/// The folder of the messages; without one, a line on the terminal says what is not
/// checked.
static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let folder = std::env::var_os("PAYDESK_VECTORS").map(|f| PathBuf::from(f).join("unionpay"));
    if folder.is_none() {
        kit::say("vectors: PAYDESK_VECTORS not set, 5 checks on really signed messages not run");
    }
    folder
});

fn text(folder: &std::path::Path, name: &str) -> String {
    let path = folder.join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn message(folder: &std::path::Path, name: &str) -> Map {
    serde_json::from_str(&text(folder, name)).expect("an object of texts")
}

fn channel(folder: &std::path::Path) -> UnionPay {
    let config = Config {
        middle_cert_pem: text(folder, "acp_test_middle.cer"),
        root_cert_pem: text(folder, "acp_test_root.cer"),
        encrypt_cert_pem: text(folder, "acp_test_enc.cer"),
        cn_rule: CommonNameRule::Production,
        ..kit::config()
    };
    UnionPay::new(&config).expect("UnionPay's own certificates are taken")
}

/// The query of the stored reply.
fn query(fields: &Map) -> Request {
    let txn_time = At::from_ms(1_662_841_007_000); // 2022-09-11 04:16:47 +08:00
    let payment = PaymentMessage {
        request: RequestFacts {
            number: fields["orderId"].clone(),
            time: txn_time,
            amount: Money::fen(1),
        },
        pay_until: txn_time.plus_s(900),
        ..kit::payment()
    };
    let op = Op::Query {
        payment,
        paid_by: PaymentMethod::BankPage,
    };
    request(fields, op)
}

/// A request of the merchant in these fields.
fn request(fields: &Map, op: Op) -> Request {
    let account = MerchantAccount {
        number: fields["merId"].clone(),
        ..kit::account()
    };
    Request { account, op }
}

fn ask(channel: &UnionPay, request: &Request, fields: &Map, now: At) -> Outcome {
    channel.finish(request, &reply(200, raw_body(fields).as_bytes()), now)
}

/// `value` with the character at `at` changed.
fn altered(value: &str, at: usize) -> String {
    let flip = |c: char| if c == 'A' { 'B' } else { 'A' };
    value
        .chars()
        .enumerate()
        .map(|(i, c)| if i == at { flip(c) } else { c })
        .collect()
}

#[test]
fn a_real_notice_is_taken() {
    let Some(folder) = FOLDER.as_deref() else {
        return;
    };
    let fields = message(folder, "notify.json");
    let notice =
        kit::notice(&channel(folder), form_body(&fields).as_bytes(), THEN).expect("verifies");
    assert_eq!(notice.number, "yansongda20220908132206");
    assert_eq!(notice.account, "777290058167151");
    assert_eq!(notice.amount, Money::fen(1));
    let Outcome::Moved(Moved::Payment(paid)) = &notice.outcome else {
        panic!("{:?}", notice.outcome)
    };
    assert_eq!(paid.network_id, "782209081322060674028");
    assert_eq!(paid.trace.as_deref(), Some("067402 0908132206"));
    assert_eq!(paid.account, None, "sealed for the merchant, not taken in");
}

#[test]
fn a_real_query_says_paid() {
    let Some(folder) = FOLDER.as_deref() else {
        return;
    };
    let fields = message(folder, "query.json");
    let outcome = ask(&channel(folder), &query(&fields), &fields, THEN);
    assert!(
        matches!(&outcome, Outcome::Moved(Moved::Payment(p)) if p.network_id == "512209110416475616528"),
        "{outcome:?}"
    );
}

/// The reply to a refund of 2024-01-05, from the public tests of yansongda/artful. If
/// the folder has none, a line on the terminal says so.
#[test]
fn a_real_reply_to_a_refund_says_taken_in() {
    let Some(folder) = FOLDER.as_deref() else {
        return;
    };
    if !folder.join("refund.json").exists() {
        kit::say("vectors: no refund.json in PAYDESK_VECTORS, 1 check not run");
        return;
    }
    let fields = message(folder, "refund.json");
    let channel = channel(folder);
    let txn_time = At::from_ms(1_704_445_122_000); // 2024-01-05 16:58:42 +08:00
    let refund = RefundMessage {
        request: RequestFacts {
            number: fields["orderId"].clone(),
            time: txn_time,
            amount: Money::fen(1),
        },
        method: RefundMethod::Refund,
        payment: fields["origQryId"].clone(),
        paid: Money::fen(1),
        paid_by: PaymentMethod::Qr,
    };
    let sent = request(&fields, Op::Refund(refund.clone()));
    assert_eq!(ask(&channel, &sent, &fields, txn_time), Outcome::Waiting);
    let other = RefundMessage {
        request: RequestFacts {
            amount: Money::fen(2),
            ..refund.request.clone()
        },
        ..refund.clone()
    };
    let other = request(&fields, Op::Refund(other));
    assert_eq!(
        ask(&channel, &other, &fields, txn_time),
        Outcome::Unknown(UnknownReason::Mismatch("txnAmt"))
    );
    // The refund is accepted, not yet successful.
    let query = request(&fields, Op::QueryRefund(refund));
    assert_eq!(
        ask(&channel, &query, &fields, txn_time),
        Outcome::Unknown(UnknownReason::Mismatch("origRespCode"))
    );
    for (name, value) in &fields {
        for at in 0..value.chars().count() {
            let mut changed = fields.clone();
            changed.insert(name.clone(), altered(value, at));
            let outcome = ask(&channel, &sent, &changed, txn_time);
            let kept = matches!(
                outcome,
                Outcome::Unknown(UnknownReason::BadSignature(_) | UnknownReason::Unreadable)
            );
            assert!(kept, "{name} at {at}: {outcome:?}");
        }
    }
}

#[test]
fn any_one_character_changed_fails() {
    let Some(folder) = FOLDER.as_deref() else {
        return;
    };
    let channel = channel(folder);
    let notice = message(folder, "notify.json");
    let answer = message(folder, "query.json");
    let op = query(&answer);
    let mut tried = 0;
    for (fields, is_notice) in [(&notice, true), (&answer, false)] {
        for (name, value) in fields {
            for at in 0..value.chars().count() {
                let mut changed = fields.clone();
                changed.insert(name.clone(), altered(value, at));
                assert_ne!(changed[name], *value);
                if is_notice {
                    let read = kit::notice(&channel, form_body(&changed).as_bytes(), THEN);
                    assert!(read.is_err(), "{name} at {at}");
                } else {
                    let outcome = ask(&channel, &op, &changed, THEN);
                    let kept = matches!(
                        outcome,
                        Outcome::Unknown(
                            UnknownReason::BadSignature(_) | UnknownReason::Unreadable
                        )
                    );
                    assert!(kept, "{name} at {at}: {outcome:?}");
                }
                tried += 1;
            }
            let mut gone = fields.clone();
            gone.remove(name);
            if is_notice {
                assert!(
                    kit::notice(&channel, form_body(&gone).as_bytes(), THEN).is_err(),
                    "{name} gone"
                );
            } else {
                assert!(
                    !matches!(
                        ask(&channel, &op, &gone, THEN),
                        Outcome::Moved(Moved::Payment(_))
                    ),
                    "{name} gone"
                );
            }
        }
    }
    assert!(tried > 4000, "{tried} places in two messages");
}

#[test]
fn an_expired_certificate_fails() {
    let Some(folder) = FOLDER.as_deref() else {
        return;
    };
    let channel = channel(folder);
    let fields = message(folder, "notify.json");
    assert_eq!(
        kit::notice(&channel, form_body(&fields).as_bytes(), AFTER),
        Err(NoticeError::Signature(SignatureFault::Validity))
    );
    let fields = message(folder, "query.json");
    let expired = Outcome::Unknown(UnknownReason::BadSignature(SignatureFault::Validity));
    assert_eq!(ask(&channel, &query(&fields), &fields, AFTER), expired);
}

#[test]
fn other_authorities_do_not_vouch_for_it() {
    let Some(folder) = FOLDER.as_deref() else {
        return;
    };
    let fields = message(folder, "notify.json");
    assert_eq!(
        kit::notice(&kit::channel(), form_body(&fields).as_bytes(), THEN),
        Err(NoticeError::Signature(SignatureFault::Chain))
    );
}
