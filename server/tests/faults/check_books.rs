//! The `paydesk check-books` command beside a running desk: its exit code and
//! output.

use crate::deployment::Deployment;
use crate::desk::{output, text};
use testkit::database::postgres;

/// Drops the trigger that keeps a journal balanced, on `SQLite`.
const UNGUARD_SQLITE: &str = "DROP TRIGGER journal_lines_closed";
/// The same on `PostgreSQL`.
const UNGUARD_POSTGRES: &str = "DROP TRIGGER journal_lines_balance ON journal_lines";
/// Adds a line to the only journal.
const FORGE: &str = "INSERT INTO journal_lines (reference, account, currency, amount)
    SELECT reference, 'fees', currency, 1 FROM journal_lines WHERE amount > 0";
/// The audit questions that the extra line makes fail.
const WRONG: [&str; 4] = [
    "balance_is_lines",
    "journal_balances",
    "paid_order_is_booked",
    "trial_balance",
];

#[tokio::test(flavor = "multi_thread")]
async fn check_books_prints_one_line_or_fails_with_a_line_for_each_fault() {
    let deployment = Deployment::open().await;
    let orders = [deployment.mall.order(&deployment.desk().url).await];
    deployment.pay_all(&orders).await;
    deployment.check_invariants(&orders).await;

    let right = output(&["check-books"], &deployment.database);
    let stdout = text(&right.stdout);
    assert_eq!(right.status.code(), Some(0), "{}", text(&right.stderr));
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    let summary =
        "the books are right: 1 orders, 1 paid, 0 refunds, 0 surplus, 1 journals, 2 lines";
    assert!(stdout.starts_with(summary), "{stdout}");

    deployment
        .run_sql(match postgres() {
            Some(_) => UNGUARD_POSTGRES,
            None => UNGUARD_SQLITE,
        })
        .await;
    deployment.run_sql(FORGE).await;
    let wrong = output(&["check-books"], &deployment.database);
    let (stdout, summary) = (text(&wrong.stdout), text(&wrong.stderr));
    assert_eq!(wrong.status.code(), Some(1), "{stdout}");
    let mut names: Vec<_> = stdout
        .lines()
        .map(|line| line.split(':').next().unwrap_or_default())
        .collect();
    names.sort_unstable();
    assert_eq!(names, WRONG, "{stdout}");
    assert_eq!(summary.lines().count(), 1, "{summary}");
    assert!(
        summary.contains("the books are wrong, 4 faults: 1 orders, 1 paid"),
        "{summary}"
    );
}
