//! Refunds: only the signed reply to a query or a notice of this refund reports
//! success, and no reply after which money may move is a failure.

use crate::kit::{
    self, answer, envelope, error, finish, notice, read, refund, refund_told, refunded, with,
};
use channels::{
    AfterDecline, Channel as _, Moved, NoticeAbout, NoticeError, Op, Outcome, RefundCase,
    UnknownReason,
};
use domain::money::Money;
use domain::refund::RefundMethod;
use proptest::prelude::*;
use serde_json::{Value, json};

fn replied(changes: &[(&str, Value)]) -> Outcome {
    finish(
        &Op::Refund(refund()),
        &answer(200, &with(refunded(), changes)),
    )
}

fn queried(changes: &[(&str, Value)]) -> Outcome {
    finish(
        &Op::QueryRefund(refund()),
        &answer(200, &with(refunded(), changes)),
    )
}

fn pending(code: &str) -> Outcome {
    Outcome::Unknown(UnknownReason::PendingCode(code.into()))
}

#[test]
fn accepted_is_not_done() {
    for status in ["SUCCESS", "PROCESSING"] {
        assert_eq!(
            replied(&[("/status", json!(status))]),
            Outcome::Waiting,
            "{status}"
        );
    }
    assert_eq!(
        replied(&[("/status", json!("ABNORMAL"))]),
        pending("ABNORMAL")
    );
}

#[test]
fn a_query_that_fits_says_refunded() {
    let Outcome::Moved(Moved::Refund(made)) = queried(&[]) else {
        panic!("{:?}", queried(&[]))
    };
    assert_eq!(made.network_id, kit::REFUND_ID);
    assert_eq!(made.trace.as_deref(), Some("2026-06-02T12:00:05+08:00"));
    assert_eq!(
        made.amount,
        Money::fen(2_800),
        "not less the payer's discount"
    );
    assert_eq!((made.settle_date, made.account), (None, None));
}

#[test]
fn each_state_of_a_refund() {
    let in_state = |status: &str| queried(&[("/status", json!(status))]);
    assert_eq!(in_state("PROCESSING"), Outcome::Waiting);
    let Outcome::Declined(no) = in_state("CLOSED") else {
        panic!("{:?}", in_state("CLOSED"))
    };
    assert_eq!((no.code.as_str(), no.then), ("CLOSED", AfterDecline::Final));
    // The money has left the merchant: an operator sends it on.
    assert_eq!(in_state("ABNORMAL"), pending("ABNORMAL"));
    assert_eq!(in_state("NEW_STATE"), pending("NEW_STATE"));
    assert_eq!(in_state(""), pending("?"));
}

#[test]
fn an_answer_about_another_refund_is_unknown() {
    for (path, value, field) in [
        (
            "/out_refund_no",
            json!("01jxyz00000000000000000000902"),
            "out_refund_no",
        ),
        (
            "/transaction_id",
            json!("4200002026202606011234567891"),
            "transaction_id",
        ),
        ("/amount/refund", json!(2_801), "refund"),
        ("/amount/refund", json!(0), "refund"),
        ("/amount/total", json!(12_801), "total"),
        ("/amount/currency", json!("USD"), "refund"),
        ("/refund_id", Value::Null, "refund_id"),
        ("/refund_id", json!("a b"), "refund_id"),
    ] {
        let expected = Outcome::Unknown(UnknownReason::Mismatch(field));
        assert_eq!(
            queried(&[(path, value.clone())]),
            expected,
            "{path} {value}"
        );
        if path != "/refund_id" {
            assert_eq!(replied(&[(path, value)]), expected, "{path}");
        }
    }
    for path in ["/out_refund_no", "/transaction_id", "/status", "/amount"] {
        let outcome = queried(&[(path, Value::Null)]);
        assert_eq!(
            outcome,
            Outcome::Unknown(UnknownReason::Unreadable),
            "{path}"
        );
    }
}

#[test]
fn not_found_is_no_failure() {
    for op in [Op::Refund(refund()), Op::QueryRefund(refund())] {
        let outcome = finish(&op, &error(404, "RESOURCE_NOT_EXISTS"));
        assert_eq!(
            outcome,
            Outcome::Unknown(UnknownReason::NotFound),
            "{}",
            op.name()
        );
    }
}

#[test]
fn there_is_no_undo() {
    let case = RefundCase {
        paid_at: kit::NOW,
        settle_date: None,
        whole: true,
        undo_tried: false,
    };
    let method = kit::channel().refund_method(&case, kit::NOW);
    assert_eq!(method, RefundMethod::Refund);
}

#[test]
fn a_notice_of_a_refund() {
    let notice = read(&notice(&envelope("REFUND.SUCCESS", &refund_told()))).expect("reads");
    assert_eq!(notice.about, NoticeAbout::Refund(RefundMethod::Refund));
    assert_eq!(notice.event.as_deref(), Some("EV-2026060112000012345"));
    assert_eq!(notice.number, refund().request.number);
    assert_eq!(
        (notice.time, notice.account.as_str()),
        (None, kit::SUB_MCHID)
    );
    assert_eq!(notice.amount, refund().request.amount);
    assert_eq!(notice.payment, Some(refund().payment));
    assert!(
        matches!(&notice.outcome, Outcome::Moved(Moved::Refund(r)) if r.network_id == kit::REFUND_ID && r.amount == notice.amount)
    );
    for (name, value) in [
        ("refund_id", kit::REFUND_ID),
        ("event_type", "REFUND.SUCCESS"),
    ] {
        let kept = (name.to_owned(), value.to_owned());
        assert!(notice.record.contains(&kept), "{name}");
    }
    assert!(!format!("{notice:?}").contains("0403"), "the payer's card");
}

#[test]
fn a_notice_of_a_refund_that_was_not_made() {
    let told = |state: &str| {
        let content = with(refund_told(), &[("/refund_status", json!(state))]);
        let content = with(content, &[("/success_time", Value::Null)]);
        read(&notice(&envelope(&format!("REFUND.{state}"), &content)))
    };
    let closed = told("CLOSED").expect("reads").outcome;
    assert!(matches!(closed, Outcome::Declined(no) if no.then == AfterDecline::Final));
    assert_eq!(
        told("ABNORMAL").expect("reads").outcome,
        pending("ABNORMAL")
    );
    let refused = told("PROCESSING").expect_err("there is no such notice");
    assert_eq!(refused, NoticeError::NotOurs("event_type"));
}

#[test]
fn what_is_no_notice_of_a_refund_is_refused() {
    for (path, value, field) in [
        ("/sp_mchid", json!("1230000110"), "sp_mchid"),
        ("/sp_mchid", Value::Null, "resource"),
        ("/sub_mchid", Value::Null, "resource"),
        ("/refund_status", json!("CLOSED"), "refund_status"),
        ("/refund_status", json!("PROCESSING"), "refund_status"),
        ("/amount/refund", json!(0), "refund"),
        ("/amount", Value::Null, "resource"),
        ("/refund_id", json!(""), "refund_id"),
        ("/out_refund_no", Value::Null, "resource"),
        ("/transaction_id", Value::Null, "resource"),
    ] {
        let content = with(refund_told(), &[(path, value.clone())]);
        let refused = read(&notice(&envelope("REFUND.SUCCESS", &content))).expect_err("refused");
        assert_eq!(refused, NoticeError::NotOurs(field), "{path} {value}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// For any signed values of the deciding fields, a refund has succeeded only if all
    /// of them are right.
    #[test]
    fn refunded_only_when_all_fits(
        status in prop::sample::select(vec!["SUCCESS", "PROCESSING", "CLOSED", "ABNORMAL", "X"]),
        fen in prop::sample::select(vec![2_800, 2_801, 28]),
        total in prop::sample::select(vec![12_800, 12_801]),
        payment in prop::sample::select(vec![kit::PAID_ID, "4200"]),
    ) {
        let outcome = queried(&[
            ("/status", json!(status)), ("/amount/refund", json!(fen)),
            ("/amount/total", json!(total)), ("/transaction_id", json!(payment)),
        ]);
        let fits = status == "SUCCESS" && fen == 2_800 && total == 12_800 && payment == kit::PAID_ID;
        prop_assert_eq!(matches!(outcome, Outcome::Moved(Moved::Refund(_))), fits, "{:?}", outcome);
        prop_assert!(!matches!(outcome, Outcome::Moved(Moved::Payment(_))));
    }
}
