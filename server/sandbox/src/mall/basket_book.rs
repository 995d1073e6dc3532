//! All baskets by visitor, in a file.

use super::basket::Basket;
use crate::jsonl_file::{JsonlError, JsonlFile};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One line of the file: a visitor's whole basket. The last line counts.
#[derive(Serialize, Deserialize)]
struct BasketEntry {
    session: String,
    basket: Basket,
}

#[derive(Debug)]
struct BasketTable {
    jsonl_file: JsonlFile,
    baskets: HashMap<String, Basket>,
}

/// The baskets.
#[derive(Debug)]
pub(crate) struct BasketBook(Mutex<BasketTable>);

impl BasketBook {
    /// Reads the file, or creates it.
    pub(crate) fn open(path: &Path) -> Result<Self, JsonlError> {
        let (jsonl_file, entries) = JsonlFile::open::<BasketEntry>(path)?;
        let baskets = entries.into_iter().map(|e| (e.session, e.basket)).collect();
        Ok(Self(Mutex::new(BasketTable {
            jsonl_file,
            baskets,
        })))
    }

    /// The visitor's basket; empty if there is none.
    pub(crate) fn of(&self, session: Option<&str>) -> Basket {
        session
            .and_then(|s| self.table().baskets.get(s).cloned())
            .unwrap_or_default()
    }

    /// Changes a basket. It is on disk when this returns.
    pub(crate) fn change(
        &self,
        session: &str,
        change: impl FnOnce(&mut Basket),
    ) -> Result<(), JsonlError> {
        let mut table = self.table();
        let mut basket = table.baskets.get(session).cloned().unwrap_or_default();
        change(&mut basket);
        table.jsonl_file.append_synced(&BasketEntry {
            session: session.to_owned(),
            basket: basket.clone(),
        })?;
        table.baskets.insert(session.to_owned(), basket);
        Ok(())
    }

    fn table(&self) -> MutexGuard<'_, BasketTable> {
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
