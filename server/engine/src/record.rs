//! What left the machine, stored together: the order, its attempt, the work
//! that follows and the news for the mall, in the caller's transaction.

use crate::engine::Engine;
use crate::error::Error;
use crate::events;
use crate::query_job;
use crate::store::{Tx, attempts, jobs, orders};
use domain::attempt::Attempt;
use domain::clock::At;
use domain::machine::{Happening, Step, Work};
use domain::order::Order;

/// An order and the attempt a happening concerned, as stored.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// The order now.
    pub(crate) order: Order,
    /// The attempt now, where the happening changed one.
    pub(crate) attempt: Option<Attempt>,
}

/// Applies a happening to an order read in this transaction, and stores what
/// comes of it.
///
/// # Errors
/// The machine's refusal (nothing is stored), or a fault.
pub(crate) async fn apply(
    tx: &mut Tx,
    engine: &Engine,
    order: &Order,
    happening: Happening<'_>,
    now: At,
) -> Result<Recorded, Error> {
    let step = order.apply(happening, now)?;
    let mut stored = Recorded {
        order: step.order.clone(),
        attempt: step.attempt.clone(),
    };
    if let Some(attempt) = &mut stored.attempt {
        // Version 0: made here, not read.
        if attempt.version == 0 {
            attempts::insert(tx, attempt).await?;
        } else {
            attempts::update(tx, attempt).await?;
        }
        attempt.version += 1;
    }
    if step.order != *order {
        orders::update(tx, &step.order).await?;
        stored.order.version += 1;
    }
    follow_up(tx, engine, &step, now).await?;
    Ok(stored)
}

async fn follow_up(tx: &mut Tx, engine: &Engine, step: &Step, now: At) -> Result<(), Error> {
    if !step.work.is_empty() || step.news.is_some() {
        engine.work.notify_one();
    }
    for work in &step.work {
        match work {
            Work::Query(id) => {
                let due = step
                    .attempt
                    .as_ref()
                    .map_or(now, |a| query_job::first(a, now));
                jobs::put(tx, jobs::Kind::Query, id.as_str(), due).await?;
            }
            Work::ExpireAt(at) => {
                jobs::put(tx, jobs::Kind::Expire, step.order.id.as_str(), *at).await?;
            }
        }
    }
    match step.news {
        Some(news) => {
            events::announce(tx, engine, &step.order, step.attempt.as_ref(), news, now).await
        }
        None => Ok(()),
    }
}
