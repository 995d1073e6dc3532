//! Connections that are kept open between uses, a few at most.
//!
//! A connection that comes back has no transaction open. One that does not
//! come back (its user went away in the middle of a view, or it failed) is
//! closed, and the next user opens another: nobody ever gets a view that
//! somebody else left open.

use super::connection::{Connection, Role};
use super::dialect::{Dialect, Isolation};
use super::tx::{Begin, Tx};
use crate::database::Database;
use crate::error::Fault;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a caller waits for its turn before it is told to come back.
const TURN: Duration = Duration::from_secs(5);

/// The connections of one role.
#[derive(Debug)]
pub(super) struct Pool {
    database: Database,
    role: Role,
    places: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    /// Opens none before it is needed.
    pub(super) fn new(database: &Database, role: Role, places: usize) -> Self {
        Self {
            database: database.clone(),
            role,
            places: Semaphore::new(places),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// A transaction that writes, and the place it holds.
    pub(super) async fn begin(
        &self,
        isolation: Isolation,
    ) -> Result<(Tx, SemaphorePermit<'_>), Fault> {
        self.begin_with(Begin::Write(isolation)).await
    }

    /// A consistent view, and the place it holds.
    pub(super) async fn view(&self) -> Result<(Tx, SemaphorePermit<'_>), Fault> {
        self.begin_with(Begin::View).await
    }

    /// A connection with nothing begun on it, and the place it holds.
    pub(super) async fn bare(&self) -> Result<(Tx, SemaphorePermit<'_>), Fault> {
        let place = self.turn().await?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => Connection::open(&self.database, self.role).await?,
        };
        Ok((Tx::new(connection), place))
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, Fault> {
        let turn = tokio::time::timeout(TURN, self.places.acquire()).await;
        turn.map_err(|_| Fault::unavailable("all connections to the database are taken"))?
            .map_err(|_| Fault::unavailable("the store is closed"))
    }

    /// A connection that was idle may have died unseen: then nothing was
    /// begun on it, and the next one is tried, at last a new one.
    async fn begin_with(&self, begin: Begin) -> Result<(Tx, SemaphorePermit<'_>), Fault> {
        let place = self.turn().await?;
        loop {
            let idle = self.idle().pop();
            let used = idle.is_some();
            let connection = match idle {
                Some(connection) => connection,
                None => Connection::open(&self.database, self.role).await?,
            };
            let mut tx = Tx::new(connection);
            match tx.begin(begin).await {
                Ok(()) => return Ok((tx, place)),
                Err(fault) if used && self.database.dialect() == Dialect::Postgres => {
                    tracing::debug!(fault = %fault.chain(), "an idle connection is of no use any more");
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Takes a connection back that has no transaction open.
    pub(super) fn give_back(&self, connection: Connection, place: SemaphorePermit<'_>) {
        if !self.places.is_closed() {
            self.idle().push(connection);
        }
        drop(place);
    }

    /// Gives nothing out any more and closes what is idle.
    pub(super) async fn close(&self) {
        self.places.close();
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            connection.close().await;
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle
            .lock()
            .expect("nothing panics while holding this lock")
    }
}
