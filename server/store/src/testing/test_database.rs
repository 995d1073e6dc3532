//! A database for one test: a file in a temporary folder, or, where
//! `PAYDESK_TEST_POSTGRES` holds an address, a schema of its own in that
//! database. When it is dropped its books are checked and it is deleted.

use crate::{Database, check_books};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// The address of a PostgreSQL whose user may make schemas.
const SERVER: &str = "PAYDESK_TEST_POSTGRES";

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database for one test.
#[derive(Debug)]
pub struct TestDatabase {
    /// Where the file is, if it is one.
    pub folder: TempDir,
    schema: Option<TestSchema>,
}

#[derive(Debug)]
struct TestSchema {
    server: String,
    name: String,
}

impl TestDatabase {
    /// An empty database in a temporary folder, or in a schema of the server.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub fn create() -> Self {
        Self::in_folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// The same with a file in this folder.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub fn in_folder(folder: TempDir) -> Self {
        let schema = server().map(|server| {
            let n = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = format!("paydesk_test_{}_{n}", std::process::id());
            let schema = TestSchema { server, name };
            schema.run("DROP SCHEMA IF EXISTS", "CASCADE");
            schema.run("CREATE SCHEMA", "");
            schema
        });
        Self { folder, schema }
    }

    /// Its address, for `Database::parse`.
    pub fn address(&self) -> String {
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
        let books =
            on_own_runtime(async move { check_books(&database).await }).expect("books to check");
        assert!(books.are_right(), "{books}\n{}", books.faults().join("\n"));
    }
}

/// A test leaves books that balance.
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

/// On a thread and runtime of its own, because a test may end on any thread.
fn on_own_runtime<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(work)
    });
    thread.join().expect("the thread ends")
}

impl TestSchema {
    fn run(&self, before: &'static str, after: &'static str) {
        let options: PgConnectOptions = self.server.parse().expect("an address");
        let sql = format!("SET lock_timeout = 5000; {before} {} {after}", self.name);
        let ran = on_own_runtime(async move {
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
