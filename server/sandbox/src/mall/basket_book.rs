//! All baskets, by visitor, kept over a restart.

use super::basket::Basket;
use super::journal::{Journal, JournalError};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A visitor's basket as a line of the journal; the last one counts.
#[derive(Serialize, Deserialize)]
struct Entry {
    session: String,
    basket: Basket,
}

#[derive(Debug)]
struct Pages {
    journal: Journal,
    baskets: HashMap<String, Basket>,
}

/// The baskets.
#[derive(Debug)]
pub(crate) struct BasketBook(Mutex<Pages>);

impl BasketBook {
    /// Reads the book in this file, or begins it.
    pub(crate) fn open(path: &Path) -> Result<Self, JournalError> {
        let (journal, entries) = Journal::open::<Entry>(path)?;
        let baskets = entries.into_iter().map(|e| (e.session, e.basket)).collect();
        Ok(Self(Mutex::new(Pages { journal, baskets })))
    }

    /// The visitor's basket, empty where there is none.
    pub(crate) fn of(&self, session: Option<&str>) -> Basket {
        session
            .and_then(|s| self.pages().baskets.get(s).cloned())
            .unwrap_or_default()
    }

    /// Changes a basket; it is on disk when this returns.
    pub(crate) fn change(
        &self,
        session: &str,
        change: impl FnOnce(&mut Basket),
    ) -> Result<(), JournalError> {
        let mut pages = self.pages();
        let mut basket = pages.baskets.get(session).cloned().unwrap_or_default();
        change(&mut basket);
        pages.journal.append(&Entry {
            session: session.to_owned(),
            basket: basket.clone(),
        })?;
        pages.baskets.insert(session.to_owned(), basket);
        Ok(())
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::BasketBook;
    use crate::mall::goods::Article;

    #[test]
    fn baskets_survive_a_restart_and_stay_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("baskets.jsonl");
        let tea = Article::find("tea").expect("on the shelf");
        let book = BasketBook::open(&path).expect("opens");
        book.change("a", |b| b.add(tea)).expect("writes");
        book.change("a", |b| b.add(tea)).expect("writes");
        drop(book);
        let book = BasketBook::open(&path).expect("opens");
        assert_eq!(book.of(Some("a")).pieces(), 2);
        assert_eq!(book.of(Some("b")).pieces(), 0);
        assert_eq!(book.of(None).pieces(), 0);
    }
}
