//! The delivery job: one try to send one event to its mall.
//!
//! The result is written before the job is removed, so a crash in between costs
//! at most one more try. If a lease was lost, two runners may deliver one
//! event: their results are written one after the other, and a delivery that is
//! over does not change. An event of an order waits for the earlier ones; the
//! end of one starts the job of the next.

use super::WebhookHeaders;
use super::client::DeliveryAnswer;
use super::delivery_result::{DeliveryEnd, log, read_answer, with_dates};
use crate::engine::Engine;
use crate::jobs::{self, DeliverEvent, Next};
use domain::ids::EventId;
use std::sync::Arc;
use store::events::{self, EventRow};
use store::{Error, deliveries, malls};
use url::Url;

/// When an event that waits for an earlier one checks again, in case its job
/// was not started. On PostgreSQL each of the two transactions may read before
/// the other commits. That can only happen at the first check, so the first
/// wait is short.
const WAIT_FIRST_S: i64 = 15;
const WAIT_MAX_S: i64 = 3600;

/// What to do for an event.
pub(crate) enum DeliveryPlan {
    /// Nothing: it is gone, or its delivery is over.
    Nothing,
    /// An earlier event of the order comes first.
    Wait,
    /// Try the mall's endpoint; `None` where it has none.
    Try(Box<EventRow>, Option<String>),
}

impl Engine {
    /// Runs the job of one event. The client bounds how long a mall may take;
    /// no transaction is open meanwhile.
    #[tracing::instrument(skip_all, fields(otel.kind = "client", event = subject, tries))]
    pub(crate) async fn deliver_job(&self, subject: &str, tries: u32) -> Result<Next, Error> {
        let id = EventId::stored(subject.to_owned());
        let planned = self
            .store
            .read(move |tx| Box::pin(async move { plan(tx, &id).await }))
            .await?;
        let (event, endpoint) = match planned {
            DeliveryPlan::Nothing => return Ok(Next::Done),
            DeliveryPlan::Wait => return Ok(Next::At(self.now().plus_s(wait_s(tries)))),
            DeliveryPlan::Try(event, endpoint) => (*event, endpoint),
        };
        let Some(endpoint) = endpoint else {
            return self.record_try(event, None).await;
        };
        let headers = WebhookHeaders::sign(
            &self.provider_key,
            event.id.as_str(),
            &event.body,
            self.now(),
        );
        let answer = self
            .webhook_client
            .post(&endpoint, &headers, event.body.clone())
            .await;
        self.record_try(event, Some((endpoint, answer))).await
    }

    /// Writes the result of a try and schedules what follows. Reads the
    /// delivery again, because another runner may have delivered after a lost
    /// lease.
    pub(crate) async fn record_try(
        &self,
        event: EventRow,
        tried: Option<(String, DeliveryAnswer)>,
    ) -> Result<Next, Error> {
        let (now, entropy) = (self.now(), Arc::clone(&self.entropy));
        let (logged, was_called) = (event.clone(), tried.is_some());
        let host = tried.as_ref().and_then(|(endpoint, _)| host(endpoint));
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
                        Some((_, answer)) => read_answer(&before, answer),
                        None => (before.clone(), DeliveryEnd::NoEndpoint),
                    };
                    let end = match end {
                        DeliveryEnd::Gone | DeliveryEnd::NoEndpoint => {
                            let tried = tried.map(|(endpoint, _)| endpoint);
                            unless_replaced(tx, &event, end, tried).await?
                        }
                        other => other,
                    };
                    let after = with_dates(after, end, now, entropy.as_ref());
                    deliveries::put(tx, &event.id, &before, &after).await?;
                    if after.is_over()
                        && let Some(following) = deliveries::following(tx, &event).await?
                    {
                        jobs::put::<DeliverEvent>(tx, following.as_str(), &(), now).await?;
                    }
                    Ok((after, Some(end)))
                })
            })
            .await?;
        let taken = end == Some(DeliveryEnd::Delivered);
        if was_called {
            self.deliveries
                .ended(logged.mall_id.as_str(), taken, self.now());
        }
        log(&logged, &delivery, end);
        if end == Some(DeliveryEnd::Gone) {
            let mall = &logged.mall_id;
            tracing::warn!(%mall, host,
                "the mall's webhook answered 410, so its address was removed and its events are no longer sent; \
                 `paydesk mall webhook` sets one again");
        }
        Ok(delivery.next_at.map_or(Next::Done, Next::At))
    }
}

/// The host of an address: what the log may show of it.
fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    url.host_str().map(str::to_owned)
}

pub(crate) async fn plan(tx: &mut store::Tx, id: &EventId) -> Result<DeliveryPlan, Error> {
    let Some(event) = events::find(tx, id).await? else {
        return Ok(DeliveryPlan::Nothing);
    };
    if deliveries::find(tx, id).await?.is_over() {
        return Ok(DeliveryPlan::Nothing);
    }
    if deliveries::earlier_is_pending(tx, &event).await? {
        return Ok(DeliveryPlan::Wait);
    }
    let mall = malls::find(tx, &event.mall_id).await?;
    Ok(DeliveryPlan::Try(
        Box::new(event),
        mall.and_then(|mall| mall.webhook_url),
    ))
}

/// How long an event waits after `tries` earlier waits, in seconds.
fn wait_s(tries: u32) -> i64 {
    (WAIT_FIRST_S << tries.min(8)).min(WAIT_MAX_S)
}

/// Gives up and switches the endpoint off if it is still the mall's. If the
/// mall has another one by now, that one is tried.
async fn unless_replaced(
    tx: &mut store::Tx,
    event: &EventRow,
    end: DeliveryEnd,
    tried: Option<String>,
) -> Result<DeliveryEnd, Error> {
    let mall = malls::find(tx, &event.mall_id).await?;
    match mall.and_then(|mall| mall.webhook_url) {
        None => Ok(end),
        now if now == tried => {
            malls::set_webhook(tx, &event.mall_id, None).await?;
            Ok(end)
        }
        Some(_) => Ok(DeliveryEnd::Replaced),
    }
}

#[cfg(test)]
mod tests;
