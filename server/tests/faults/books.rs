//! `paydesk check-books`, the program itself, beside a desk that runs: its
//! exit code and its lines.

use crate::desk::{output, text};
use crate::house::{House, postgres};

/// Takes away what keeps a journal balanced, on `SQLite`.
const UNGUARD_SQLITE: &str = "DROP TRIGGER journal_lines_closed";
/// The same on `PostgreSQL`.
const UNGUARD_POSTGRES: &str = "DROP TRIGGER journal_lines_balance ON journal_lines";
/// A line too many in the only journal.
const FORGE: &str = "INSERT INTO journal_lines (reference, account, currency, amount)
    SELECT reference, 'fees', currency, 1 FROM journal_lines WHERE amount > 0";
/// The questions that a line too many answers wrong.
const WRONG: [&str; 4] = [
    "balance_is_lines",
    "journal_balances",
    "journal_has_two_lines",
    "trial_balance",
];

#[tokio::test(flavor = "multi_thread")]
async fn right_books_are_a_line_and_wrong_ones_a_failure_with_a_line_for_each_fault() {
    let house = House::open().await;
    let orders = [house.mall.order(&house.desk().url).await];
    house.shoppers_pay(&orders).await;
    house.all_is_well(&orders).await;

    let right = output(&["check-books"], &house.database);
    let said = text(&right.stdout);
    assert_eq!(right.status.code(), Some(0), "{}", text(&right.stderr));
    assert_eq!(said.lines().count(), 1, "{said}");
    let summary =
        "the books are right: 1 orders, 1 paid, 0 refunds, 0 surplus, 1 journals, 2 lines";
    assert!(said.starts_with(summary), "{said}");

    house
        .meddle(match postgres() {
            Some(_) => UNGUARD_POSTGRES,
            None => UNGUARD_SQLITE,
        })
        .await;
    house.meddle(FORGE).await;
    let wrong = output(&["check-books"], &house.database);
    let (said, summary) = (text(&wrong.stdout), text(&wrong.stderr));
    assert_eq!(wrong.status.code(), Some(1), "{said}");
    let mut names: Vec<_> = said
        .lines()
        .map(|line| line.split(':').next().unwrap_or_default())
        .collect();
    names.sort_unstable();
    assert_eq!(names, WRONG, "{said}");
    assert_eq!(summary.lines().count(), 1, "{summary}");
    assert!(
        summary.contains("the books are wrong, 4 faults: 1 orders, 1 paid"),
        "{summary}"
    );
}
