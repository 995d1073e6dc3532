//! Every response code we know, with what it means for money.
//!
//! One table (wire facts 1.11 [3], texts of ACP's appendix [M]). The
//! question at each line: may the money have moved, or yet move? A code that
//! is not in the table is [`CodeMeaning::Pending`].
//!
//! ACP's own sample calls every code but 00, A6, 03, 04, 05 a failure. We
//! are narrower, because codes were added since and because some say the
//! opposite: 42, 74 and 75 are sent *after* the payer was charged.

use crate::outcome::DeclineReason as Reason;

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeMeaning {
    /// `00`.
    Success,
    /// `A6`: a success that a person should look at.
    SuccessWithDefect,
    /// `70`: sent on to the payer, who has not begun. The one code that, once
    /// the time to pay is over, means that nothing was paid.
    WithPayer,
    /// Taken in, and in work at the network or the bank: the money may move at
    /// any time.
    Waiting,
    /// Ask again: the money may have moved or may yet move.
    Pending,
    /// `34`: no such transaction. Not a failure.
    NotFound,
    /// No, and no money moved, whichever message says it.
    No(Reason),
    /// No as the *recorded* result of a payment (`origRespCode`), but in
    /// reply to the payment itself it may speak of this message only: ask.
    NoOnceRecorded(Reason),
}

/// A code with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Two characters, as on the wire.
    pub code: &'static str,
    /// What it means for money.
    pub verdict: CodeMeaning,
    /// What the network says, in short.
    pub note: &'static str,
}

const fn code(code: &'static str, verdict: CodeMeaning, note: &'static str) -> Code {
    Code {
        code,
        verdict,
        note,
    }
}

use CodeMeaning::{
    NoOnceRecorded, NotFound, Pending, Success, SuccessWithDefect, Waiting, WithPayer,
};

const fn no(code_: &'static str, reason: Reason, note: &'static str) -> Code {
    code(code_, CodeMeaning::No(reason), note)
}

/// The table.
pub const CODES: &[Code] = &[
    code("00", Success, "done; in reply to a payment: accepted"),
    code(
        "01",
        NoOnceRecorded(Reason::IssuerRefused),
        "failed, no reason given",
    ),
    no("02", Reason::Other, "system not open"),
    code("03", Pending, "communication time-out: query"),
    code("04", Pending, "state not known: query"),
    code("05", Waiting, "accepted: query"),
    code("06", Pending, "busy: may have been taken in"),
    no("10", Reason::Other, "format of the message"),
    no("11", Reason::Other, "our signature"),
    code("12", Pending, "duplicate: the first one may have been paid"),
    no("13", Reason::Other, "field missing"),
    no("30", Reason::IssuerRefused, "not passed, use another card"),
    no("31", Reason::Unsupported, "merchant state"),
    no("32", Reason::Unsupported, "no right to this transaction"),
    no("33", Reason::LimitExceeded, "amount over the limit"),
    code("34", NotFound, "no such transaction"),
    code("35", Pending, "original transaction's state"),
    code("36", Pending, "differs from the original transaction"),
    code("37", Pending, "too many queries"),
    no("38", Reason::RiskRefused, "risk control of the network"),
    no("39", Reason::Unsupported, "outside hours"),
    no("40", Reason::NotEnrolled, "binding check failed"),
    code(
        "42",
        Pending,
        "charged, but after the time allowed: money moved",
    ),
    code(
        "43",
        NoOnceRecorded(Reason::Unsupported),
        "business or order state does not allow it",
    ),
    code(
        "44",
        NoOnceRecorded(Reason::Unsupported),
        "number wrong or business not opened",
    ),
    code("45", Pending, "already refunded or undone: money moved"),
    code("46", Pending, "already reversed: money moved"),
    code(
        "60",
        NoOnceRecorded(Reason::IssuerRefused),
        "failed, ask the issuer",
    ),
    no("61", Reason::WrongCardData, "card number not valid"),
    no(
        "62",
        Reason::Unsupported,
        "issuer does not serve this merchant",
    ),
    no("63", Reason::CardState, "card state"),
    no("64", Reason::InsufficientFunds, "balance too low"),
    no("65", Reason::WrongCardData, "PIN, expiry or CVN2 wrong"),
    no("66", Reason::WrongIdentity, "identity or phone wrong"),
    no("67", Reason::CardState, "PIN tries used up"),
    no("68", Reason::Unsupported, "card cannot do this business"),
    no("69", Reason::Closed, "the payer took too long"),
    code("70", WithPayer, "sent on, waiting for the payer"),
    no("71", Reason::WrongCode, "SMS code wrong"),
    no(
        "72",
        Reason::NotEnrolled,
        "not signed up for card-not-present payment",
    ),
    no("73", Reason::CardState, "card expired"),
    code("74", Pending, "charged, posting not known: money moved"),
    code("75", Pending, "charged, posting failed: money moved"),
    no("76", Reason::NotEnrolled, "has to be opened with the PIN"),
    no(
        "77",
        Reason::NotEnrolled,
        "card not opened for online payment",
    ),
    no("78", Reason::IssuerRefused, "issuer restricts the card"),
    no(
        "79",
        Reason::Unsupported,
        "issuer cannot send a code by SMS",
    ),
    no("80", Reason::NotEnrolled, "token expired"),
    no("81", Reason::LimitExceeded, "monthly limit"),
    no("82", Reason::Unsupported, "PIN needed"),
    code("83", Waiting, "issuer is processing"),
    no("85", Reason::Other, "promotion rule not met"),
    code("86", Pending, "QR state: it may have been paid"),
    code("87", Pending, "QR payment count: it may have been paid"),
    code("88", NoOnceRecorded(Reason::Closed), "no such QR"),
    no(
        "89",
        Reason::NotEnrolled,
        "no such token, or its requestor not valid",
    ),
    no("90", Reason::InsufficientFunds, "account balance too low"),
    no("91", Reason::WrongIdentity, "authentication failed"),
    no("92", Reason::Unsupported, "licence state"),
    no("93", Reason::Unsupported, "licence state"),
    no("94", Reason::Unsupported, "licence state"),
    no("95", Reason::Unsupported, "licence state"),
    no("96", Reason::Unsupported, "licence state"),
    code("99", NoOnceRecorded(Reason::Other), "general error"),
    code("A6", SuccessWithDefect, "success with a defect"),
];

/// The meaning of a code; [`CodeMeaning::Pending`] for one we do not know.
pub(super) fn verdict(code: &str) -> CodeMeaning {
    CODES
        .iter()
        .find(|known| known.code == code)
        .map_or(Pending, |known| known.verdict)
}

/// The meaning of a code where it speaks of a refund or an undo. Four codes
/// speak of the payment behind it: to a payment they may mean that money
/// moved, to a refund they mean that this one moves none (the number of a
/// refund that was taken in before answers 12).
pub(super) fn verdict_of_refund(code: &str) -> CodeMeaning {
    match code {
        "35" | "36" | "45" | "46" => CodeMeaning::No(Reason::Other),
        _ => verdict(code),
    }
}

/// True for the codes that refuse an undo for what it is: the clearing day
/// is over, a part went back before, the bank or the merchant's contract
/// knows no undo, or it failed there without a reason. A refund (under a
/// number of its own) may still do it. Not for 45 and 46: that money is back
/// already.
pub fn refund_instead(code: &str) -> bool {
    matches!(
        code,
        "01" | "32" | "35" | "36" | "39" | "43" | "44" | "60" | "62" | "68" | "78" | "99"
    )
}

#[cfg(test)]
mod tests {
    use super::{CODES, CodeMeaning, refund_instead, verdict, verdict_of_refund};
    use proptest::prelude::*;
    use std::fmt::Write;

    #[test]
    fn the_whole_table() {
        let mut table = String::new();
        for line in CODES {
            let shown = format!("{:?}", line.verdict);
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
                    verdict(code),
                    CodeMeaning::No(_) | CodeMeaning::NoOnceRecorded(_)
                ),
                "{code}: {:?}",
                verdict(code)
            );
        }
    }

    #[test]
    fn a_refund_is_sent_instead_only_of_an_undo_that_moves_nothing() {
        for line in CODES.iter().filter(|line| refund_instead(line.code)) {
            assert!(
                matches!(
                    verdict_of_refund(line.code),
                    CodeMeaning::No(_) | CodeMeaning::NoOnceRecorded(_)
                ),
                "{}",
                line.code
            );
        }
        for code in ["00", "A6", "03", "05", "12", "34", "45", "46", "ZZ", ""] {
            assert!(!refund_instead(code), "{code}");
        }
    }

    /// The rest may be in work, and an order in work is not left or let go.
    #[test]
    fn only_70_says_that_nobody_has_begun() {
        let with_payer = CODES.iter().filter(|l| l.verdict == CodeMeaning::WithPayer);
        assert_eq!(with_payer.map(|l| l.code).collect::<Vec<_>>(), ["70"]);
        for code in ["05", "83"] {
            assert_eq!(verdict(code), CodeMeaning::Waiting, "{code}");
        }
    }

    proptest! {
        #[test]
        fn a_code_outside_the_table_is_pending(code in "\\PC{0,3}") {
            prop_assume!(CODES.iter().all(|known| known.code != code));
            prop_assert_eq!(verdict(&code), CodeMeaning::Pending);
        }
    }
}
