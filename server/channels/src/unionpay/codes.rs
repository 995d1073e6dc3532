//! The response codes of UnionPay and their meaning for the money (wire facts
//! 1.11 [3], texts of ACP's appendix [M]).
//!
//! A code is a decline only if no money moved and none can still move. An
//! unknown code is [`CodeMeaning::Pending`]. ACP's own sample takes every code
//! but 00, A6, 03, 04 and 05 for a failure, but 42, 74 and 75 are sent after
//! the payer was charged.

use domain::attempt::DeclineReason as Reason;

/// The meaning of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeMeaning {
    /// `00`.
    Success,
    /// `A6`: a success that an operator should check.
    SuccessWithDefect,
    /// `70`: the payer has not begun. After the time to pay this means that
    /// nothing was paid.
    NotStarted,
    /// Accepted, and pending at the network or the bank: the money may move at
    /// any time.
    Waiting,
    /// Query again: the money may have moved or may still move.
    Pending,
    /// `34`: unknown transaction. Not a failure.
    NotFound,
    /// Declined, and no money moved, in any reply.
    Declined(Reason),
    /// Declined as the recorded result of a payment (`origRespCode`). In reply
    /// to the payment itself it may concern that message only, so query.
    DeclinedIfRecorded(Reason),
}

/// A response code with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseCode {
    /// The code, two characters.
    pub code: &'static str,
    /// Its meaning for the money.
    pub meaning: CodeMeaning,
    /// The network's text, shortened.
    pub note: &'static str,
}

const fn code(code: &'static str, meaning: CodeMeaning, note: &'static str) -> ResponseCode {
    ResponseCode {
        code,
        meaning,
        note,
    }
}

use CodeMeaning::{
    DeclinedIfRecorded, NotFound, NotStarted, Pending, Success, SuccessWithDefect, Waiting,
};

const fn declined(code_: &'static str, reason: Reason, note: &'static str) -> ResponseCode {
    code(code_, CodeMeaning::Declined(reason), note)
}

/// The table.
pub const CODES: &[ResponseCode] = &[
    code("00", Success, "done; in reply to a payment: accepted"),
    code(
        "01",
        DeclinedIfRecorded(Reason::Issuer),
        "failed, no reason given",
    ),
    declined("02", Reason::Other, "system not open"),
    code("03", Pending, "communication time-out: query"),
    code("04", Pending, "state not known: query"),
    code("05", Waiting, "accepted: query"),
    code("06", Pending, "busy: may have been taken in"),
    declined("10", Reason::Other, "format of the message"),
    declined("11", Reason::Other, "our signature"),
    code("12", Pending, "duplicate: the first one may have been paid"),
    declined("13", Reason::Other, "field missing"),
    declined("30", Reason::Issuer, "not passed, use another card"),
    declined("31", Reason::Unsupported, "merchant state"),
    declined("32", Reason::Unsupported, "no right to this transaction"),
    declined("33", Reason::LimitExceeded, "amount over the limit"),
    code("34", NotFound, "no such transaction"),
    code("35", Pending, "original transaction's state"),
    code("36", Pending, "differs from the original transaction"),
    code("37", Pending, "too many queries"),
    declined("38", Reason::Risk, "risk control of the network"),
    declined("39", Reason::Unsupported, "outside hours"),
    declined("40", Reason::NotEnrolled, "binding check failed"),
    code(
        "42",
        Pending,
        "charged, but after the time allowed: money moved",
    ),
    code(
        "43",
        DeclinedIfRecorded(Reason::Unsupported),
        "business or order state does not allow it",
    ),
    code(
        "44",
        DeclinedIfRecorded(Reason::Unsupported),
        "number wrong or business not opened",
    ),
    code("45", Pending, "already refunded or undone: money moved"),
    code("46", Pending, "already reversed: money moved"),
    code(
        "60",
        DeclinedIfRecorded(Reason::Issuer),
        "failed, ask the issuer",
    ),
    declined("61", Reason::WrongCard, "card number not valid"),
    declined(
        "62",
        Reason::Unsupported,
        "issuer does not serve this merchant",
    ),
    declined("63", Reason::CardState, "card state"),
    declined("64", Reason::InsufficientFunds, "balance too low"),
    declined("65", Reason::WrongCard, "PIN, expiry or CVN2 wrong"),
    declined("66", Reason::WrongIdentity, "identity or phone wrong"),
    declined("67", Reason::CardState, "PIN tries used up"),
    declined("68", Reason::Unsupported, "card cannot do this business"),
    declined("69", Reason::TimedOut, "the payer took too long"),
    code("70", NotStarted, "sent on, waiting for the payer"),
    declined("71", Reason::WrongCode, "SMS code wrong"),
    declined(
        "72",
        Reason::NotEnrolled,
        "not signed up for card-not-present payment",
    ),
    declined("73", Reason::CardState, "card expired"),
    code("74", Pending, "charged, posting not known: money moved"),
    code("75", Pending, "charged, posting failed: money moved"),
    declined("76", Reason::NotEnrolled, "has to be opened with the PIN"),
    declined(
        "77",
        Reason::NotEnrolled,
        "card not opened for online payment",
    ),
    declined("78", Reason::Issuer, "issuer restricts the card"),
    declined(
        "79",
        Reason::Unsupported,
        "issuer cannot send a code by SMS",
    ),
    declined("80", Reason::NotEnrolled, "token expired"),
    declined("81", Reason::LimitExceeded, "monthly limit"),
    declined("82", Reason::Unsupported, "PIN needed"),
    code("83", Waiting, "issuer is processing"),
    declined("85", Reason::Other, "promotion rule not met"),
    code("86", Pending, "QR state: it may have been paid"),
    code("87", Pending, "QR payment count: it may have been paid"),
    code("88", DeclinedIfRecorded(Reason::TimedOut), "no such QR"),
    declined(
        "89",
        Reason::NotEnrolled,
        "no such token, or its requestor not valid",
    ),
    declined("90", Reason::InsufficientFunds, "account balance too low"),
    declined("91", Reason::WrongIdentity, "authentication failed"),
    declined("92", Reason::Unsupported, "licence state"),
    declined("93", Reason::Unsupported, "licence state"),
    declined("94", Reason::Unsupported, "licence state"),
    declined("95", Reason::Unsupported, "licence state"),
    declined("96", Reason::Unsupported, "licence state"),
    code("99", DeclinedIfRecorded(Reason::Other), "general error"),
    code("A6", SuccessWithDefect, "success with a defect"),
];

/// The meaning of a code; [`CodeMeaning::Pending`] for an unknown one.
pub(super) fn meaning(code: &str) -> CodeMeaning {
    CODES
        .iter()
        .find(|known| known.code == code)
        .map_or(Pending, |known| known.meaning)
}

/// The meaning of a code for a refund or an undo. Four codes describe the
/// original payment: for a payment they may mean that money moved, for a refund
/// that this one moves none. (A repeated number of a refund is answered with
/// 12.)
pub(super) fn refund_meaning(code: &str) -> CodeMeaning {
    match code {
        "35" | "36" | "45" | "46" => CodeMeaning::Declined(Reason::Other),
        _ => meaning(code),
    }
}

/// True for the codes that decline an undo where a refund may still succeed,
/// under a number of its own: the clearing day is over, a part was refunded
/// before, the bank or the contract allows no undo, or it failed without a
/// reason. Not for 45 and 46: that money is refunded already.
pub(super) fn refund_instead(code: &str) -> bool {
    matches!(
        code,
        "01" | "32" | "35" | "36" | "39" | "43" | "44" | "60" | "62" | "68" | "78" | "99"
    )
}

#[cfg(test)]
mod tests {
    use super::{CODES, CodeMeaning, meaning, refund_instead, refund_meaning};
    use proptest::prelude::*;
    use std::fmt::Write;

    #[test]
    fn the_whole_table() {
        let mut table = String::new();
        for line in CODES {
            let shown = format!("{:?}", line.meaning);
            writeln!(table, "{} {shown:<34} {}", line.code, line.note).expect("writes to a string");
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn each_code_once_and_in_order() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn money_that_may_move_is_never_declined() {
        for code in [
            "03", "04", "05", "06", "12", "34", "35", "36", "37", "42", "45", "46", "70", "74",
            "75", "83", "86", "87", "14", "41", "98", "84", "97", "", "0", "000", "a6", "XX",
        ] {
            assert!(
                !matches!(
                    meaning(code),
                    CodeMeaning::Declined(_) | CodeMeaning::DeclinedIfRecorded(_)
                ),
                "{code}: {:?}",
                meaning(code)
            );
        }
    }

    #[test]
    fn a_refund_is_sent_instead_only_of_an_undo_that_moves_nothing() {
        for line in CODES.iter().filter(|line| refund_instead(line.code)) {
            assert!(
                matches!(
                    refund_meaning(line.code),
                    CodeMeaning::Declined(_) | CodeMeaning::DeclinedIfRecorded(_)
                ),
                "{}",
                line.code
            );
        }
        for code in ["00", "A6", "03", "05", "12", "34", "45", "46", "ZZ", ""] {
            assert!(!refund_instead(code), "{code}");
        }
    }

    /// Other codes may be pending, and a pending payment is not abandoned.
    #[test]
    fn only_70_means_that_the_payer_has_not_begun() {
        let not_started = CODES
            .iter()
            .filter(|l| l.meaning == CodeMeaning::NotStarted);
        assert_eq!(not_started.map(|l| l.code).collect::<Vec<_>>(), ["70"]);
        for code in ["05", "83"] {
            assert_eq!(meaning(code), CodeMeaning::Waiting, "{code}");
        }
    }

    proptest! {
        #[test]
        fn a_code_outside_the_table_is_pending(code in "\\PC{0,3}") {
            prop_assume!(CODES.iter().all(|known| known.code != code));
            prop_assert_eq!(meaning(&code), CodeMeaning::Pending);
        }
    }
}
