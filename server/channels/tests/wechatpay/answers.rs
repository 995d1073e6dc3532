//! The meaning of replies: only the signed reply to a query of this payment reports
//! success, and no reply after which money may move is a failure.

use crate::kit::{
    self, KIT, answer, close, error, finish, pay, query, reply, signed, signed_at, transaction,
    with, with_header,
};
use channels::wechatpay::CODES;
use channels::{
    AfterDecline, Channel as _, Done, HttpReply, Moved, Op, Outcome, Show, SignatureFault,
    UnknownReason,
};
use domain::attempt::DeclineReason;
use domain::money::Money;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write;

fn queried(changes: &[(&str, Value)]) -> Outcome {
    finish(&query(), &answer(200, &with(transaction(), changes)))
}

fn in_state(state: &str) -> Outcome {
    queried(&[("/trade_state", json!(state))])
}

fn mismatch(field: &'static str) -> Outcome {
    Outcome::Unknown(UnknownReason::Mismatch(field))
}

fn pending(code: &str) -> Outcome {
    Outcome::Unknown(UnknownReason::PendingCode(code.into()))
}

#[test]
fn a_code_to_scan() {
    let code = "weixin://wxpay/bizpayurl?pr=JyC91EIz1";
    let outcome = finish(&pay(), &answer(200, &json!({ "code_url": code })));
    assert_eq!(outcome, Outcome::Done(Done::Show(Show::Qr(code.into()))));
    let long = format!("weixin://wxpay/{}", "y".repeat(600));
    for odd in [
        "",
        "javascript:alert(1)",
        "https://wxpay/",
        "weixin://wx pay",
        &long,
    ] {
        let outcome = finish(&pay(), &answer(200, &json!({ "code_url": odd })));
        assert_eq!(outcome, mismatch("code_url"), "{odd}");
    }
    let outcome = finish(&pay(), &answer(200, &json!({ "prepay_id": "wx1" })));
    assert_eq!(outcome, Outcome::Unknown(UnknownReason::Unreadable));
}

#[test]
fn a_query_that_fits_says_paid() {
    for state in ["SUCCESS", "REFUND"] {
        let Outcome::Moved(Moved::Payment(paid)) = in_state(state) else {
            panic!("{state}: {:?}", in_state(state))
        };
        assert_eq!(paid.network_id, kit::PAID_ID);
        assert_eq!(paid.trace.as_deref(), Some("2026-06-01T11:59:56+08:00"));
        assert_eq!(
            paid.amount,
            Money::fen(12_800),
            "the order's, not the payer's"
        );
        assert_eq!((paid.settle_date, paid.account), (None, None));
        assert!(!paid.defect);
    }
}

#[test]
fn an_answer_about_something_else_is_unknown() {
    for (path, value, field) in [
        (
            "/out_trade_no",
            json!("01jxyz00000000000000000000102"),
            "out_trade_no",
        ),
        ("/sp_mchid", json!("1230000110"), "sp_mchid"),
        ("/sub_mchid", json!("1900000110"), "sub_mchid"),
        ("/amount/total", json!(12_801), "total"),
        ("/amount/total", json!(0), "total"),
        ("/amount/total", json!(-12_800), "total"),
        ("/amount/currency", json!("USD"), "currency"),
        ("/amount", Value::Null, "amount"),
        ("/transaction_id", Value::Null, "transaction_id"),
        ("/transaction_id", json!(""), "transaction_id"),
        ("/transaction_id", json!("4200-1"), "transaction_id"),
    ] {
        assert_eq!(
            queried(&[(path, value.clone())]),
            mismatch(field),
            "{path} {value}"
        );
    }
    for (path, value) in [
        ("/sp_mchid", Value::Null),
        ("/sub_mchid", json!(1_900_000_109)),
        ("/out_trade_no", Value::Null),
        ("/trade_state", Value::Null),
        ("/amount/total", json!("12800")),
        ("/amount/total", json!(12_800.5)),
    ] {
        let unreadable = Outcome::Unknown(UnknownReason::Unreadable);
        assert_eq!(
            queried(&[(path, value.clone())]),
            unreadable,
            "{path} {value}"
        );
    }
    assert!(matches!(
        queried(&[("/amount/currency", Value::Null)]),
        Outcome::Moved(Moved::Payment(_))
    ));
    for odd in [Value::Null, json!("yesterday")] {
        let outcome = queried(&[("/success_time", odd)]);
        assert!(matches!(outcome, Outcome::Moved(Moved::Payment(paid)) if paid.trace.is_none()));
    }
}

#[test]
fn a_field_twice_is_unreadable() {
    let body = transaction().to_string();
    let twice = body.replacen(
        '{',
        "{\"out_trade_no\":\"01jxyz00000000000000000000101\",",
        1,
    );
    let outcome = finish(
        &query(),
        &reply(200, signed(twice.as_bytes()), twice.as_bytes()),
    );
    assert_eq!(outcome, Outcome::Unknown(UnknownReason::Unreadable));
}

#[test]
fn each_state_of_an_order() {
    let bare = |state| {
        queried(&[
            ("/trade_state", json!(state)),
            ("/amount", Value::Null),
            ("/transaction_id", Value::Null),
            ("/success_time", Value::Null),
        ])
    };
    assert_eq!(bare("NOTPAY"), Outcome::NotStarted);
    for state in ["USERPAYING", "ACCEPT"] {
        assert_eq!(bare(state), Outcome::Waiting, "{state}");
    }
    for state in ["CLOSED", "REVOKED"] {
        let Outcome::Declined(no) = bare(state) else {
            panic!("{state}")
        };
        assert_eq!(
            (no.reason, no.then),
            (DeclineReason::TimedOut, AfterDecline::Final)
        );
        assert_eq!(no.code, state);
    }
    for state in ["NEW_STATE", "success", "PAID"] {
        assert_eq!(bare(state), pending(state), "{state}");
    }
    assert_eq!(bare(""), pending("?"));
    assert_eq!(bare("a state with blanks"), pending("?"));
}

#[test]
fn a_failed_try_may_be_repeated_until_the_time_is_over() {
    let failed = with(transaction(), &[("/trade_state", json!("PAYERROR"))]);
    let body = failed.to_string();
    for (late_s, then) in [
        (0, AfterDecline::PayerMayRetry),
        (900, AfterDecline::PayerMayRetry),
        (901, AfterDecline::Final),
    ] {
        let now = kit::NOW.plus_s(late_s);
        let reply = reply(
            200,
            signed_at(&KIT.public, body.as_bytes(), now),
            body.as_bytes(),
        );
        let outcome = kit::channel().finish(&kit::request(&query()), &reply, now);
        assert!(
            matches!(outcome, Outcome::Declined(no) if no.then == then),
            "{late_s}"
        );
    }
}

#[test]
fn closed_is_204_and_signed() {
    assert_eq!(
        finish(&close(), &reply(204, signed(b""), b"")),
        Outcome::Done(Done::Closed)
    );
    assert_eq!(
        finish(&close(), &error(400, "ORDER_CLOSED")),
        Outcome::Done(Done::Closed)
    );
    let unsigned = finish(&close(), &reply(204, Vec::new(), b""));
    assert_eq!(
        unsigned,
        Outcome::Unknown(UnknownReason::BadSignature(SignatureFault::Absent))
    );
    let other = finish(&close(), &answer(200, &json!({})));
    assert_eq!(other, Outcome::Unknown(UnknownReason::Http(200)));
    assert_eq!(
        finish(&close(), &error(400, "ORDERPAID")),
        pending("ORDERPAID")
    );
    let query = finish(&query(), &reply(204, signed(b""), b""));
    assert_eq!(query, Outcome::Unknown(UnknownReason::Http(204)));
}

#[test]
fn silence_and_noise_are_unknown() {
    for op in kit::every_op() {
        assert_eq!(
            finish(&op, &HttpReply::NoReply),
            Outcome::Unknown(UnknownReason::NoReply)
        );
        for status in [202, 302, 400, 401, 403, 404, 429, 500, 502, 503] {
            let body = json!({ "code": "PARAM_ERROR", "message": "" }).to_string();
            let outcome = finish(&op, &reply(status, Vec::new(), body.as_bytes()));
            let expected = if status == 202 {
                UnknownReason::BadSignature(SignatureFault::Absent)
            } else {
                UnknownReason::Http(status)
            };
            assert_eq!(outcome, Outcome::Unknown(expected), "{status}");
            for noise in ["", "<html>Bad Gateway</html>", "[]", "{\"code\":1}"] {
                let body = noise.as_bytes();
                let outcome = finish(&op, &reply(status, signed(body), body));
                let expected = Outcome::Unknown(UnknownReason::Http(status));
                assert_eq!(outcome, expected, "{status} {noise}");
            }
        }
        assert_eq!(
            finish(&op, &error(202, "USERPAYING")),
            pending("USERPAYING")
        );
        let outcome = finish(&op, &answer(200, &json!([])));
        assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    }
}

/// The reading of a reply to the query of a payment that was made, with these header
/// fields.
fn read_with(headers: kit::Headers) -> Outcome {
    let body = transaction().to_string();
    finish(&query(), &reply(200, headers, body.as_bytes()))
}

/// The header fields of that reply.
fn good() -> kit::Headers {
    signed(transaction().to_string().as_bytes())
}

fn bad(fault: SignatureFault) -> Outcome {
    Outcome::Unknown(UnknownReason::BadSignature(fault))
}

#[test]
fn each_header_is_needed_once() {
    assert!(matches!(
        read_with(good()),
        Outcome::Moved(Moved::Payment(_))
    ));
    assert_eq!(read_with(Vec::new()), bad(SignatureFault::Absent));
    for name in [
        "wechatpay-timestamp",
        "wechatpay-nonce",
        "wechatpay-signature",
        "wechatpay-serial",
    ] {
        let gone = with_header(good(), name, "");
        assert_eq!(read_with(gone), bad(SignatureFault::Absent), "{name}");
        let mut twice = good();
        let again = twice.iter().find(|(known, _)| known == name).cloned();
        twice.extend(again);
        assert_eq!(read_with(twice), bad(SignatureFault::Absent), "{name}");
    }
    let plain = with_header(good(), "wechatpay-signature-type", "");
    assert!(
        matches!(read_with(plain), Outcome::Moved(_)),
        "may be absent"
    );
}

#[test]
fn another_header_is_not_what_was_signed() {
    use SignatureFault::{Absent, Digest, Stale, UnknownKey};
    let next_id = "PUB_KEY_ID_0112300001092026060100111222000001";
    let platform = KIT.platform.serial.as_str();
    for (name, value, fault) in [
        ("timestamp", "1780286401", Digest),
        ("timestamp", "178028640x", Absent),
        ("timestamp", "-1780286400", Absent),
        ("timestamp", "1780286400000", Stale),
        ("nonce", "c5ac7061fccab6bf3e254dcf98995b8d", Digest),
        ("signature", "AAAA", Digest),
        ("signature", "not Base64", Digest),
        ("serial", next_id, UnknownKey),
        ("serial", platform, UnknownKey),
        ("signature-type", "WECHATPAY2-SM2-WITH-SM3", Absent),
    ] {
        let changed = with_header(good(), &format!("wechatpay-{name}"), value);
        assert_eq!(read_with(changed), bad(fault), "{name} {value}");
    }
}

#[test]
fn another_body_or_signer_is_refused() {
    let body = transaction().to_string();
    let other = with(transaction(), &[("/amount/total", json!(12_801))]).to_string();
    for changed in [other, format!("{body} "), String::new()] {
        let outcome = finish(&query(), &reply(200, good(), changed.as_bytes()));
        assert_eq!(outcome, bad(SignatureFault::Digest), "{changed}");
    }
    let theirs = signed_at(&kit::stranger(), body.as_bytes(), kit::NOW);
    assert_eq!(read_with(theirs), bad(SignatureFault::Digest));
}

#[test]
fn a_signature_is_good_for_five_minutes_either_way() {
    let body = transaction().to_string();
    for (age_s, good) in [
        (0, true),
        (300, true),
        (-300, true),
        (301, false),
        (-301, false),
    ] {
        let outcome = read_with(signed_at(
            &KIT.public,
            body.as_bytes(),
            kit::NOW.plus_s(-age_s),
        ));
        let expected = if good {
            matches!(outcome, Outcome::Moved(_))
        } else {
            outcome == bad(SignatureFault::Stale)
        };
        assert!(expected, "{age_s}: {outcome:?}");
    }
}

/// After 2xx, 3xx and 5xx the request may have been taken in.
#[test]
fn only_4xx_declines() {
    for op in kit::every_op() {
        for code in CODES.iter().map(|known| known.code) {
            for status in [202, 302, 500, 502, 503] {
                let outcome = finish(&op, &error(status, code));
                assert_eq!(outcome, pending(code), "{} {status}", op.name());
            }
        }
    }
}

/// Each code of the table, and an unknown one, in reply to each operation.
#[test]
fn every_code_in_every_place() {
    let place = |outcome: Outcome| match outcome {
        Outcome::Declined(no) => {
            assert_eq!(no.then, AfterDecline::Final);
            format!("declined {:?}", no.reason)
        }
        Outcome::Done(Done::Closed) => "closed".into(),
        Outcome::Unknown(UnknownReason::NotFound) => "not found".into(),
        Outcome::Unknown(UnknownReason::PendingCode(_)) => "unknown".into(),
        other => panic!("{other:?}"),
    };
    let ops = kit::every_op();
    let names = ops.iter().map(Op::name);
    let line = |code: &str, cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:<28}")).collect();
        format!("{code:<24}{}", cells.concat())
            .trim_end()
            .to_owned()
    };
    let mut table = line("code", names.map(str::to_owned).collect());
    for code in CODES.iter().map(|known| known.code).chain(["NEW_CODE"]) {
        let cells = ops.iter().map(|op| place(finish(op, &error(400, code))));
        write!(table, "\n{}", line(code, cells.collect())).expect("writes to a string");
    }
    insta::assert_snapshot!(table);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_reply_panics_or_pays(
        status in 100_u16..600,
        sign in any::<bool>(),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let headers = if sign { signed(&bytes) } else { Vec::new() };
        for op in kit::every_op() {
            let outcome = finish(&op, &reply(status, headers.clone(), &bytes));
            let closed = sign && status == 204 && matches!(op, Op::Close { .. });
            prop_assert_eq!(matches!(outcome, Outcome::Unknown(_)), !closed, "{:?}", outcome);
        }
    }

    #[test]
    fn no_change_to_a_signed_reply_pays(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut body = transaction().to_string().into_bytes();
        let headers = signed(&body);
        let at = at.index(body.len());
        prop_assume!(body[at] != to);
        body[at] = to;
        let outcome = finish(&query(), &reply(200, headers, &body));
        prop_assert!(matches!(outcome, Outcome::Unknown(UnknownReason::BadSignature(_))));
    }

    /// For any signed values of the deciding fields, a payment was made only if all of
    /// them are right.
    #[test]
    fn paid_only_when_all_fits(
        state in prop::sample::select(vec!["SUCCESS", "REFUND", "NOTPAY", "CLOSED", "PAYERROR", "X"]),
        fen in prop::sample::select(vec![12_800, 12_801, 128, 0]),
        currency in prop::sample::select(vec!["CNY", "USD"]),
        sub in prop::sample::select(vec![kit::SUB_MCHID, "1900000110"]),
        sp in prop::sample::select(vec![kit::SP_MCHID, "1230000110"]),
    ) {
        let outcome = queried(&[
            ("/trade_state", json!(state)), ("/amount/total", json!(fen)),
            ("/amount/currency", json!(currency)), ("/sub_mchid", json!(sub)), ("/sp_mchid", json!(sp)),
        ]);
        let fits = ["SUCCESS", "REFUND"].contains(&state) && fen == 12_800 && currency == "CNY"
            && sub == kit::SUB_MCHID && sp == kit::SP_MCHID;
        prop_assert_eq!(matches!(outcome, Outcome::Moved(_)), fits, "{:?}", outcome);
    }
}
