//! The job that expires an order.

use super::{Job, Next};
use crate::engine::Engine;
use std::sync::Arc;
use store::Error;
use store::jobs::{ClaimedJob, Lane};

/// Expires an order when its time is over. The subject is the order's id.
pub(crate) struct ExpireOrder;

impl Job for ExpireOrder {
    const NAME: &'static str = "expire";
    const LANE: Lane = Lane::Money;
    type Payload = ();

    async fn run(engine: &Arc<Engine>, job: &ClaimedJob, (): ()) -> Result<Next, Error> {
        engine.orders.expire_job(&job.subject).await
    }
}
