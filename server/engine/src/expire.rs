//! The end of an order's time, and more of it.

use crate::engine::Engine;
use crate::jobs::Next;
use crate::record;
use domain::ids::{OrderId, PayToken};
use domain::machine::Happening;
use domain::order::Order;
use std::sync::Arc;
use store::Error;
use store::orders;

impl Engine {
    /// Looks whether the order's time is over. "More time" moves the job; an
    /// order with a live attempt waits for that attempt's end, which puts the
    /// job down again.
    pub(crate) async fn expire_job(self: &Arc<Self>, subject: &str) -> Result<Next, Error> {
        let (engine, id, now) = (
            Arc::clone(self),
            OrderId::stored(subject.to_owned()),
            self.now(),
        );
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let Some(order) = orders::find(tx, &id).await? else {
                        return Ok(Next::Done);
                    };
                    let order = record::apply(tx, &engine, &order, Happening::Expire, now)
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

    /// The shopper asks for more time.
    ///
    /// # Errors
    /// The machine's refusal; `not_found`.
    pub(crate) async fn add_time(self: &Arc<Self>, token: &PayToken) -> Result<Order, Error> {
        let (engine, token, now) = (Arc::clone(self), token.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let order = orders::by_token(tx, &token).await?;
                    let order = order.ok_or_else(|| Error::not_found("order"))?;
                    Ok(record::apply(tx, &engine, &order, Happening::MoreTime, now)
                        .await?
                        .order)
                })
            })
            .await
    }
}
