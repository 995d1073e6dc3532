//! Passes messages between tasks by name: one task puts a message, another
//! waits for it, in either order.

use anyhow::{Context, bail};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// The time-out of a wait.
const TIMEOUT: Duration = Duration::from_secs(20);

enum MailboxSlot {
    Message(String),
    Waiting(oneshot::Sender<String>),
}

/// Messages and waiting tasks, by name.
#[derive(Default)]
pub(crate) struct Mailbox(Mutex<HashMap<String, MailboxSlot>>);

impl Mailbox {
    /// Puts a message for the task that waits for it, or will wait.
    pub(crate) fn put(&self, name: String, message: String) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(MailboxSlot::Waiting(waiting)) = slots.remove(&name) {
            // The waiting task timed out, and reports that itself.
            drop(waiting.send(message));
        } else {
            slots.insert(name, MailboxSlot::Message(message));
        }
    }

    /// Waits for the message with this name and removes it.
    ///
    /// # Errors
    /// There was none in time.
    pub(crate) async fn take(&self, name: &str) -> anyhow::Result<String> {
        let waiting = {
            let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(MailboxSlot::Message(message)) = slots.remove(name) {
                return Ok(message);
            }
            let (sender, waiting) = oneshot::channel();
            slots.insert(name.to_owned(), MailboxSlot::Waiting(sender));
            waiting
        };
        match tokio::time::timeout(TIMEOUT, waiting).await {
            Ok(message) => message.context("another task waits for this name"),
            Err(_) => bail!("no message named {name} came within {TIMEOUT:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mailbox;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_message_is_taken_in_either_order() {
        let mailbox = Arc::new(Mailbox::default());
        mailbox.put("a".to_owned(), "early".to_owned());
        assert_eq!(mailbox.take("a").await.expect("said"), "early");
        let waiter = Arc::clone(&mailbox);
        let waiting = tokio::spawn(async move { waiter.take("b").await });
        tokio::task::yield_now().await;
        mailbox.put("b".to_owned(), "late".to_owned());
        assert_eq!(waiting.await.expect("no panic").expect("said"), "late");
    }
}
