//! Checks the books of a database, which may be in use: runs every audit
//! question on one consistent view and reports a line for each fault.

use crate::Tx;
use crate::audit::{self, Counts, Finding, Question, REPORTED_MAX};
use crate::database::Database;
use crate::database_state;
use crate::error::{Error, Fault};
use crate::role::Role;
use domain::money::Money;
use std::fmt;

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    faults: Vec<String>,
    counts: Counts,
    balances: Vec<(String, Money)>,
}

impl Books {
    /// True if there is no fault.
    pub const fn are_right(&self) -> bool {
        self.faults.is_empty()
    }

    /// A line for each fault: `payable_is_orders: payable:mer_... is -1.00
    /// CNY, not -2.00 CNY (a merchant is owed ...)`.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }
}

/// One line: how much was checked, and the balances.
impl fmt::Display for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.counts;
        if self.are_right() {
            f.write_str("the books are right: ")?;
        } else {
            write!(f, "the books are wrong, {} faults: ", self.faults.len())?;
        }
        write!(
            f,
            "{} orders, {} paid, {} refunds, {} surplus, {} journals, {} lines",
            counts.orders,
            counts.paid,
            counts.refunds,
            counts.surplus,
            counts.journals,
            counts.lines
        )?;
        for (account, balance) in &self.balances {
            write!(f, "; {account} {balance}")?;
        }
        Ok(())
    }
}

/// Checks the books on one consistent view, and an `SQLite` file's pages. For
/// `paydesk check-books` and tests.
///
/// # Errors
/// A [`Fault`] where the database is missing, is not whole, cannot be read, or
/// is not of this release.
pub async fn check_books(database: &Database) -> Result<Books, Fault> {
    let checked = async {
        let connection = database_state::connect(database, Role::Auditor).await?;
        connection.close().await;
        audit::view(database, |tx| Box::pin(check_books_in(tx))).await
    };
    checked.await.map_err(|fault| fault.of_database(database))
}

/// Checks the books inside a transaction.
pub async fn check_books_in(tx: &mut Tx) -> Result<Books, Error> {
    let mut faults = Vec::new();
    for question in audit::questions() {
        report(question, &audit::ask(tx, question).await?, &mut faults);
    }
    Ok(Books {
        faults,
        counts: audit::counts(tx).await?,
        balances: audit::balances(tx).await?,
    })
}

fn report(question: &Question, found: &[Finding], faults: &mut Vec<String>) {
    let (name, holds) = (question.name, question.holds);
    for finding in found.iter().take(REPORTED_MAX) {
        let what = &finding.what;
        faults.push(match finding.amounts {
            Some((expected, found)) => {
                format!("{name}: {what} is {found}, not {expected} ({holds})")
            }
            None => format!("{name}: {what} ({holds})"),
        });
    }
    if found.len() > REPORTED_MAX {
        faults.push(format!("{name}: and more of this kind"));
    }
}
