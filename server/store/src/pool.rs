//! A small pool of connections.
//!
//! A returned connection has no open transaction. One that is not returned (its
//! user was dropped, or it failed) is closed and replaced, so no user continues
//! another's transaction.

use super::connection::Connection;
use super::dialect::{Dialect, Isolation};
use super::role::Role;
use super::tx::{Tx, TxMode};
use crate::database::Database;
use crate::error::Fault;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a caller waits for a connection before it gets a fault.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// The connections of one role.
#[derive(Debug)]
pub(crate) struct Pool {
    database: Database,
    role: Role,
    permits: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    /// Opens connections when they are needed, at most `connections`.
    pub(crate) fn new(database: &Database, role: Role, connections: usize) -> Self {
        Self {
            database: database.clone(),
            role,
            permits: Semaphore::new(connections),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// A transaction that writes, and its permit.
    pub(crate) async fn begin(
        &self,
        isolation: Isolation,
    ) -> Result<(Tx, SemaphorePermit<'_>), Fault> {
        self.begin_with(TxMode::Write(isolation)).await
    }

    /// A consistent view, and its permit.
    pub(crate) async fn begin_read(&self) -> Result<(Tx, SemaphorePermit<'_>), Fault> {
        self.begin_with(TxMode::Read).await
    }

    /// A connection on which no transaction was begun, and its permit.
    pub(crate) async fn without_transaction(&self) -> Result<(Tx, SemaphorePermit<'_>), Fault> {
        let permit = self.permit().await?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => Connection::open(&self.database, self.role).await?,
        };
        Ok((Tx::new(connection), permit))
    }

    async fn permit(&self) -> Result<SemaphorePermit<'_>, Fault> {
        let permit = tokio::time::timeout(WAIT_MAX, self.permits.acquire()).await;
        permit
            .map_err(|_| Fault::unavailable("all connections to the database are taken"))?
            .map_err(|_| Fault::unavailable("the store is closed"))
    }

    /// An idle connection may have been closed by the server. Then no
    /// transaction was begun on it, and the next one is tried, finally a new
    /// one.
    async fn begin_with(&self, mode: TxMode) -> Result<(Tx, SemaphorePermit<'_>), Fault> {
        let permit = self.permit().await?;
        loop {
            let idle = self.idle().pop();
            let used = idle.is_some();
            let connection = match idle {
                Some(connection) => connection,
                None => Connection::open(&self.database, self.role).await?,
            };
            let mut tx = Tx::new(connection);
            match tx.begin(mode).await {
                Ok(()) => return Ok((tx, permit)),
                Err(fault) if used && self.database.dialect() == Dialect::Postgres => {
                    tracing::debug!(fault = %fault.chain(), "an idle connection was closed by the server");
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Takes a connection back that has no transaction open.
    pub(crate) fn give_back(&self, connection: Connection, permit: SemaphorePermit<'_>) {
        if !self.permits.is_closed() {
            self.idle().push(connection);
        }
        drop(permit);
    }

    /// Gives out no more connections and closes the idle ones.
    pub(crate) async fn close(&self) {
        self.permits.close();
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
