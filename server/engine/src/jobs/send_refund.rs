//! The job that sends a refund.

use super::{Job, Next};
use crate::engine::Engine;
use std::sync::Arc;
use store::Error;
use store::jobs::{ClaimedJob, Lane};

/// Sends and queries a refund until its result is known. The subject is the
/// refund's id.
pub(crate) struct SendRefund;

impl Job for SendRefund {
    const NAME: &'static str = "refund";
    const LANE: Lane = Lane::Money;
    type Payload = ();

    async fn run(engine: &Arc<Engine>, job: &ClaimedJob, (): ()) -> Result<Next, Error> {
        engine.refunds.refund_job(&job.subject).await
    }
}
