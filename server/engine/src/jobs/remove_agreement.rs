//! The job that removes a saved card at its network.

use super::{Job, Next};
use crate::engine::Engine;
use std::sync::Arc;
use store::Error;
use store::jobs::{ClaimedJob, Lane};

/// Removes the token of a removed card at the network. The subject is the
/// agreement's id.
pub(crate) struct RemoveAgreement;

impl Job for RemoveAgreement {
    const NAME: &'static str = "forget";
    const LANE: Lane = Lane::Money;
    type Payload = ();

    async fn run(engine: &Arc<Engine>, job: &ClaimedJob, (): ()) -> Result<Next, Error> {
        let payments = &engine.payments;
        payments.remove_token_job(&job.subject, job.tries).await
    }
}
