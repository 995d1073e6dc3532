//! Notices, genuine and forged.

use crate::kit::{self, KIT, Map, channel, form_body, paid_answer, sign_as, with};
use channels::{
    AfterDecline, Channel as _, Moved, Notice, NoticeAbout, NoticeError, Outcome, SignatureFault,
    UnknownReason,
};
use domain::attempt::DeclineReason;
use domain::money::Money;
use proptest::prelude::*;

/// A notice that [`kit::trade`] was paid by token.
fn told() -> Map {
    with(
        paid_answer(),
        &[
            ("bizType", "000902"),
            ("origRespCode", ""),
            ("origRespMsg", ""),
        ],
    )
}

fn read(fields: Map) -> Result<Notice, NoticeError> {
    kit::notice(
        &channel(),
        form_body(&sign_as(&KIT.leaf, fields)).as_bytes(),
        kit::NOW,
    )
}

#[test]
fn a_notice_of_a_payment() {
    let notice = read(told()).expect("reads");
    assert_eq!((notice.about, notice.payment), (NoticeAbout::Payment, None));
    assert_eq!(notice.number, "att01JXYZ0000000000000000001");
    assert_eq!(notice.time, Some(kit::NOW));
    assert_eq!(notice.account, "777290058167151");
    assert_eq!(notice.amount, Money::fen(12_800));
    assert!(
        matches!(&notice.outcome, Outcome::Moved(Moved::Payment(p)) if !p.defect && p.amount == notice.amount)
    );
    let answer = channel().acknowledge();
    assert_eq!((answer.status, answer.body), (200, b"ok".to_vec()));
}

#[test]
fn the_record_holds_no_secret() {
    let fields = with(
        told(),
        &[
            ("accNo", "6226388000000095"),
            ("tokenPayData", "{token=6235240000020837590}"),
        ],
    );
    let shown = format!("{:?}", read(fields).expect("reads"));
    assert!(!shown.contains("6226388000000095") && !shown.contains("6235240000020837590"));
    let record = read(told()).expect("reads").record;
    assert!(record.contains(&("accNo".into(), "622638******0095".into())));
    assert!(
        record
            .iter()
            .all(|(name, _)| name != "signature" && name != "signPubKeyCert")
    );
}

#[test]
fn codes_mean_in_a_notice_what_they_mean_elsewhere() {
    let outcome = |code, biz| {
        read(with(told(), &[("respCode", code), ("bizType", biz)]))
            .expect("reads")
            .outcome
    };
    assert!(matches!(outcome("A6", "000902"), Outcome::Moved(Moved::Payment(p)) if p.defect));
    assert!(matches!(outcome("64", "000902"), Outcome::Declined(d)
        if d.reason == DeclineReason::InsufficientFunds && d.then == AfterDecline::Final));
    assert!(
        matches!(outcome("64", "000201"), Outcome::Declined(d) if d.then == AfterDecline::PayerMayRetry)
    );
    for code in ["05", "83"] {
        assert_eq!(outcome(code, "000201"), Outcome::Waiting, "{code}");
    }
    assert_eq!(outcome("70", "000201"), Outcome::NotStarted);
    assert_eq!(outcome("70", "000902"), Outcome::Waiting);
    assert_eq!(
        outcome("34", "000902"),
        Outcome::Unknown(UnknownReason::NotFound)
    );
    for code in ["01", "03", "04", "42", "60", "ZZ"] {
        let expected = Outcome::Unknown(UnknownReason::PendingCode(code.into()));
        assert_eq!(outcome(code, "000902"), expected, "{code}");
    }
}

#[test]
fn what_is_no_notice_of_a_payment_is_refused() {
    let refused = |changes: &[(&str, &str)]| read(with(told(), changes)).expect_err("refused");
    let other = NoticeError::NotOurs;
    for kind in ["00", "02", "32", "77", "4", "99"] {
        assert_eq!(refused(&[("txnType", kind)]), other("txnType"), "{kind}");
    }
    assert_eq!(refused(&[("txnType", "")]), other("txnType"));
    assert_eq!(refused(&[("orderId", "")]), other("orderId"));
    assert_eq!(refused(&[("txnTime", "now")]), other("txnTime"));
    assert_eq!(refused(&[("txnAmt", "")]), other("txnAmt"));
    assert_eq!(refused(&[("txnAmt", "-5")]), other("txnAmt"));
    assert_eq!(refused(&[("currencyCode", "840")]), other("currencyCode"));
    assert_eq!(refused(&[("queryId", "")]), other("queryId"));
    assert_eq!(refused(&[("encoding", "GBK")]), NoticeError::NotUtf8);
    assert_eq!(refused(&[("encoding", "")]), NoticeError::NotUtf8);
}

#[test]
fn a_querys_answer_cannot_be_played_back_as_a_notice() {
    let failed = with(paid_answer(), &[("origRespCode", "64")]);
    assert_eq!(read(failed), Err(NoticeError::NotOurs("origRespCode")));
}

#[test]
fn a_forged_notice_is_refused() {
    let channel = channel();
    let good = sign_as(&KIT.leaf, told());
    let read = |fields: &Map| kit::notice(&channel, form_body(fields).as_bytes(), kit::NOW);
    for (name, value) in &good {
        let mut altered = value.clone();
        let last = altered.pop().expect("not empty");
        altered.push(if last == '1' { '2' } else { '1' });
        let fields = with(good.clone(), &[(name, &altered)]);
        assert!(read(&fields).is_err(), "{name} altered");
        assert!(
            read(&with(good.clone(), &[(name, "")])).is_err(),
            "{name} gone"
        );
    }
    assert_eq!(
        read(&sign_as(&KIT.merchant, told())),
        Err(NoticeError::Signature(SignatureFault::Name))
    );
    assert_eq!(
        read(&told()),
        Err(NoticeError::Signature(SignatureFault::Absent))
    );
    assert!(read(&good).is_ok());
}

#[test]
fn bodies_that_are_no_form() {
    let refused = |body: &[u8]| kit::notice(&channel(), body, kit::NOW).expect_err("refused");
    assert_eq!(refused(b""), NoticeError::Unreadable);
    assert_eq!(refused(b"{\"a\":1}"), NoticeError::Unreadable);
    assert_eq!(refused(b"a=1&a=2"), NoticeError::Unreadable);
    assert_eq!(refused(&vec![b'a'; 70_000]), NoticeError::Unreadable);
    assert_eq!(
        refused(b"encoding=GBK&respMsg=%B3%C9%B9%A6"),
        NoticeError::NotUtf8
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_panic_or_pass(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(kit::notice(&channel(), &bytes, kit::NOW).is_err());
    }
}
