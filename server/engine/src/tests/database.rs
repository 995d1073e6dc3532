//! A database for one test: a file in a temporary folder or, where
//! `PAYDESK_TEST_POSTGRES` holds an address, a schema of its own there. It is
//! removed when it is dropped.

use super::{Database, check_books};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// The address of a PostgreSQL whose user may make schemas.
const SERVER: &str = "PAYDESK_TEST_POSTGRES";

static GROUNDS: AtomicU32 = AtomicU32::new(0);

/// An empty database for one test.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    /// Holds the `SQLite` file.
    pub(crate) folder: TempDir,
    schema: Option<Schema>,
}

#[derive(Debug)]
struct Schema {
    server: String,
    name: String,
}

impl TestDatabase {
    /// Creates the database.
    pub(crate) fn new() -> Self {
        let schema = server().map(|server| {
            let n = GROUNDS.fetch_add(1, Ordering::Relaxed);
            let name = format!("house_{}_{n}", std::process::id());
            let schema = Schema { server, name };
            schema.run("DROP SCHEMA IF EXISTS", "CASCADE");
            schema.run("CREATE SCHEMA", "");
            schema
        });
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            schema,
        }
    }

    /// Its address, for `Database::parse`.
    pub(crate) fn address(&self) -> String {
        match &self.schema {
            Some(schema) => {
                let sign = if schema.server.contains('?') {
                    '&'
                } else {
                    '?'
                };
                format!(
                    "{}{sign}options[search_path]={}",
                    schema.server, schema.name
                )
            }
            None => self.folder.path().join("paydesk.db").display().to_string(),
        }
    }
}

impl TestDatabase {
    fn check_books(&self) {
        let database = Database::parse(&self.address()).expect("a database");
        let books = apart(async move { check_books(&database).await }).expect("books to check");
        assert!(books.are_right(), "{books}\n{}", books.faults().join("\n"));
    }
}

/// The books must be right whenever a test ends.
impl Drop for TestDatabase {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.check_books();
        }
        if let Some(schema) = &self.schema {
            schema.run("DROP SCHEMA IF EXISTS", "CASCADE");
        }
    }
}

/// Runs `work` on a thread with its own runtime, because `Drop` may run inside
/// one.
fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(work)
    });
    thread.join().expect("the thread ends")
}

impl Schema {
    fn run(&self, before: &'static str, after: &'static str) {
        let options: PgConnectOptions = self.server.parse().expect("an address");
        let sql = format!("SET lock_timeout = 5000; {before} {} {after}", self.name);
        let ran = apart(async move {
            let mut connection = PgConnection::connect_with(&options).await?;
            connection
                .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
                .await?;
            connection.close().await
        });
        if let Err(error) = ran
            && !std::thread::panicking()
        {
            panic!("{SERVER}: {error}");
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment which database to use"
)]
fn server() -> Option<String> {
    std::env::var(SERVER)
        .ok()
        .filter(|address| !address.is_empty())
}
