//! Budgets of limits that outlive an order or are shared by processes: one row
//! each, with the time at which the budget is full again. A missing row is a
//! full budget.

use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::rate_limits::{Limited, RateLimit};
use domain::refusal::Refusal;

/// Takes one use from a subject's budget, in the transaction of what it pays
/// for: where that is undone, so is this.
///
/// # Errors
/// `too_many_requests` with the wait.
pub async fn take(tx: &mut Tx, limit: RateLimit, subject: &str, now: At) -> Result<(), Error> {
    if count(tx, limit, subject, now, limit.bound().full_by(now)).await? {
        return Ok(());
    }
    check(tx, limit, subject, now).await
}

/// Adds a use to a subject's budget, even where it is empty.
pub async fn add(tx: &mut Tx, limit: RateLimit, subject: &str, now: At) -> Result<(), Error> {
    let always = At::from_ms(i64::MAX);
    count(tx, limit, subject, now, always).await.map(drop)
}

/// Gives a use back: what it paid for was not done. Where the budget has filled
/// again since, there is nothing to give.
pub async fn give_back(tx: &mut Tx, limit: RateLimit, subject: &str) -> Result<(), Error> {
    let sql = "UPDATE rate_limits SET full_at = full_at - $3 WHERE rule = $1 AND subject = $2";
    let args = args![limit.name(), subject, limit.bound().interval_ms()];
    tx.run(sql, args).await?;
    Ok(())
}

/// Counts a use where the budget is full again by `latest`. False where it is
/// not.
async fn count(
    tx: &mut Tx,
    limit: RateLimit,
    subject: &str,
    now: At,
    latest: At,
) -> Result<bool, Error> {
    // One statement reads and changes the row, so that two processes never both
    // take the last use.
    let sql = "INSERT INTO rate_limits (rule, subject, full_at) VALUES ($1, $2, $3)
               ON CONFLICT (rule, subject) DO UPDATE SET
                   full_at = CASE WHEN rate_limits.full_at > $4 THEN rate_limits.full_at ELSE $4 END + $5
               WHERE rate_limits.full_at <= $6";
    let bound = limit.bound();
    let args = args![
        limit.name(),
        subject,
        bound.full_after([now]),
        now,
        bound.interval_ms(),
        latest,
    ];
    Ok(tx.run(sql, args).await? == 1)
}

/// Checks that a subject's budget is not empty. Takes nothing.
///
/// # Errors
/// `too_many_requests` with the wait.
pub async fn check(tx: &mut Tx, limit: RateLimit, subject: &str, now: At) -> Result<(), Error> {
    let sql = "SELECT full_at FROM rate_limits WHERE rule = $1 AND subject = $2";
    let Some(row) = tx.one(sql, args![limit.name(), subject]).await? else {
        return Ok(());
    };
    let full_at = row.at("full_at")?;
    let refused = |limited: Limited| Refusal::from(limited).into();
    limit.check(full_at, now).map_err(refused)
}

/// Deletes full budgets.
pub async fn prune(tx: &mut Tx, now: At) -> Result<u64, Error> {
    tx.run("DELETE FROM rate_limits WHERE full_at < $1", args![now])
        .await
}
