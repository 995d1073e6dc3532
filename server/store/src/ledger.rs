//! The ledger: journals, their lines, and the balances they add up to.
//!
//! A journal is written once per reference: writing it again changes nothing,
//! other lines under its reference are a fault. Balances are updated in the
//! same transaction. The database itself refuses lines that do not balance, and
//! any change or deletion of a line (migrations 3 and 8).

use super::dialect::Dialect;
use super::{Row, SqlValue, Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::ledger::{Account, Journal, JournalLine, Reference};
use domain::money::{Currency, Money};
use std::sync::OnceLock;

/// A statement for each number of lines, made when it is first used. The same
/// number has the same text, so that the databases keep it prepared.
type ByLines = [OnceLock<String>; Journal::LINES_MAX + 1];

/// Inserts all lines of a journal, because the database checks the lines of one
/// statement together. `$1` is the reference.
fn insert_lines(lines: usize) -> &'static str {
    static STATEMENTS: ByLines = [const { OnceLock::new() }; Journal::LINES_MAX + 1];
    STATEMENTS[lines].get_or_init(|| {
        let row = |n| {
            let [book, account, currency, amount] = [0, 1, 2, 3].map(|i| 4 * n + i + 2);
            format!("($1, ${book}, ${account}, ${currency}, ${amount})")
        };
        format!(
            "INSERT INTO journal_lines (reference, book, account, currency, amount) VALUES {}
             ON CONFLICT (reference, account, currency) DO NOTHING",
            rows(lines, row)
        )
    })
}

/// Adds the lines to their balances.
fn add_to_balances(lines: usize, dialect: Dialect) -> &'static str {
    static ONE_SHARD: ByLines = [const { OnceLock::new() }; Journal::LINES_MAX + 1];
    static SHARD_PER_CONNECTION: ByLines = [const { OnceLock::new() }; Journal::LINES_MAX + 1];
    let (statements, shard) = match dialect {
        // There is one writer.
        Dialect::Sqlite => (&ONE_SHARD, "0"),
        // Several write, and must not wait for each other's rows.
        Dialect::Postgres => (
            &SHARD_PER_CONNECTION,
            "CAST(pg_backend_pid() % 64 AS BIGINT)",
        ),
    };
    statements[lines].get_or_init(|| {
        let row = |n| {
            let [account, currency, amount] = [0, 1, 2].map(|i| 3 * n + i + 1);
            format!("(${account}, ${currency}, ${amount}, {shard})")
        };
        format!(
            "INSERT INTO balances (account, currency, amount, shard) VALUES {}
             ON CONFLICT (account, currency, shard) DO UPDATE SET amount = balances.amount + excluded.amount",
            rows(lines, row)
        )
    })
}

fn rows(lines: usize, row: impl Fn(usize) -> String) -> String {
    (0..lines).map(row).collect::<Vec<_>>().join(", ")
}

/// Writes a journal and updates the balances.
///
/// # Errors
/// A [`Fault`] if its reference already has other lines: two events share one
/// reference.
pub async fn post(tx: &mut Tx, journal: &Journal, now: At) -> Result<(), Error> {
    let lines = journal.lines();
    let reference = journal.reference().to_string();
    let mut values = args![&reference];
    for line in lines {
        values.push(line.account().book().name().into());
        values.extend(values_of(line));
    }
    let fresh = tx.run(insert_lines(lines.len()), values).await?;
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
    let moved = lines.iter().flat_map(values_of).collect();
    let balances = add_to_balances(lines.len(), tx.dialect());
    tx.run(balances, moved).await?;
    Ok(())
}

fn values_of(line: &JournalLine) -> [SqlValue; 3] {
    [
        SqlValue::from(line.account().to_string()),
        SqlValue::from(line.amount().currency().code()),
        SqlValue::from(line.amount().minor()),
    ]
}

/// The journal of a reference and when it was posted, if it was.
///
/// # Errors
/// A [`Fault`] if its lines are no journal.
pub async fn find(tx: &mut Tx, reference: Reference) -> Result<Option<(Journal, At)>, Error> {
    let sql = "SELECT l.account, l.currency, l.amount, j.posted_at
               FROM journals j JOIN journal_lines l ON l.reference = j.reference WHERE j.reference = $1";
    let text = reference.to_string();
    let rows = tx.all(sql, args![&text]).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let posted_at = first.at("posted_at")?;
    let line = |row: &Row| {
        let currency = row.parsed("currency", |code| Currency::parse(code).ok())?;
        let amount = Money::new(row.int("amount")?, currency);
        Ok((row.parsed("account", Account::parse)?, amount))
    };
    let lines = rows.iter().map(line).collect::<Result<Vec<_>, Error>>()?;
    let journal = Journal::new(reference, lines)
        .map_err(|error| Fault::new(format!("the books have {text} with such lines: {error}")))?;
    Ok(Some((journal, posted_at)))
}

/// The reference exists already: a fault unless its lines are the same.
async fn compare(tx: &mut Tx, journal: &Journal, reference: &str) -> Result<(), Error> {
    let sql =
        "SELECT l.book, l.account, l.currency, l.amount FROM journals j JOIN journal_lines l ON l.reference = j.reference
         WHERE j.reference = $1";
    let mut written = Vec::new();
    for row in tx.all(sql, args![reference]).await? {
        written.push((
            row.text("book")?,
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

fn as_written(line: &JournalLine) -> (String, String, String, i64) {
    let amount = line.amount();
    (
        line.account().book().name().to_owned(),
        line.account().to_string(),
        amount.currency().code().to_owned(),
        amount.minor(),
    )
}
