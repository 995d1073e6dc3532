//! The job that deletes expired rows and numbers events. It recurs without end.

use super::{Job, Next, new_job};
use crate::console::{BROWSER_KNOWN_S, SESSION_S};
use crate::engine::Engine;
use crate::events;
use domain::console::Notification;
use std::sync::Arc;
use store::jobs::{ClaimedJob, Lane, NewJob};
use store::{
    Error, applications, approvals, exports, idempotency, invitations, known_browsers, links,
    notifications, passkey_challenges, payment_sums, rate_limits, sessions, signatures,
    store_payment_sums,
};

/// Interval at which expired rows are deleted.
pub(super) const INTERVAL_S: i64 = 3600;
/// How long an answer is stored for its `Idempotency-Key`: two days; the
/// contract promises one.
const IDEMPOTENCY_KEPT_S: i64 = 172_800;

/// The only row of this job. Databases have it under this subject.
pub(super) const ROW: NewJob<'static> = new_job::<DeleteExpiredRows>("house", "null");

/// Deletes expired idempotency keys, signatures, links, sessions, invitations,
/// exports, notifications, challenges and browsers, full budgets of limits and sums
/// of minutes, and the entries of applications whose time is over; marks what nobody
/// approved in time; and numbers events.
pub(super) struct DeleteExpiredRows;

impl Job for DeleteExpiredRows {
    const NAME: &'static str = "prune";
    const LANE: Lane = Lane::Money;
    type Payload = ();

    async fn run(engine: &Arc<Engine>, _: &ClaimedJob, (): ()) -> Result<Next, Error> {
        let now = engine.now();
        let deleted = engine.store.write(move |tx| {
            Box::pin(async move {
                idempotency::prune(tx, now.plus_s(-IDEMPOTENCY_KEPT_S)).await?;
                signatures::prune(tx, now).await?;
                links::prune(tx, now).await?;
                rate_limits::prune(tx, now).await?;
                exports::prune(tx, now).await?;
                let minutes_from = now.plus_s(-payment_sums::MINUTES_KEPT_S);
                payment_sums::prune_minutes(tx, minutes_from).await?;
                store_payment_sums::prune_minutes(tx, minutes_from).await?;
                sessions::prune(tx, now.plus_s(-SESSION_S)).await?;
                invitations::prune(tx, now).await?;
                approvals::expire(tx, now).await?;
                applications::destroy(tx, now).await?;
                notifications::prune(tx, now.plus_s(-Notification::KEPT_S)).await?;
                passkey_challenges::prune(tx, now).await?;
                known_browsers::prune(tx, now.plus_s(-BROWSER_KNOWN_S)).await
            })
        });
        deleted.await?;
        // So that a mall that reads its events seldom does not wait for it.
        events::number_all(&engine.store).await?;
        Ok(Next::At(now.plus_s(INTERVAL_S)))
    }
}
