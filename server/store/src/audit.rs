//! The audit questions: queries over whole tables that check the books. Each
//! returns one row per fault: `what` it concerns, and if amounts differ,
//! `expected` and `found` in minor units of `currency`.
//!
//! They read what is stored, so they also find changes made by hand.

mod journals;
mod orders;
mod postings;
mod totals;

use super::connection::Connection;
use super::role::Role;
use super::{Row, Tx, TxFn, args};
use crate::database::Database;
use crate::error::{Error, Fault};
use domain::money::{Currency, Money};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Maximum number of faults reported per question.
pub(crate) const REPORTED_MAX: usize = 100;

/// One audit question.
#[derive(Debug)]
pub struct Question {
    /// Its stable name, for people and scripts.
    pub name: &'static str,
    /// What must hold, in words.
    pub holds: &'static str,
    /// Selects the violations, or rows to judge.
    sql: Cow<'static, str>,
    /// Which of the rows are violations; `None` where all are.
    judge: Option<Judge>,
}

/// True for a row that is a violation.
type Judge = fn(&Row) -> Result<bool, Error>;

impl Question {
    fn new(name: &'static str, holds: &'static str, sql: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name,
            holds,
            sql: sql.into(),
            judge: None,
        }
    }
}

/// All of them, in the order they run.
pub fn questions() -> &'static [Question] {
    static QUESTIONS: LazyLock<Vec<Question>> = LazyLock::new(|| {
        let mut all = journals::questions();
        all.extend(postings::questions());
        all.extend(orders::questions());
        all.extend(totals::questions());
        all
    });
    &QUESTIONS
}

/// One violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What it concerns.
    pub(crate) what: String,
    /// What it should be and what it is, where that is money.
    pub(crate) amounts: Option<(Money, Money)>,
}

/// Runs a question.
pub(crate) async fn ask(tx: &mut Tx, question: &'static Question) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for row in tx.all(&question.sql, args![]).await? {
        if question.judge.map_or(Ok(true), |judge| judge(&row))? {
            found.push(finding(&row)?);
        }
    }
    found.sort_by(|a, b| a.what.cmp(&b.what));
    Ok(found)
}

fn finding(row: &Row) -> Result<Finding, Error> {
    let amounts = match row.maybe_text("currency")? {
        Some(_) => {
            let currency = row.parsed("currency", |code| Currency::parse(code).ok())?;
            let money = |column| {
                let minor = row.maybe_int(column)?.unwrap_or(0);
                Ok::<_, Error>(Money::new(minor, currency))
            };
            Some((money("expected")?, money("found")?))
        }
        None => None,
    };
    Ok(Finding {
        what: row.text("what")?,
        amounts,
    })
}

/// How many rows there are of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// All orders.
    pub(crate) orders: i64,
    /// Those that were paid.
    pub(crate) paid: i64,
    /// All refunds.
    pub(crate) refunds: i64,
    /// Surplus payments.
    pub(crate) surplus: i64,
    /// Journals.
    pub(crate) journals: i64,
    /// Their lines.
    pub(crate) lines: i64,
}

/// Counts the rows.
pub(crate) async fn counts(tx: &mut Tx) -> Result<Counts, Error> {
    let sql = "SELECT (SELECT COUNT(*) FROM orders) AS orders,
                      (SELECT COUNT(paid_attempt) FROM orders) AS paid,
                      (SELECT COUNT(*) FROM refunds) AS refunds,
                      (SELECT COUNT(*) FROM surplus) AS surplus,
                      (SELECT COUNT(*) FROM journals) AS journals,
                      (SELECT COUNT(*) FROM journal_lines) AS line_count";
    let Some(row) = tx.one(sql, args![]).await? else {
        return Ok(Counts::default());
    };
    Ok(Counts {
        orders: row.int("orders")?,
        paid: row.int("paid")?,
        refunds: row.int("refunds")?,
        surplus: row.int("surplus")?,
        journals: row.int("journals")?,
        lines: row.int("line_count")?,
    })
}

/// Balances by kind of account (`payable`, `fees`); those of merchants are
/// summed.
pub(crate) async fn balances(tx: &mut Tx) -> Result<Vec<(String, Money)>, Error> {
    let sql = "SELECT kind, currency, CAST(SUM(amount) AS BIGINT) AS amount FROM (
                   SELECT CASE WHEN account LIKE 'payable:%' THEN 'payable'
                               WHEN account LIKE 'payout:%' THEN 'payout'
                               ELSE account END AS kind, currency, amount FROM balances) AS b
               GROUP BY kind, currency ORDER BY kind, currency";
    let mut balances = Vec::new();
    for row in tx.all(sql, args![]).await? {
        let currency = row.parsed("currency", |code| Currency::parse(code).ok())?;
        balances.push((row.text("kind")?, Money::new(row.int("amount")?, currency)));
    }
    Ok(balances)
}

/// Runs `read` on one consistent view of a database that may be in use. It
/// cannot write, and takes no locks that others wait for.
pub(crate) async fn view<T, F>(database: &Database, read: F) -> Result<T, Fault>
where
    T: Send,
    F: TxFn<T>,
{
    let mut tx = Tx::new(Connection::open(database, Role::Auditor).await?);
    tx.raw(database.dialect().begin_read()).await?;
    let answer = read(&mut tx).await;
    let connection = tx.into_connection();
    connection.close().await;
    answer.map_err(|error| match error {
        Error::Fault(fault) => fault,
        Error::Refused(refusal) => Fault::new(refusal.to_string()),
    })
}
