//! The ledger: journals, their lines, and the balances they add up to.
//!
//! A journal is written once for its reference: the same again is nothing,
//! another content is a fault. Its balances move in the same transaction.
//! The database itself refuses what does not balance and whatever would
//! change or delete a line (migration 3).

use super::dialect::Dialect;
use super::{Arg, Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::ledger::{Journal, JournalLine};

/// A statement for each number of lines there may be, because the database
/// looks at the lines of one statement together.
type ByLines = [&'static str; Journal::LINES_MAX - 1];

macro_rules! lines {
    ($rows:literal) => {
        concat!(
            "INSERT INTO journal_lines (reference, account, currency, amount) VALUES ",
            $rows,
            " ON CONFLICT (reference, account, currency) DO NOTHING"
        )
    };
}

const LINES: ByLines = [
    lines!("($1, $2, $3, $4), ($1, $5, $6, $7)"),
    lines!("($1, $2, $3, $4), ($1, $5, $6, $7), ($1, $8, $9, $10)"),
    lines!("($1, $2, $3, $4), ($1, $5, $6, $7), ($1, $8, $9, $10), ($1, $11, $12, $13)"),
];

macro_rules! balances {
    ($shard:literal; $first:literal $(, $row:literal)*) => {
        concat!(
            "INSERT INTO balances (account, currency, amount, shard) VALUES (", $first, ", ", $shard, ")",
            $(", (", $row, ", ", $shard, ")",)*
            " ON CONFLICT (account, currency, shard) DO UPDATE SET amount = balances.amount + excluded.amount"
        )
    };
    ($shard:literal) => {
        [
            balances!($shard; "$1, $2, $3", "$4, $5, $6"),
            balances!($shard; "$1, $2, $3", "$4, $5, $6", "$7, $8, $9"),
            balances!($shard; "$1, $2, $3", "$4, $5, $6", "$7, $8, $9", "$10, $11, $12"),
        ]
    };
}

/// One writer, one shard.
const ALONE: ByLines = balances!("0");
/// Each connection keeps a shard of its own, so that writers side by side
/// never wait for each other's balances.
const SIDE_BY_SIDE: ByLines = balances!("CAST(pg_backend_pid() % 64 AS BIGINT)");

/// Writes a journal and moves its balances.
///
/// # Errors
/// A [`Fault`] when its reference has another content already: two events
/// were taken for one, and neither may be believed.
pub(crate) async fn post(tx: &mut Tx, journal: &Journal, now: At) -> Result<(), Error> {
    let lines = journal.lines();
    let text = lines.len() - 2;
    let reference = journal.reference().to_string();
    let mut values = args![&reference];
    values.extend(lines.iter().flat_map(values_of));
    let fresh = tx.run(LINES[text], values).await?;
    if usize::try_from(fresh) != Ok(lines.len()) {
        return known(tx, journal, &reference).await;
    }
    tx.run(
        "INSERT INTO journals (reference, kind, subject, posted_at) VALUES ($1, $2, $3, $4)",
        args![
            &reference,
            journal.reference().kind(),
            journal.reference().subject(),
            now,
        ],
    )
    .await?;
    let balances = match tx.dialect() {
        Dialect::Sqlite => &ALONE,
        Dialect::Postgres => &SIDE_BY_SIDE,
    };
    let moved = lines.iter().flat_map(values_of).collect();
    tx.run(balances[text], moved).await?;
    Ok(())
}

fn values_of(line: &JournalLine) -> [Arg; 3] {
    [
        Arg::from(line.account().to_string()),
        Arg::from(line.amount().currency().code()),
        Arg::from(line.amount().minor()),
    ]
}

/// The journal is written already: is it this one?
async fn known(tx: &mut Tx, journal: &Journal, reference: &str) -> Result<(), Error> {
    let sql =
        "SELECT l.account, l.currency, l.amount FROM journals j JOIN journal_lines l ON l.reference = j.reference
         WHERE j.reference = $1";
    let mut written = Vec::new();
    for row in tx.all(sql, args![reference]).await? {
        written.push((
            row.text("account")?,
            row.text("currency")?,
            row.int("amount")?,
        ));
    }
    let mut meant: Vec<_> = journal.lines().iter().map(as_written).collect();
    written.sort_unstable();
    meant.sort_unstable();
    if written == meant {
        Ok(())
    } else {
        Err(Fault::new(format!("the books have {reference} with other lines")).into())
    }
}

fn as_written(line: &JournalLine) -> (String, String, i64) {
    let amount = line.amount();
    (
        line.account().to_string(),
        amount.currency().code().to_owned(),
        amount.minor(),
    )
}
