//! The meaning of replies: only the signed reply to a query of this payment reports
//! success, and no reply after which money may move is a failure.

use crate::kit::{
    self, KIT, Map, card, channel, echo, finish, finish_by, holder, map, paid_answer, payment,
    raw_body, reply, sign_as, with,
};
use channels::unionpay::CODES;
use channels::{
    AfterDecline, CodeFor, Done, HttpReply, Moved, Op, Outcome, PayBy, PaymentMethod, Screen, Show,
    SignatureFault, UnknownReason,
};
use domain::attempt::DeclineReason;
use domain::card::CardKind;
use domain::money::Money;
use domain::secret::Secret;
use proptest::prelude::*;
use std::fmt::Write;

fn query() -> Op {
    Op::Query {
        payment: payment(),
        paid_by: PaymentMethod::Agreement,
    }
}

fn pay() -> Op {
    Op::Pay {
        payment: payment(),
        by: PayBy::Agreement {
            token: Secret::new("6235"),
            code: None,
        },
    }
}

fn queried(changes: &[(&str, &str)]) -> Outcome {
    finish(&query(), with(paid_answer(), changes))
}

fn mismatch(field: &'static str) -> Outcome {
    Outcome::Unknown(UnknownReason::Mismatch(field))
}

#[test]
fn a_query_that_fits_says_paid() {
    let Outcome::Moved(Moved::Payment(paid)) = queried(&[]) else {
        panic!("{:?}", queried(&[]))
    };
    assert_eq!(paid.network_id, "782606011200000674028");
    assert_eq!(paid.trace.as_deref(), Some("067402 0601120000"));
    assert_eq!(paid.settle_date.as_deref(), Some("0601"));
    assert_eq!(paid.amount, Money::fen(12_800));
    assert_eq!(paid.account.as_deref(), Some("622638******0095"));
    assert!(!paid.defect);
}

#[test]
fn a6_is_paid_with_a_mark() {
    let outcome = queried(&[("origRespCode", "A6")]);
    assert!(
        matches!(&outcome, Outcome::Moved(Moved::Payment(paid)) if paid.defect),
        "{outcome:?}"
    );
}

#[test]
fn a_whole_or_sealed_card_number_is_not_taken_in() {
    for account in ["6226388000000095", "dZRvehtDtCcBPbPBVJk+ezk==", "6226**"] {
        let outcome = queried(&[("accNo", account)]);
        assert!(
            matches!(&outcome, Outcome::Moved(Moved::Payment(p)) if p.account.is_none()),
            "{account}"
        );
    }
}

#[test]
fn an_answer_about_something_else_is_unknown() {
    assert_eq!(
        queried(&[("orderId", "att01JXYZ0000000000000000002")]),
        mismatch("orderId")
    );
    assert_eq!(queried(&[("orderId", "")]), mismatch("orderId"));
    assert_eq!(
        queried(&[("txnTime", "20260601120001")]),
        mismatch("txnTime")
    );
    assert_eq!(queried(&[("merId", "777290058167152")]), mismatch("merId"));
    assert_eq!(queried(&[("txnAmt", "1")]), mismatch("txnAmt"));
    assert_eq!(queried(&[("txnAmt", "012800")]), mismatch("txnAmt"));
    assert_eq!(queried(&[("txnAmt", "")]), mismatch("txnAmt"));
    assert_eq!(
        queried(&[("currencyCode", "840")]),
        mismatch("currencyCode")
    );
    assert_eq!(queried(&[("currencyCode", "")]), mismatch("currencyCode"));
    assert_eq!(queried(&[("txnType", "04")]), mismatch("txnType"));
    assert_eq!(queried(&[("origRespCode", "")]), mismatch("origRespCode"));
    assert_eq!(queried(&[("queryId", "")]), mismatch("queryId"));
}

#[test]
fn the_querys_own_code_is_no_verdict_on_the_payment() {
    assert_eq!(
        queried(&[("respCode", "34")]),
        Outcome::Unknown(UnknownReason::NotFound)
    );
    for code in ["03", "04", "05", "64", "37", "A6", "ZZ"] {
        let expected = Outcome::Unknown(UnknownReason::PendingCode(code.into()));
        assert_eq!(queried(&[("respCode", code)]), expected, "{code}");
    }
    assert_eq!(
        queried(&[("respCode", "")]),
        Outcome::Unknown(UnknownReason::PendingCode(String::new()))
    );
}

#[test]
fn silence_and_noise_are_unknown() {
    let channel = channel();
    let outcome = |status, bytes| finish_by(&channel, &query(), &reply(status, bytes), kit::NOW);
    assert_eq!(
        finish_by(&channel, &pay(), &HttpReply::NoReply, kit::NOW),
        Outcome::Unknown(UnknownReason::NoReply)
    );
    let good = raw_body(&sign_as(&KIT.leaf, paid_answer()));
    assert_eq!(
        outcome(502, good.as_bytes()),
        Outcome::Unknown(UnknownReason::Http(502))
    );
    assert_eq!(
        outcome(302, good.as_bytes()),
        Outcome::Unknown(UnknownReason::Http(302))
    );
    for noise in [
        "",
        "<html><body>Bad Gateway</body></html>",
        "{\"respCode\":\"00\"}",
        "a=1&a=1",
    ] {
        assert_eq!(
            outcome(200, noise.as_bytes()),
            Outcome::Unknown(UnknownReason::Unreadable),
            "{noise}"
        );
    }
    assert_eq!(
        outcome(200, b"respMsg=\xb3\xc9"),
        Outcome::Unknown(UnknownReason::Unreadable)
    );
    assert!(matches!(
        outcome(200, good.as_bytes()),
        Outcome::Moved(Moved::Payment(_))
    ));
    let wrapped = format!("{{{good}}}");
    assert!(
        matches!(
            outcome(200, wrapped.as_bytes()),
            Outcome::Moved(Moved::Payment(_))
        ),
        "wrapped in braces"
    );
}

#[test]
fn an_unsigned_or_altered_answer_is_unknown() {
    let read = |fields: &Map| {
        let body = raw_body(fields);
        finish_by(&channel(), &query(), &reply(200, body.as_bytes()), kit::NOW)
    };
    let bad = |fault| Outcome::Unknown(UnknownReason::BadSignature(fault));
    let good = sign_as(&KIT.leaf, paid_answer());
    assert_eq!(read(&paid_answer()), bad(SignatureFault::Absent));
    assert_eq!(
        read(&with(good.clone(), &[("signature", "")])),
        bad(SignatureFault::Absent)
    );
    assert_eq!(
        read(&with(good.clone(), &[("signPubKeyCert", "")])),
        bad(SignatureFault::Absent)
    );
    assert_eq!(
        read(&with(good.clone(), &[("txnAmt", "12801")])),
        bad(SignatureFault::Digest)
    );
    assert_eq!(
        read(&with(good.clone(), &[("extra", "1")])),
        bad(SignatureFault::Digest)
    );
    assert_eq!(
        read(&with(good.clone(), &[("settleDate", "")])),
        bad(SignatureFault::Digest)
    );
    assert_eq!(
        read(&with(good, &[("signature", "AAAA")])),
        bad(SignatureFault::Digest)
    );
    // Signed as in the older version of the protocol, with SHA-1.
    for change in [("version", "5.0.0"), ("signMethod", "11")] {
        let fields = sign_as(&KIT.leaf, with(paid_answer(), &[change]));
        assert_eq!(read(&fields), bad(SignatureFault::Absent), "{change:?}");
    }
}

#[test]
fn a_payment_is_accepted_before_it_is_paid() {
    assert_eq!(finish(&pay(), paid_answer()), Outcome::Waiting);
    assert_eq!(
        finish(&pay(), with(echo(), &[("respCode", "05")])),
        Outcome::Waiting
    );
}

#[test]
fn a_decline_on_the_networks_page_may_be_tried_again_until_it_expires() {
    let declined = with(paid_answer(), &[("origRespCode", "64")]);
    let may_retry = |paid_by, late_s: i64| {
        let op = Op::Query {
            payment: payment(),
            paid_by,
        };
        let body = raw_body(&sign_as(&KIT.leaf, declined.clone()));
        let now = kit::NOW.plus_s(late_s);
        match finish_by(&channel(), &op, &reply(200, body.as_bytes()), now) {
            Outcome::Declined(declined) => {
                assert_eq!(declined.reason, DeclineReason::InsufficientFunds);
                declined.then == AfterDecline::PayerMayRetry
            }
            other => panic!("{other:?}"),
        }
    };
    assert!(!may_retry(PaymentMethod::Agreement, 0));
    assert!(may_retry(PaymentMethod::BankPage, 0));
    assert!(may_retry(PaymentMethod::Qr, 900));
    assert!(!may_retry(PaymentMethod::Qr, 901));
}

/// Only code 70, and only of a page or a QR code, means that the payer has not begun.
/// 05, 83 and a payment by token are pending.
#[test]
fn in_work_is_not_with_the_payer() {
    for paid_by in [
        PaymentMethod::BankPage,
        PaymentMethod::Qr,
        PaymentMethod::Agreement,
    ] {
        let op = Op::Query {
            payment: payment(),
            paid_by,
        };
        let asked = |code| finish(&op, with(paid_answer(), &[("origRespCode", code)]));
        for code in ["05", "83"] {
            assert_eq!(asked(code), Outcome::Waiting, "{code} {paid_by:?}");
        }
        let begun = if paid_by == PaymentMethod::Agreement {
            Outcome::Waiting
        } else {
            Outcome::NotStarted
        };
        assert_eq!(asked("70"), begun, "{paid_by:?}");
    }
}

/// Each code of the table, and an unknown one, in each kind of reply.
#[test]
fn every_code_in_every_place() {
    let place = |outcome: Outcome| match outcome {
        Outcome::Declined(declined) => format!("declined {:?}", declined.reason),
        Outcome::Moved(Moved::Payment(paid)) => {
            format!("paid{}", if paid.defect { ", defect" } else { "" })
        }
        Outcome::Done(_) => "done".into(),
        Outcome::Moved(_) => panic!("no word of a payment: {outcome:?}"),
        Outcome::NotStarted => "with the payer".into(),
        Outcome::Waiting => "waiting".into(),
        Outcome::Unknown(UnknownReason::NotFound) => "unknown, not found".into(),
        Outcome::Unknown(_) => "unknown".into(),
    };
    let sms = Op::SendCode {
        payment: payment(),
        to: CodeFor::Paying(Secret::new("6235")),
        phone: holder().phone,
    };
    let mut table = format!("{:<5}{:<28}{:<28}{}\n", "code", "pay", "query", "sms");
    for code in CODES.iter().map(|known| known.code).chain(["ZZ"]) {
        let paid = finish(&pay(), with(echo(), &[("respCode", code)]));
        let found = queried(&[("origRespCode", code)]);
        let sent = finish(&sms, with(echo(), &[("respCode", code)]));
        let (paid, found, sent) = (place(paid), place(found), place(sent));
        writeln!(table, "{code:<5}{paid:<28}{found:<28}{sent}").expect("writes to a string");
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_signed_agreement_brings_its_token() {
    let open = Op::Sign {
        payment: payment(),
        card: card(),
        holder: holder(),
        code: Secret::new("1"),
    };
    let group = "{token=6235240000020837590&trId=62000000001&tokenLevel=80\
                 &tokenBegin=20260601120000&tokenEnd=20310601120000&tokenType=01}";
    let reply = with(
        echo(),
        &[
            ("tokenPayData", group),
            ("payCardType", "02"),
            ("accNo", "6226****0095"),
        ],
    );
    let outcome = finish(&open, reply.clone());
    let Outcome::Done(Done::Signed(signed)) = &outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(signed.token, Secret::new("6235240000020837590"));
    assert_eq!(signed.card_kind, Some(CardKind::Credit));
    assert!(
        !format!("{outcome:?}").contains("62352400"),
        "a token is not for logs"
    );

    assert_eq!(
        finish(&open, with(reply, &[("tokenPayData", "")])),
        mismatch("tokenPayData")
    );
}

#[test]
fn a_qr_is_an_address_or_nothing() {
    let op = Op::Pay {
        payment: payment(),
        by: PayBy::Qr,
    };
    let code = "https://qr.95516.com/00010000/62011234567890123456789012345678";
    let reply = with(echo(), &[("qrCode", code)]);
    assert_eq!(
        finish(&op, reply),
        Outcome::Done(Done::Show(Show::Qr(code.into())))
    );
    for odd in [
        "",
        "javascript:alert(1)",
        "https://",
        &format!("https://x/{}", "y".repeat(300)),
    ] {
        assert_eq!(
            finish(&op, with(echo(), &[("qrCode", odd)])),
            mismatch("qrCode"),
            "{odd}"
        );
    }
}

#[test]
fn steps_without_money_say_done() {
    let sms = Op::SendCode {
        payment: payment(),
        to: CodeFor::Signing(card()),
        phone: holder().phone,
    };
    assert_eq!(finish(&sms, echo()), Outcome::Done(Done::CodeSent));
    let remove = Op::RemoveAgreement {
        request: payment().request,
        token: Secret::new("6235"),
    };
    assert_eq!(finish(&remove, echo()), Outcome::Done(Done::Removed));
    let front = Op::Pay {
        payment: payment(),
        by: PayBy::BankPage {
            bank: None,
            screen: Screen::Pc,
        },
    };
    assert_eq!(
        finish(&front, echo()),
        Outcome::Waiting,
        "the browser's word is no word"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_reply_panics_or_pays(status in 100_u16..600, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let outcome = finish_by(&channel(), &query(), &reply(status, &bytes), kit::NOW);
        prop_assert!(matches!(outcome, Outcome::Unknown(_)));
    }

    #[test]
    fn no_change_to_a_signed_reply_pays(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut body = raw_body(&sign_as(&KIT.leaf, map(&[
            ("respCode", "00"), ("version", "5.1.0"), ("signMethod", "01"),
        ]).into_iter().chain(paid_answer()).collect())).into_bytes();
        let at = at.index(body.len());
        prop_assume!(body[at] != to);
        body[at] = to;
        let outcome = finish_by(&channel(), &query(), &reply(200, &body), kit::NOW);
        prop_assert!(matches!(outcome, Outcome::Unknown(_)), "{at}: {outcome:?}");
    }
}
