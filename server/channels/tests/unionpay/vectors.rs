//! Messages that UnionPay's test environment signed.
//!
//! They are not part of the repository: `PAYDESK_VECTORS` names their folder. Without
//! it these tests print that they did not run.

use crate::kit::{self, Map, config, form_body, raw_body};
use channels::unionpay::{
    CommonNameRule, Config, NoticeError, Operation, PaymentMethod, RefundTrade, Trade, UnionPay,
    UnionPayMerchant,
};
use channels::{HttpReply, Outcome, SignatureFault, UnknownReason};
use domain::clock::At;
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
        ..config()
    };
    UnionPay::new(&config).expect("UnionPay's own certificates are taken")
}

/// The query of the stored reply.
fn query(fields: &Map) -> Operation {
    let txn_time = At::from_ms(1_662_841_007_000); // 2022-09-11 04:16:47 +08:00
    let merchant = UnionPayMerchant {
        mer_id: fields["merId"].clone(),
        ..kit::trade().merchant
    };
    let trade = Trade {
        order_id: fields["orderId"].clone(),
        txn_time,
        amount: Money::fen(1),
        merchant,
        expires_at: txn_time.plus_s(900),
        ..kit::trade()
    };
    Operation::Query {
        trade,
        paid_by: PaymentMethod::FrontPage,
    }
}

fn ask(channel: &UnionPay, op: &Operation, fields: &Map, now: At) -> Outcome {
    let body = raw_body(fields);
    let bytes = body.as_bytes();
    channel.finish(op, HttpReply::Body { status: 200, bytes }, now)
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
    let notice = channel(folder)
        .notice(form_body(&fields).as_bytes(), THEN)
        .expect("verifies");
    assert_eq!(notice.order_id, "yansongda20220908132206");
    assert_eq!(notice.mer_id, "777290058167151");
    assert_eq!(notice.amount, Money::fen(1));
    let Outcome::Paid(paid) = &notice.outcome else {
        panic!("{:?}", notice.outcome)
    };
    assert_eq!(paid.query_id, "782209081322060674028");
    assert_eq!(paid.trace_no.as_deref(), Some("067402"));
    assert_eq!(
        paid.payer_account_masked, None,
        "sealed for the merchant, not taken in"
    );
}

#[test]
fn a_real_query_says_paid() {
    let Some(folder) = FOLDER.as_deref() else {
        return;
    };
    let fields = message(folder, "query.json");
    let outcome = ask(&channel(folder), &query(&fields), &fields, THEN);
    assert!(
        matches!(&outcome, Outcome::Paid(p) if p.query_id == "512209110416475616528"),
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
    let refund = RefundTrade {
        order_id: fields["orderId"].clone(),
        txn_time,
        amount: Money::fen(1),
        merchant: UnionPayMerchant {
            mer_id: fields["merId"].clone(),
            ..kit::trade().merchant
        },
        payment: fields["origQryId"].clone(),
        paid_by: PaymentMethod::Qr,
    };
    let sent = Operation::Refund {
        refund: refund.clone(),
    };
    assert_eq!(ask(&channel, &sent, &fields, txn_time), Outcome::Waiting);
    let other = Operation::Refund {
        refund: RefundTrade {
            amount: Money::fen(2),
            ..refund.clone()
        },
    };
    assert_eq!(
        ask(&channel, &other, &fields, txn_time),
        Outcome::Unknown(UnknownReason::Mismatch("txnAmt"))
    );
    // The refund is accepted, not yet successful.
    let query = Operation::QueryRefund {
        refund,
        sent_as: RefundMethod::Refund,
    };
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
                    let read = channel.notice(form_body(&changed).as_bytes(), THEN);
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
                    channel.notice(form_body(&gone).as_bytes(), THEN).is_err(),
                    "{name} gone"
                );
            } else {
                assert!(
                    !matches!(ask(&channel, &op, &gone, THEN), Outcome::Paid(_)),
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
        channel.notice(form_body(&fields).as_bytes(), AFTER),
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
        kit::channel().notice(form_body(&fields).as_bytes(), THEN),
        Err(NoticeError::Signature(SignatureFault::Chain))
    );
}
