//! For the benchmark alone (feature `bench`, in no release): a house with as
//! many orders as wanted, and what its disk can do.

use crate::database::Database;
use crate::error::{Error, Fault};
use crate::store::{Store, malls, merchants, yardstick};
use domain::clock::{At, Clock};
use domain::mall::{Mall, MallKey};
use domain::merchant::Merchant;
use std::path::Path;
use std::time::Instant;

/// A database before, or between, the times a desk uses it.
#[derive(Debug)]
pub struct Ground {
    store: Store,
    now: At,
}

impl Ground {
    /// Opens the database, and makes its tables.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn open(database: &Database, clock: &dyn Clock) -> Result<Self, Fault> {
        let now = clock.now();
        let store = Store::open(database, now).await?;
        Ok(Self { store, now })
    }

    /// Registers a mall and a payee. Unlike the command line this takes an
    /// `http://` webhook address: the benchmark listens on the loopback.
    ///
    /// # Errors
    /// A fault, also where one of them is there already.
    pub async fn register(
        &self,
        mall: &Mall,
        key: &MallKey,
        merchant: &Merchant,
    ) -> Result<(), Error> {
        let (mall, key, merchant) = (mall.clone(), key.clone(), merchant.clone());
        let now = self.now;
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    malls::insert(tx, &mall).await?;
                    malls::insert_key(tx, &key, now).await?;
                    merchants::insert(tx, &merchant).await
                })
            })
            .await
    }

    /// Tokens of pages that can be paid, spread over all orders.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn open_pages(&self, most: u32) -> Result<Vec<String>, Error> {
        self.store
            .read(move |tx| {
                Box::pin(async move { crate::store::copies::open_pages(tx, most).await })
            })
            .await
    }

    /// How many orders there are.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn orders(&self) -> Result<i64, Error> {
        self.store
            .read(|tx| Box::pin(async move { crate::store::copies::orders(tx).await }))
            .await
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

/// Copies all that belongs to the orders there are, `copies` times, with ids
/// of their own and times ever further in the past. Made from orders that a
/// desk really took, so states, events and books are as in life. Nobody else
/// may use the database meanwhile.
///
/// # Errors
/// A fault of the database: what is there then is of no use.
pub async fn multiply(database: &Database, copies: u32) -> Result<(), Error> {
    crate::store::copies::make(database, copies).await
}

/// Writes rows into a `SQLite` file of their own, opened as the desk opens
/// its own (WAL, `synchronous=FULL`): `rows` of an order's size in each
/// commit, until `end`, which `now` tells. Answers how many.
///
/// # Errors
/// A fault of the database.
pub async fn rows_written(
    file: &Path,
    rows: u32,
    end: Instant,
    now: fn() -> Instant,
) -> Result<u64, Fault> {
    yardstick::rows_written(file, rows, end, now).await
}
