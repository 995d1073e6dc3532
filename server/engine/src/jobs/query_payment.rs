//! The job that queries a payment at its network.

use super::{Job, Next};
use crate::engine::Engine;
use std::sync::Arc;
use store::Error;
use store::jobs::{ClaimedJob, Lane};

/// Queries the network for an attempt's result. The subject is the attempt's
/// id.
pub(crate) struct QueryPayment;

impl Job for QueryPayment {
    const NAME: &'static str = "query";
    const LANE: Lane = Lane::Money;
    type Payload = ();

    async fn run(engine: &Arc<Engine>, job: &ClaimedJob, (): ()) -> Result<Next, Error> {
        engine.payments.query_job(&job.subject).await
    }
}
