//! Checking the books of a database, which may be in use; writes nothing.
//!
//! All questions (`store::audit`) are asked of one snapshot. The report has a
//! line per fault and one that sums up.

use crate::database::Database;
use crate::error::{Error, Fault};
use crate::store::Tx;
use crate::store::audit::{self, Counts, Finding, Question, TOLD};
use domain::money::Money;
use std::fmt;

/// The report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    faults: Vec<String>,
    counts: Counts,
    balances: Vec<(String, Money)>,
}

impl Books {
    /// True if no fault was found.
    pub const fn are_right(&self) -> bool {
        self.faults.is_empty()
    }

    /// One line per fault: `payable_is_orders: payable:mer_... is -1.00 CNY,
    /// not -2.00 CNY (a merchant is owed ...)`.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }
}

/// One line: what was checked, and the balances.
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

/// Asks all questions of one snapshot. For `paydesk check-books` and at the end
/// of tests.
///
/// # Errors
/// A [`Fault`] if the database cannot be read or has another schema.
pub async fn check_books(database: &Database) -> Result<Books, Fault> {
    audit::view(database, |tx| Box::pin(prove(tx))).await
}

/// Asks all questions in one transaction.
pub(crate) async fn prove(tx: &mut Tx) -> Result<Books, Error> {
    let mut faults = Vec::new();
    for question in audit::questions() {
        tell(question, &audit::ask(tx, question).await?, &mut faults);
    }
    Ok(Books {
        faults,
        counts: audit::counts(tx).await?,
        balances: audit::balances(tx).await?,
    })
}

fn tell(question: &Question, found: &[Finding], faults: &mut Vec<String>) {
    let (name, holds) = (question.name, question.holds);
    for finding in found.iter().take(TOLD) {
        let what = &finding.what;
        faults.push(match finding.amounts {
            Some((expected, found)) => {
                format!("{name}: {what} is {found}, not {expected} ({holds})")
            }
            None => format!("{name}: {what} ({holds})"),
        });
    }
    if found.len() > TOLD {
        faults.push(format!("{name}: and more of this kind"));
    }
}
