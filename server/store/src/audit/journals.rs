//! Questions about all journals, whatever they book: each balances in each
//! book, is complete, and names accounts that exist.

use super::Question;
use crate::error::Error;
use crate::row::Row;
use domain::channel_id::ChannelId;
use domain::ids::MerchantId;
use domain::ledger::{Account, PostingKind};

pub(super) fn questions() -> Vec<Question> {
    vec![
        Question::new(
            "trial_balance",
            "all lines of a book and currency add up to zero",
            "SELECT 'all lines of the ' || book || ' book' AS what, CAST(0 AS BIGINT) AS expected,
                    CAST(SUM(amount) AS BIGINT) AS found, currency
             FROM journal_lines GROUP BY book, currency HAVING SUM(amount) <> 0",
        ),
        Question::new(
            "journal_balances",
            "the lines of a journal add up to zero in each book",
            "SELECT reference || ' in the ' || book || ' book' AS what, CAST(0 AS BIGINT) AS expected,
                    CAST(SUM(amount) AS BIGINT) AS found, currency
             FROM journal_lines GROUP BY reference, book, currency HAVING SUM(amount) <> 0 LIMIT 101",
        ),
        Question::new(
            "journal_has_lines",
            "a journal has at least two lines",
            "SELECT j.reference || ' has ' || CAST(COUNT(l.account) AS TEXT) AS what,
                    CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
             FROM journals j LEFT JOIN journal_lines l ON l.reference = j.reference
             GROUP BY j.reference HAVING COUNT(l.account) < 2 LIMIT 101",
        ),
        Question::new(
            "line_has_its_journal",
            "no line is an orphan",
            "SELECT l.reference || ' ' || l.account AS what, CAST(0 AS BIGINT) AS expected, l.amount AS found, l.currency
             FROM journal_lines l LEFT JOIN journals j ON j.reference = l.reference
             WHERE j.reference IS NULL LIMIT 101",
        ),
        Question {
            judge: Some(is_no_account),
            ..Question::new(
                "account_exists",
                "accounts are a closed set, each of one book",
                "SELECT a.account || COALESCE(' in the ' || a.book || ' book', '') AS what,
                        CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency,
                        a.account, a.book, m.id AS merchant, c.channel
                 FROM (SELECT DISTINCT account, book FROM journal_lines
                       UNION SELECT account, CAST(NULL AS TEXT) FROM balances) AS a
                 LEFT JOIN merchants m ON m.id = CASE WHEN a.account LIKE 'payable:%' THEN SUBSTR(a.account, 9)
                                                      WHEN a.account LIKE 'payout:%' THEN SUBSTR(a.account, 8) END
                 LEFT JOIN (SELECT DISTINCT channel FROM merchant_accounts) AS c ON 'clearing:' || c.channel = a.account",
            )
        },
        Question::new(
            "reference_fits",
            "a journal's reference says its kind and subject",
            reference_fits(),
        ),
    ]
}

/// True where a row of `account_exists` is none of the ledger's accounts, is in
/// another book, or is of an unknown merchant or of a channel at which no
/// merchant has an account.
fn is_no_account(row: &Row) -> Result<bool, Error> {
    let (book, merchant) = (row.maybe_text("book")?, row.maybe_text("merchant")?);
    let Some(account) = Account::parse(&row.text("account")?) else {
        return Ok(true);
    };
    let in_its_book = book.is_none_or(|book| book == account.book().name());
    let of_known = merchant.as_deref() == account.merchant().map(MerchantId::as_str)
        && row.maybe_text("channel")?.as_deref() == account.channel().map(ChannelId::as_str);
    Ok(!in_its_book || !of_known)
}

/// Compares each reference with the form of its kind.
fn reference_fits() -> String {
    let forms = PostingKind::ALL.iter().map(|kind| {
        let form = kind.form();
        format!(
            "WHEN '{}' THEN '{}' || subject || '{}'",
            form.kind, form.before, form.after
        )
    });
    let forms = forms.collect::<Vec<_>>().join(" ");
    format!(
        "SELECT reference || ' is of kind ' || kind || ' about ' || subject AS what,
                CAST(NULL AS BIGINT) AS expected, CAST(NULL AS BIGINT) AS found, CAST(NULL AS TEXT) AS currency
         FROM journals WHERE reference <> CASE kind {forms} ELSE '' END LIMIT 101"
    )
}
