//! What a server does between its start and its end.
//!
//! While it drains, `/readyz` answers 503, so that a load balancer sends new
//! requests elsewhere, and everything else goes on as before. When it stops, no
//! connection is accepted, event streams end, and requests that have begun are
//! answered.

use tokio::sync::watch;

/// Where a server is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// It takes requests.
    Serving,
    /// It takes requests and says that it will stop.
    Draining,
    /// It answers what has begun.
    Stopping,
}

/// The phase, for those who have to know it.
#[derive(Clone, Debug)]
pub(crate) struct PhaseWatch(watch::Receiver<Phase>);

impl PhaseWatch {
    /// The phase, and the end that changes it.
    pub(crate) fn channel() -> (watch::Sender<Phase>, Self) {
        let (sender, receiver) = watch::channel(Phase::Serving);
        (sender, Self(receiver))
    }

    /// The phase that this end changes.
    pub(super) fn of(sender: &watch::Sender<Phase>) -> Self {
        Self(sender.subscribe())
    }

    /// The phase now.
    pub(crate) fn now(&self) -> Phase {
        *self.0.borrow()
    }

    /// Waits until the server stops, or the other end is gone.
    pub(crate) async fn stopping(mut self) {
        // An error means that the other end is gone: the process ends.
        let _ = self.0.wait_for(|phase| *phase == Phase::Stopping).await;
    }
}
