//! Expiry of an order, and its extension.

use super::Orders;
use crate::jobs::Next;
use crate::orders::transition;
use crate::request_log;
use domain::ids::{OrderId, PayToken};
use domain::machine::OrderEvent;
use domain::order::Order;
use std::sync::Arc;
use store::{Error, orders};

impl Orders {
    /// Expires the order if its time is over. An extension reschedules the job.
    /// If an attempt is live, its end schedules the job again.
    pub(crate) async fn expire_job(&self, subject: &str) -> Result<Next, Error> {
        let (entropy, id, now) = (
            Arc::clone(&self.entropy),
            OrderId::stored(subject.to_owned()),
            self.clock.now(),
        );
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let Some(order) = orders::find(tx, &id).await? else {
                        return Ok(Next::Done);
                    };
                    let order =
                        transition::apply(tx, entropy.as_ref(), &order, OrderEvent::Expire, now)
                            .await?
                            .order;
                    let later = !order.state.is_final() && now < order.expires_at;
                    Ok(if later {
                        Next::At(order.expires_at)
                    } else {
                        Next::Done
                    })
                })
            })
            .await
    }

    /// Extends the order's time, at the shopper's request.
    ///
    /// # Errors
    /// The order machine's refusal; `not_found`.
    pub(crate) async fn add_time(&self, token: &PayToken) -> Result<Order, Error> {
        let (entropy, token, now) = (Arc::clone(&self.entropy), token.clone(), self.clock.now());
        let extended = self.store.write(move |tx| {
            Box::pin(async move {
                let order = orders::by_token(tx, &token).await?;
                let order = order.ok_or_else(|| Error::not_found("order"))?;
                Ok(
                    transition::apply(tx, entropy.as_ref(), &order, OrderEvent::MoreTime, now)
                        .await?
                        .order,
                )
            })
        });
        let order = extended.await?;
        request_log::record(&order);
        Ok(order)
    }
}
