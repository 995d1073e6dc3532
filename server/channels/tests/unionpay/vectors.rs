//! Messages that UnionPay's test environment really signed.
//!
//! They are not kept in this tree: `PAYDESK_VECTORS` names the folder that
//! holds them. Without it these checks print that they did not run.

use crate::kit::{self, Map, config, form_body, raw_body};
use channels::unionpay::{
    CnRule, Config, MerchantOnWire, NoticeRefused, Op, PaidBy, Refund, Trade, UnionPay,
};
use channels::{Outcome, Reply, SignatureFault, Why};
use domain::clock::At;
use domain::money::Money;
use domain::refund::SentAs;
use std::path::PathBuf;
use std::sync::LazyLock;

/// 2022-09-12 00:00:00 UTC: the leaf was valid from 2020 to 2025.
const THEN: At = At::from_ms(1_662_940_800_000);
/// 2025-08-01: the leaf has expired.
const AFTER: At = At::from_ms(1_754_006_400_000);

/// The folder; without one, a line past the test runner's capture says what
/// is not checked.
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
        cn_rule: CnRule::Production,
        ..config()
    };
    UnionPay::new(&config).expect("UnionPay's own certificates are taken")
}

/// The query that the stored answer answers.
fn query(fields: &Map) -> Op {
    let txn_time = At::from_ms(1_662_841_007_000); // 2022-09-11 04:16:47 +08:00
    let merchant = MerchantOnWire {
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
    Op::Query {
        trade,
        paid_by: PaidBy::FrontPage,
    }
}

fn ask(channel: &UnionPay, op: &Op, fields: &Map, now: At) -> Outcome {
    let body = raw_body(fields);
    let bytes = body.as_bytes();
    channel.finish(op, Reply::Body { status: 200, bytes }, now)
}

/// One character of `value` made another, at the place `at`.
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

/// A reply to a refund, 2024-01-05; the folder may have none (it is in the
/// public tests of yansongda/artful), and then a line says so.
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
    let refund = Refund {
        order_id: fields["orderId"].clone(),
        txn_time,
        amount: Money::fen(1),
        merchant: MerchantOnWire {
            mer_id: fields["merId"].clone(),
            ..kit::trade().merchant
        },
        payment: fields["origQryId"].clone(),
        paid_by: PaidBy::Qr,
    };
    let sent = Op::Refund {
        refund: refund.clone(),
    };
    assert_eq!(ask(&channel, &sent, &fields, txn_time), Outcome::Waiting);
    let other = Op::Refund {
        refund: Refund {
            amount: Money::fen(2),
            ..refund.clone()
        },
    };
    assert_eq!(
        ask(&channel, &other, &fields, txn_time),
        Outcome::Unknown(Why::Mismatch("txnAmt"))
    );
    // Nothing says yet that the money is back.
    let query = Op::QueryRefund {
        refund,
        sent_as: SentAs::Refund,
    };
    assert_eq!(
        ask(&channel, &query, &fields, txn_time),
        Outcome::Unknown(Why::Mismatch("origRespCode"))
    );
    for (name, value) in &fields {
        for at in 0..value.chars().count() {
            let mut changed = fields.clone();
            changed.insert(name.clone(), altered(value, at));
            let outcome = ask(&channel, &sent, &changed, txn_time);
            let kept = matches!(
                outcome,
                Outcome::Unknown(Why::BadSignature(_) | Why::Unreadable)
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
                        Outcome::Unknown(Why::BadSignature(_) | Why::Unreadable)
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
        Err(NoticeRefused::Signature(SignatureFault::Validity))
    );
    let fields = message(folder, "query.json");
    let expired = Outcome::Unknown(Why::BadSignature(SignatureFault::Validity));
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
        Err(NoticeRefused::Signature(SignatureFault::Chain))
    );
}
