//! The delivery job: one try at telling a mall of one event.
//!
//! The result is written before the job is taken away, so that a crash in
//! between tries once more at worst: at least once, never less. Two runners
//! of one event, where a lease was lost, count one after the other, and what
//! ended stays ended. An event of an order waits for the earlier ones;
//! whoever ends wakes the next.

use super::Headers;
use super::client::Answer;
use super::schedule;
use crate::engine::Engine;
use crate::error::Error;
use crate::jobs::Next;
use crate::store::deliveries::{self, Delivery};
use crate::store::events::{self, Event};
use crate::store::jobs::{self, Kind};
use crate::store::malls;
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::EventId;
use std::sync::Arc;

/// When to look again at an event that waits for an earlier one, in case
/// nobody wakes it. On PostgreSQL that happens: whoever ends the earlier one
/// may look for what follows before this one's commit, and this one look at
/// the earlier before that commit. Only its first look can come so close, so
/// the first wait is short; the later ones cost little while a mall is away.
const WAIT_FIRST_S: i64 = 15;
const WAIT_MOST_S: i64 = 3600;

/// What there is to do for an event.
enum Plan {
    /// Nothing: gone, or over.
    Nothing,
    /// An earlier event of the order comes first.
    Wait,
    /// Try the mall's endpoint; `None`: it has none.
    Try(Box<Event>, Option<String>),
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Delivered,
    /// The endpoint says it is gone for good (410).
    Gone,
    /// Not yet; the mall may have asked for time.
    Failed(Option<i64>),
    /// There is no endpoint.
    Nowhere,
    /// The mall has another endpoint by now than was tried.
    Moved,
}

impl Engine {
    /// Runs the job of one event. A mall's slowness is bounded by the
    /// courier; no transaction is open meanwhile.
    #[tracing::instrument(skip_all, fields(otel.kind = "client", event = subject, tries))]
    pub(crate) async fn deliver_job(&self, subject: &str, tries: u32) -> Result<Next, Error> {
        let id = EventId::stored(subject.to_owned());
        let planned = self
            .store
            .read(move |tx| Box::pin(async move { plan(tx, &id).await }))
            .await?;
        let (event, endpoint) = match planned {
            Plan::Nothing => return Ok(Next::Done),
            Plan::Wait => return Ok(Next::At(self.now().plus_s(wait_s(tries)))),
            Plan::Try(event, endpoint) => (*event, endpoint),
        };
        let Some(endpoint) = endpoint else {
            return self.told(event, None).await;
        };
        let headers = Headers::sign(
            &self.provider_key,
            event.id.as_str(),
            &event.body,
            self.now(),
        );
        let answer = self
            .courier
            .post(&endpoint, &headers, event.body.clone())
            .await;
        self.told(event, Some((endpoint, answer))).await
    }

    /// Writes how a try ended and what follows, beside what is on record by
    /// now: where a lease was lost, another runner told the mall meanwhile.
    async fn told(&self, event: Event, tried: Option<(String, Answer)>) -> Result<Next, Error> {
        let (now, entropy) = (self.now(), Arc::clone(&self.entropy));
        let told = event.clone();
        let (delivery, end) = self
            .store
            .write(move |tx| {
                let (event, tried, entropy) = (event.clone(), tried.clone(), Arc::clone(&entropy));
                Box::pin(async move {
                    let before = deliveries::find(tx, &event.id).await?;
                    if before.is_over() {
                        return Ok((before, None));
                    }
                    let (after, end) = match &tried {
                        Some((_, answer)) => judged(&before, answer),
                        None => (before.clone(), End::Nowhere),
                    };
                    let end = match end {
                        End::Gone | End::Nowhere => {
                            let tried = tried.map(|(endpoint, _)| endpoint);
                            unless_moved(tx, &event, end, tried).await?
                        }
                        other => other,
                    };
                    let after = dated(after, end, now, entropy.as_ref());
                    deliveries::put(tx, &event.id, &before, &after).await?;
                    if after.is_over()
                        && let Some(following) = deliveries::following(tx, &event).await?
                    {
                        jobs::put(tx, Kind::Deliver, following.as_str(), now).await?;
                    }
                    Ok((after, Some(end)))
                })
            })
            .await?;
        log(&told, &delivery, end);
        Ok(delivery.next_at.map_or(Next::Done, Next::At))
    }
}

/// With when it is tried again, or when it ended.
fn dated(mut delivery: Delivery, end: End, now: At, entropy: &dyn Entropy) -> Delivery {
    delivery.next_at = match end {
        End::Failed(asked) => schedule::next(delivery.tries, asked, now, entropy),
        End::Moved => Some(now),
        End::Delivered | End::Gone | End::Nowhere => None,
    };
    match (end, delivery.next_at) {
        (End::Delivered, _) => delivery.delivered_at = Some(now),
        (_, None) => delivery.given_up_at = Some(now),
        (_, Some(_)) => {}
    }
    delivery
}

/// `end` is none where another runner had ended it before.
fn log(event: &Event, delivery: &Delivery, end: Option<End>) {
    if end != Some(End::Nowhere) {
        tracing::info!(event = %event.id, mall = %event.mall_id, tries = delivery.tries,
            status = delivery.last_status, error = delivery.last_error, twice = end.is_none(),
            "told a mall of an event");
    }
    if delivery.given_up_at.is_some() && !matches!(end, None | Some(End::Nowhere)) {
        tracing::warn!(event = %event.id, mall = %event.mall_id, tries = delivery.tries,
            gone = end == Some(End::Gone), "gave up telling a mall of an event; it can still be read by the API");
    }
}

async fn plan(tx: &mut crate::store::Tx, id: &EventId) -> Result<Plan, Error> {
    let Some(event) = events::find(tx, id).await? else {
        return Ok(Plan::Nothing);
    };
    if deliveries::find(tx, id).await?.is_over() {
        return Ok(Plan::Nothing);
    }
    if deliveries::earlier_is_pending(tx, &event).await? {
        return Ok(Plan::Wait);
    }
    let mall = malls::find(tx, &event.mall_id).await?;
    Ok(Plan::Try(
        Box::new(event),
        mall.and_then(|mall| mall.webhook_url),
    ))
}

/// How long an event waits that has waited this often before.
fn wait_s(tries: u32) -> i64 {
    (WAIT_FIRST_S << tries.min(8)).min(WAIT_MOST_S)
}

/// An event is given up only where the mall has no endpoint but the one that
/// was tried, which is then switched off.
async fn unless_moved(
    tx: &mut crate::store::Tx,
    event: &Event,
    end: End,
    tried: Option<String>,
) -> Result<End, Error> {
    let mall = malls::find(tx, &event.mall_id).await?;
    match mall.and_then(|mall| mall.webhook_url) {
        None => Ok(end),
        now if now == tried => {
            malls::set_webhook(tx, &event.mall_id, None).await?;
            Ok(end)
        }
        Some(_) => Ok(End::Moved),
    }
}

/// Reads an answer: 2xx is success, 410 the end, all else a failure.
fn judged(before: &Delivery, answer: &Answer) -> (Delivery, End) {
    let tries = before.tries.saturating_add(1);
    let (last_status, last_error, end) = match answer {
        Answer::Status {
            status,
            retry_after_s,
        } => {
            let end = match status {
                200..=299 => End::Delivered,
                410 => End::Gone,
                429 | 502..=504 => End::Failed(*retry_after_s),
                _ => End::Failed(None),
            };
            (Some(*status), None, end)
        }
        Answer::None(why) => (None, Some((*why).to_owned()), End::Failed(None)),
        Answer::Refused(refused) => (None, Some(refused.to_string()), End::Failed(None)),
    };
    (
        Delivery {
            tries,
            last_status,
            last_error,
            ..before.clone()
        },
        end,
    )
}

#[cfg(test)]
mod tests;
