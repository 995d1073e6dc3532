//! Refunds and undos: only the signed reply to a query or a notice of this refund
//! reports success, and no reply after which money may move is a failure.

use crate::kit::{
    self, KIT, Map, channel, finish, finish_by, form_body, notice, paid_answer, raw_body, refund,
    refund_echo, reply, returned_answer, sent_as, sign_as, undo, with,
};
use channels::unionpay::CODES;
use channels::{
    AfterDecline, HttpReply, Moved, Notice, NoticeAbout, NoticeError, Op, Outcome, PaymentMethod,
    SignatureFault, UnknownReason,
};
use domain::attempt::DeclineReason;
use domain::money::Money;
use domain::refund::RefundMethod;
use proptest::prelude::*;
use std::fmt::Write;

fn ask(method: RefundMethod) -> Op {
    Op::QueryRefund(sent_as(refund(), method))
}

fn queried(changes: &[(&str, &str)]) -> Outcome {
    finish(&ask(RefundMethod::Refund), with(returned_answer(), changes))
}

fn replied(changes: &[(&str, &str)]) -> Outcome {
    finish(&Op::Refund(refund()), with(refund_echo(), changes))
}

fn told(changes: &[(&str, &str)]) -> Result<Notice, NoticeError> {
    let fields = with(
        returned_answer(),
        &[("origRespCode", ""), ("origRespMsg", "")],
    );
    let body = form_body(&sign_as(&KIT.leaf, with(fields, changes)));
    notice(&channel(), body.as_bytes(), kit::NOW)
}

fn mismatch(field: &'static str) -> Outcome {
    Outcome::Unknown(UnknownReason::Mismatch(field))
}

#[test]
fn accepted_is_not_done() {
    for code in ["00", "A6", "05"] {
        assert_eq!(replied(&[("respCode", code)]), Outcome::Waiting, "{code}");
        let undo = Op::Refund(undo(refund()));
        let reply = with(refund_echo(), &[("respCode", code), ("txnType", "31")]);
        assert_eq!(finish(&undo, reply), Outcome::Waiting, "{code}");
    }
}

#[test]
fn a_query_that_fits_says_returned() {
    let outcome = queried(&[]);
    let Outcome::Moved(Moved::Refund(returned)) = &outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(returned.network_id, "782606021200000674029");
    assert_eq!(returned.amount, Money::fen(2_800));
    assert_eq!(returned.trace.as_deref(), Some("067403 0602120000"));
    assert_eq!(returned.settle_date.as_deref(), Some("0602"));
    assert!(!returned.defect);
    assert!(
        matches!(queried(&[("origRespCode", "A6")]), Outcome::Moved(Moved::Refund(r)) if r.defect)
    );
    // The samples have the query's own type, and omit what was not sent.
    for changes in [
        [("txnType", "00"), ("txnSubType", "00")],
        [("currencyCode", ""), ("origQryId", "")],
    ] {
        assert!(
            matches!(queried(&changes), Outcome::Moved(Moved::Refund(_))),
            "{changes:?}"
        );
    }
}

#[test]
fn an_answer_about_something_else_is_unknown() {
    for (field, other) in [
        ("orderId", "att01JXYZ0000000000000000001"),
        ("orderId", ""),
        ("txnTime", "20260601120000"),
        ("merId", "777290058167152"),
        ("txnAmt", "12800"),
        ("txnAmt", "02800"),
        ("txnAmt", ""),
        ("currencyCode", "840"),
        ("origQryId", "782606011200000674029"),
        ("txnType", "01"),
        ("txnType", "31"),
        ("origRespCode", ""),
        ("queryId", ""),
    ] {
        assert_eq!(
            queried(&[(field, other)]),
            mismatch(field),
            "{field}={other}"
        );
    }
    assert_eq!(replied(&[("txnAmt", "2801")]), mismatch("txnAmt"));
    assert_eq!(replied(&[("origQryId", "1")]), mismatch("origQryId"));
    assert_eq!(
        finish(&ask(RefundMethod::Undo), returned_answer()),
        mismatch("txnType")
    );
}

#[test]
fn a_payment_and_its_refund_cannot_be_taken_for_each_other() {
    let pay = Op::Query {
        payment: kit::payment(),
        paid_by: PaymentMethod::Agreement,
    };
    assert_eq!(finish(&pay, returned_answer()), mismatch("orderId"));
    assert_eq!(
        finish(&ask(RefundMethod::Refund), paid_answer()),
        mismatch("orderId")
    );
    let same = with(returned_answer(), &[("txnType", "01")]);
    assert_eq!(
        finish(&ask(RefundMethod::Refund), same),
        mismatch("txnType")
    );
    for kind in ["04", "31"] {
        let notice = told(&[("txnType", kind)]).expect("reads");
        assert!(matches!(notice.about, NoticeAbout::Refund(_)));
        assert!(!matches!(notice.outcome, Outcome::Moved(Moved::Payment(_))));
    }
}

/// Each code of the table, and an unknown one, in each kind of reply.
#[test]
fn every_code_in_every_place() {
    let place = |outcome: Outcome| match outcome {
        Outcome::Declined(declined) => {
            assert!(
                declined.then != AfterDecline::PayerMayRetry,
                "{}",
                declined.code
            );
            format!("declined {:?}", declined.reason)
        }
        Outcome::Moved(Moved::Refund(r)) => {
            format!("returned{}", if r.defect { ", defect" } else { "" })
        }
        Outcome::Waiting => "waiting".into(),
        Outcome::Unknown(UnknownReason::NotFound) => "unknown, not found".into(),
        Outcome::Unknown(_) => "unknown".into(),
        Outcome::Done(_) | Outcome::Moved(_) | Outcome::NotStarted => {
            panic!("no word of a refund: {outcome:?}")
        }
    };
    let mut table = format!(
        "{:<5}{:<28}{:<28}{:<28}{}\n",
        "code", "reply", "query", "notice", "undo refused: refund"
    );
    for code in CODES.iter().map(|known| known.code).chain(["ZZ"]) {
        let reply = place(replied(&[("respCode", code)]));
        let query = place(queried(&[("origRespCode", code)]));
        let notice = place(told(&[("respCode", code)]).expect("reads").outcome);
        let undo = with(
            returned_answer(),
            &[("origRespCode", code), ("txnType", "31")],
        );
        let instead = match finish(&ask(RefundMethod::Undo), undo) {
            Outcome::Declined(no) if no.then == AfterDecline::OtherMethod => "instead",
            _ => "",
        };
        let line = format!("{code:<5}{reply:<28}{query:<28}{notice:<28}{instead}");
        writeln!(table, "{}", line.trim_end()).expect("writes to a string");
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_querys_own_code_is_no_verdict_on_the_refund() {
    assert_eq!(
        queried(&[("respCode", "34")]),
        Outcome::Unknown(UnknownReason::NotFound)
    );
    for code in ["03", "05", "10", "35", "36", "45", "64", "A6", "ZZ"] {
        let expected = Outcome::Unknown(UnknownReason::PendingCode(code.into()));
        assert_eq!(queried(&[("respCode", code)]), expected, "{code}");
    }
}

#[test]
fn silence_and_noise_are_unknown() {
    let good = raw_body(&sign_as(&KIT.leaf, returned_answer()));
    let refused = raw_body(&sign_as(
        &KIT.leaf,
        with(refund_echo(), &[("respCode", "36")]),
    ));
    for op in [
        Op::Refund(refund()),
        Op::Refund(undo(refund())),
        ask(RefundMethod::Refund),
    ] {
        let finish = |reply| finish_by(&channel(), &op, &reply, kit::NOW);
        assert_eq!(
            finish(HttpReply::NoReply),
            Outcome::Unknown(UnknownReason::NoReply)
        );
        for (status, bytes) in [(502, &good), (302, &good), (500, &refused)] {
            let bytes = bytes.as_bytes();
            let outcome = finish(reply(status, bytes));
            assert_eq!(
                outcome,
                Outcome::Unknown(UnknownReason::Http(status)),
                "{}",
                op.name()
            );
        }
        let unsigned = raw_body(&refund_echo());
        let bytes = unsigned.as_bytes();
        assert_eq!(
            finish(reply(200, bytes)),
            Outcome::Unknown(UnknownReason::BadSignature(SignatureFault::Absent))
        );
    }
}

#[test]
fn a_notice_of_a_refund_and_of_an_undo() {
    for (kind, sent_as) in [("04", RefundMethod::Refund), ("31", RefundMethod::Undo)] {
        let notice = told(&[("txnType", kind)]).expect("reads");
        assert_eq!(notice.about, NoticeAbout::Refund(sent_as));
        assert_eq!(notice.number, refund().request.number);
        assert_eq!(notice.time, Some(refund().request.time));
        assert_eq!(notice.amount, refund().request.amount);
        assert_eq!(notice.payment, Some(refund().payment));
        assert!(
            matches!(&notice.outcome, Outcome::Moved(Moved::Refund(r)) if r.amount == notice.amount)
        );
        let kept = ("origQryId".to_owned(), refund().payment);
        assert!(notice.record.contains(&kept));
    }
    let no = told(&[("respCode", "36")]).expect("reads").outcome;
    assert!(matches!(no, Outcome::Declined(d) if d.reason == DeclineReason::Other));
}

#[test]
fn what_is_no_notice_of_a_refund_is_refused() {
    for (field, value) in [
        ("txnType", "00"),
        ("orderId", ""),
        ("txnAmt", ""),
        ("txnAmt", "0"),
        ("currencyCode", "840"),
        ("queryId", ""),
        ("txnTime", "now"),
        ("origRespCode", "00"),
    ] {
        let refused = told(&[(field, value)]).expect_err("refused");
        assert_eq!(refused, NoticeError::NotOurs(field), "{field}={value}");
    }
}

/// Each character of both messages changed, and each field removed.
#[test]
fn any_one_character_changed_fails() {
    let channel = channel();
    let op = ask(RefundMethod::Refund);
    let answer = sign_as(&KIT.leaf, returned_answer());
    let notice = sign_as(
        &KIT.leaf,
        with(
            returned_answer(),
            &[("origRespCode", ""), ("origRespMsg", "")],
        ),
    );
    let read = |fields: &Map| {
        let body = raw_body(fields);
        let bytes = body.as_bytes();
        finish_by(&channel, &op, &reply(200, bytes), kit::NOW)
    };
    let heard = |fields: &Map| kit::notice(&channel, form_body(fields).as_bytes(), kit::NOW);
    assert!(matches!(read(&answer), Outcome::Moved(Moved::Refund(_))));
    assert!(heard(&notice).is_ok());
    let mut tried = 0;
    for (fields, is_notice) in [(&answer, false), (&notice, true)] {
        let check = |changed: &Map, what: &str| {
            if is_notice {
                assert!(heard(changed).is_err(), "{what}");
            } else {
                let outcome = read(changed);
                assert!(
                    matches!(outcome, Outcome::Unknown(_)),
                    "{what}: {outcome:?}"
                );
            }
        };
        for (name, value) in fields {
            for at in 0..value.chars().count() {
                let flip = |(i, c)| match c {
                    'A' if i == at => 'B',
                    _ if i == at => 'A',
                    c => c,
                };
                let altered: String = value.chars().enumerate().map(flip).collect();
                check(
                    &with(fields.clone(), &[(name, &altered)]),
                    &format!("{name} at {at}"),
                );
                tried += 1;
            }
            check(
                &with(fields.clone(), &[(name, "")]),
                &format!("{name} gone"),
            );
        }
    }
    assert!(tried > 3000, "{tried} places in two messages");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// For any signed values of the deciding fields, a refund has succeeded only if all
    /// of them are right.
    #[test]
    fn returned_only_when_all_fits(
        code in prop::sample::select(vec!["00", "A6", "05", "36", "34"]),
        orig in prop::sample::select(vec!["00", "A6", "04", "45", ""]),
        fen in prop::sample::select(vec!["2800", "2801", "28", ""]),
        kind in prop::sample::select(vec!["00", "01", "04", "31"]),
        payment in prop::sample::select(vec!["782606011200000674028", "78260601", ""]),
    ) {
        let outcome = queried(&[
            ("respCode", code), ("origRespCode", orig), ("txnAmt", fen),
            ("txnType", kind), ("origQryId", payment),
        ]);
        let fits = code == "00" && ["00", "A6"].contains(&orig) && fen == "2800"
            && ["00", "04"].contains(&kind) && payment != "78260601";
        prop_assert_eq!(matches!(outcome, Outcome::Moved(Moved::Refund(_))), fits, "{:?}", outcome);
        prop_assert!(!matches!(outcome, Outcome::Moved(Moved::Payment(_))));
    }

    #[test]
    fn no_reply_panics_or_returns(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let reply = reply(200, &bytes);
        let outcome = finish_by(&channel(), &ask(RefundMethod::Refund), &reply, kit::NOW);
        prop_assert!(matches!(outcome, Outcome::Unknown(_)));
    }
}
