//! The job that delivers an event.

use super::{Job, Next};
use crate::engine::Engine;
use std::sync::Arc;
use store::Error;
use store::jobs::{ClaimedJob, Lane};

/// Delivers an event to its mall. The subject is the event's id.
pub(crate) struct DeliverEvent;

impl Job for DeliverEvent {
    const NAME: &'static str = "deliver";
    const LANE: Lane = Lane::Events;
    type Payload = ();

    async fn run(engine: &Arc<Engine>, job: &ClaimedJob, (): ()) -> Result<Next, Error> {
        engine.deliver_job(&job.subject, job.tries).await
    }
}
