//! A board where one task waits for what another will say, by name,
//! whichever comes first.

use anyhow::{Context, bail};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// Nothing takes longer that works.
const PATIENCE: Duration = Duration::from_secs(20);

enum Slot {
    Said(String),
    Waiting(oneshot::Sender<String>),
}

/// What was said and who waits, by name.
#[derive(Default)]
pub(crate) struct Board(Mutex<HashMap<String, Slot>>);

impl Board {
    /// Says something; the one who waits for it, or will, gets it.
    pub(crate) fn say(&self, name: String, what: String) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Slot::Waiting(waiting)) = slots.remove(&name) {
            // Gone: it lost its patience, and says so itself.
            drop(waiting.send(what));
        } else {
            slots.insert(name, Slot::Said(what));
        }
    }

    /// Waits for what is said by this name.
    ///
    /// # Errors
    /// Nothing was, for long.
    pub(crate) async fn wait(&self, name: &str) -> anyhow::Result<String> {
        let waiting = {
            let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(Slot::Said(what)) = slots.remove(name) {
                return Ok(what);
            }
            let (waits, waiting) = oneshot::channel();
            slots.insert(name.to_owned(), Slot::Waiting(waits));
            waiting
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(said) => said.context("somebody else waits by this name"),
            Err(_) => bail!("nothing was said of {name} for {PATIENCE:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Board;
    use std::sync::Arc;

    #[tokio::test]
    async fn what_is_said_is_heard_whoever_is_first() {
        let board = Arc::new(Board::default());
        board.say("a".to_owned(), "early".to_owned());
        assert_eq!(board.wait("a").await.expect("said"), "early");
        let waits = Arc::clone(&board);
        let waiting = tokio::spawn(async move { waits.wait("b").await });
        tokio::task::yield_now().await;
        board.say("b".to_owned(), "late".to_owned());
        assert_eq!(waiting.await.expect("no panic").expect("said"), "late");
    }
}
