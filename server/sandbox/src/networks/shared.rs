//! What all networks of the sandbox share: the clock, the payer's messages, the
//! queued failures, the held replies and the HTTP client for notices.
//!
//! A network locks its own state first, then this one, and only for a moment.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use tokio::sync::Notify;

use super::held_replies::{HeldReplies, WaitingRequest};
use super::notices;
use super::queued_failures::QueuedFailures;
use super::sms::SmsInbox;

/// What the networks share.
pub(super) struct Shared {
    clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    /// Sends notices.
    pub(super) client: reqwest::Client,
    /// Notified when a notice may have become due.
    pub(super) wake: Notify,
    /// Notified when held replies are released.
    pub(super) holds_released: Notify,
    /// How long a reply is delayed that never comes.
    pub(super) silence: Duration,
    /// How long a slow reply is delayed.
    pub(super) slowness: Duration,
    state: Mutex<SharedState>,
}

/// The mutable part. None of it survives a restart.
#[derive(Default)]
pub(super) struct SharedState {
    /// SMS codes.
    pub(super) inbox: SmsInbox,
    /// Failures queued on the control page.
    pub(super) failures: QueuedFailures,
    /// Which replies and notices are held.
    pub(super) held_replies: HeldReplies,
}

impl Shared {
    /// Nothing queued, nothing held.
    ///
    /// # Errors
    /// The HTTP client cannot be built.
    pub(super) fn new(
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            clock,
            entropy,
            client: notices::client()?,
            wake: Notify::new(),
            holds_released: Notify::new(),
            silence: Duration::from_secs(30),
            slowness: Duration::from_secs(3),
            state: Mutex::default(),
        })
    }

    /// The present time.
    pub(super) fn now(&self) -> At {
        self.clock.now()
    }

    /// Locks the state. A poisoned lock is accepted: each change is one step.
    pub(super) fn state(&self) -> MutexGuard<'_, SharedState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while replies to such a request are held.
    pub(super) async fn wait_while_held(&self, request: WaitingRequest) {
        let step = request.step;
        let mut first = Some(request);
        loop {
            let mut released = std::pin::pin!(self.holds_released.notified());
            released.as_mut().enable();
            {
                let held_replies = &mut self.state().held_replies;
                if !held_replies.holds(step) {
                    return;
                }
                if let Some(request) = first.take() {
                    held_replies.wait(request);
                }
            }
            released.await;
        }
    }

    /// `count` random decimal digits.
    pub(super) fn digits(&self, count: usize) -> String {
        let mut digits = String::with_capacity(count);
        while digits.len() < count {
            let mut bytes = [0; 32];
            self.entropy.fill(&mut bytes);
            // Bytes of 250 and above would make the digits 0 to 5 more likely.
            let fair = bytes.iter().filter(|byte| **byte < 250);
            digits.extend(fair.map(|byte| char::from(b'0' + byte % 10)));
        }
        digits.truncate(count);
        digits
    }
}
