//! The error codes of WeChat Pay and their meaning for the money, by operation.
//!
//! Sources: the error lists of each API [O]; the spellings without underscores
//! are of older lists.
//!
//! An order moves no money by itself: the payer pays with the QR code, which
//! only a reply of success contains. So a code that refuses an order is a
//! decline, unless it says that the number was used before. A refund moves money
//! at once, so only codes whose list says "the refund request has failed", and
//! those of messages that cannot be processed, decline it. An unknown code is
//! [`CodeMeaning::Pending`].

use domain::attempt::DeclineReason as Reason;

/// The meaning of a code in reply to one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeMeaning {
    /// Query: money may have moved or may still move, or nothing is said of it.
    Pending,
    /// There is no such order or refund. Not a failure.
    NotFound,
    /// The order is closed already.
    Closed,
    /// Declined, and no money moves.
    Declined(Reason),
}

/// An error code with its meaning for each operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// The code.
    pub code: &'static str,
    /// In reply to an order.
    pub order: CodeMeaning,
    /// In reply to the query of an order.
    pub query: CodeMeaning,
    /// In reply to closing an order.
    pub close: CodeMeaning,
    /// In reply to a refund.
    pub refund: CodeMeaning,
    /// In reply to the query of a refund.
    pub query_refund: CodeMeaning,
    /// The network's text, shortened.
    pub note: &'static str,
}

use CodeMeaning::{Closed, Declined, NotFound, Pending};

/// A code after which every operation is queried.
const fn pending(code: &'static str, note: &'static str) -> ErrorCode {
    ErrorCode {
        code,
        order: Pending,
        query: Pending,
        close: Pending,
        refund: Pending,
        query_refund: Pending,
        note,
    }
}

const fn order(code: &'static str, reason: Reason, note: &'static str) -> ErrorCode {
    ErrorCode {
        order: Declined(reason),
        ..pending(code, note)
    }
}

const fn refund(code: &'static str, reason: Reason, note: &'static str) -> ErrorCode {
    ErrorCode {
        refund: Declined(reason),
        ..pending(code, note)
    }
}

const fn both(code: &'static str, reason: Reason, note: &'static str) -> ErrorCode {
    ErrorCode {
        order: Declined(reason),
        ..refund(code, reason, note)
    }
}

const fn closed(code: &'static str, note: &'static str) -> ErrorCode {
    ErrorCode {
        close: Closed,
        ..pending(code, note)
    }
}

const fn no_order(code: &'static str, note: &'static str) -> ErrorCode {
    ErrorCode {
        query: NotFound,
        close: NotFound,
        refund: NotFound,
        ..pending(code, note)
    }
}

/// The table.
pub const CODES: &[ErrorCode] = &[
    order("ACCOUNTERROR", Reason::Other, "payer's account"),
    order("ACCOUNT_ERROR", Reason::Other, "payer's account"),
    order(
        "APPID_MCHID_NOT_MATCH",
        Reason::Unsupported,
        "appid not bound to mchid",
    ),
    pending("BANKERROR", "bank's system"),
    pending("BANK_ERROR", "bank's system"),
    pending(
        "FREQUENCY_LIMITED",
        "too many requests: a refund's state is not known",
    ),
    refund(
        "INVALID_REQUEST",
        Reason::Other,
        "against a rule; an order: number used with other content, or paid",
    ),
    pending("INVALID_TRANSACTIONID", "no such payment id"),
    both("MCH_NOT_EXISTS", Reason::Unsupported, "no such merchant"),
    both("NOAUTH", Reason::Unsupported, "no right to this"),
    both(
        "NOTENOUGH",
        Reason::InsufficientFunds,
        "balance too low; of a refund: the merchant's",
    ),
    both(
        "NOT_ENOUGH",
        Reason::InsufficientFunds,
        "balance too low; of a refund: the merchant's",
    ),
    both("NO_AUTH", Reason::Unsupported, "no right to this"),
    order("OPENID_MISMATCH", Reason::Other, "openid not of this appid"),
    closed("ORDERCLOSED", "order is closed"),
    no_order("ORDERNOTEXIST", "no such order"),
    pending("ORDERPAID", "order is paid: money moved"),
    closed("ORDER_CLOSED", "order is closed"),
    no_order("ORDER_NOT_EXIST", "no such order"),
    pending("ORDER_PAID", "order is paid: money moved"),
    pending("OUT_TRADE_NO_USED", "number used before: it may be paid"),
    both("PARAM_ERROR", Reason::Other, "format of the message"),
    pending("RATELIMIT_EXCEEDED", "too many requests"),
    order("REQUEST_BLOCKED", Reason::Risk, "blocked by risk control"),
    ErrorCode {
        refund: NotFound,
        query_refund: NotFound,
        ..pending("RESOURCE_NOT_EXISTS", "no such payment or refund")
    },
    order("RULELIMIT", Reason::LimitExceeded, "limit of the business"),
    order("RULE_LIMIT", Reason::LimitExceeded, "limit of the business"),
    pending("SERVICE_UNAVAILABLE", "busy: may have been taken in"),
    pending("SIGN_ERROR", "our signature; the reply is not signed"),
    pending("SYSTEMERROR", "system error: same message again"),
    pending("SYSTEM_ERROR", "system error: same message again"),
    order("TRADE_ERROR", Reason::Other, "refused for the business"),
    pending("USERPAYING", "payer is entering the password"),
    refund(
        "USER_ACCOUNT_ABNORMAL",
        Reason::Other,
        "payer's account is closed",
    ),
    pending("USER_PAYING", "payer is entering the password"),
];

/// The meaning of a code; pending for an unknown one.
pub(super) fn lookup(code: &str) -> ErrorCode {
    let known = CODES.iter().find(|known| known.code == code);
    known.copied().unwrap_or(pending("", "unknown"))
}

#[cfg(test)]
mod tests {
    use super::{CODES, CodeMeaning, lookup};
    use proptest::prelude::*;
    use std::fmt::Write;

    #[test]
    fn the_whole_table() {
        let show = |meaning: CodeMeaning| match meaning {
            CodeMeaning::Pending => String::from("-"),
            CodeMeaning::Declined(reason) => format!("{reason:?}"),
            other => format!("{other:?}"),
        };
        let row = |cells: [&str; 7]| {
            let [code, order, query, close, refund, query_refund, note] = cells;
            format!(
                "{code:<23}{order:<19}{query:<10}{close:<10}{refund:<19}{query_refund:<14}{note}"
            )
        };
        let names = [
            "code",
            "order",
            "query",
            "close",
            "refund",
            "query refund",
            "note",
        ];
        let mut table = row(names) + "\n";
        for line in CODES {
            let order = [line.order, line.query, line.close].map(show);
            let refund = [line.refund, line.query_refund].map(show);
            let shown = row([
                line.code, &order[0], &order[1], &order[2], &refund[0], &refund[1], line.note,
            ]);
            writeln!(table, "{shown}").expect("writes to a string");
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
            "ORDERPAID",
            "ORDER_PAID",
            "OUT_TRADE_NO_USED",
            "SYSTEM_ERROR",
            "BANK_ERROR",
            "FREQUENCY_LIMITED",
            "USERPAYING",
            "",
            "SUCCESS",
            "order_paid",
            "NEW_CODE",
        ] {
            let line = lookup(code);
            for meaning in [
                line.order,
                line.query,
                line.close,
                line.refund,
                line.query_refund,
            ] {
                assert_eq!(meaning, CodeMeaning::Pending, "{code}");
            }
        }
        assert_eq!(lookup("INVALID_REQUEST").order, CodeMeaning::Pending);
        assert_eq!(lookup("ORDER_CLOSED").order, CodeMeaning::Pending);
    }

    /// A query that fails says nothing of the payment or refund.
    #[test]
    fn a_query_declines_nothing() {
        for line in CODES {
            for meaning in [line.query, line.query_refund, line.close] {
                assert!(
                    !matches!(meaning, CodeMeaning::Declined(_)),
                    "{}",
                    line.code
                );
            }
        }
    }

    /// Old and new spellings of a code mean the same.
    #[test]
    fn underscores_change_nothing() {
        for line in CODES {
            let plain = line.code.replace('_', "");
            let other = lookup(&plain);
            if other.code == plain {
                let meanings = (other.order, other.query, other.close, other.refund);
                assert_eq!(
                    meanings,
                    (line.order, line.query, line.close, line.refund),
                    "{plain}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn a_code_outside_the_table_is_pending(code in "[A-Z_]{0,12}") {
            prop_assume!(CODES.iter().all(|known| known.code != code));
            let line = lookup(&code);
            prop_assert_eq!((line.order, line.refund), (CodeMeaning::Pending, CodeMeaning::Pending));
        }
    }
}
