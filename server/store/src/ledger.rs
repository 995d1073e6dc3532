//! The ledger: journals, their lines, and the balances they add up to.
//!
//! A journal is written once per reference: writing it again changes nothing,
//! other lines under its reference are a fault. Balances are updated in the
//! same transaction. The database itself refuses lines that do not balance, and
//! any change or deletion of a line (migration 3).

use super::dialect::Dialect;
use super::{SqlValue, Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::ledger::{Journal, JournalLine};

/// A statement for each number of lines, because the database checks the lines
/// of one statement together.
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

/// Balances where there is one writer: one shard.
const ONE_SHARD: ByLines = balances!("0");
/// Balances where several write: a shard per connection, so that they never
/// wait for each other's rows.
const SHARD_PER_CONNECTION: ByLines = balances!("CAST(pg_backend_pid() % 64 AS BIGINT)");

/// Writes a journal and updates the balances.
///
/// # Errors
/// A [`Fault`] if its reference already has other lines: two events share one
/// reference.
pub async fn post(tx: &mut Tx, journal: &Journal, now: At) -> Result<(), Error> {
    let lines = journal.lines();
    let index = lines.len() - 2;
    let reference = journal.reference().to_string();
    let mut values = args![&reference];
    values.extend(lines.iter().flat_map(values_of));
    let fresh = tx.run(LINES[index], values).await?;
    if usize::try_from(fresh) != Ok(lines.len()) {
        return compare(tx, journal, &reference).await;
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
        Dialect::Sqlite => &ONE_SHARD,
        Dialect::Postgres => &SHARD_PER_CONNECTION,
    };
    let moved = lines.iter().flat_map(values_of).collect();
    tx.run(balances[index], moved).await?;
    Ok(())
}

fn values_of(line: &JournalLine) -> [SqlValue; 3] {
    [
        SqlValue::from(line.account().to_string()),
        SqlValue::from(line.amount().currency().code()),
        SqlValue::from(line.amount().minor()),
    ]
}

/// The reference exists already: a fault unless its lines are the same.
async fn compare(tx: &mut Tx, journal: &Journal, reference: &str) -> Result<(), Error> {
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
