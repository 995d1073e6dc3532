//! A database for one test: a file in a temporary folder or, where
//! `PAYDESK_TEST_POSTGRES` has an address, a schema there. It is removed on
//! drop.

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use store::testing::check_books_at;
use tempfile::TempDir;

/// The variable with the address of a PostgreSQL where schemas may be made.
const POSTGRES: &str = "PAYDESK_TEST_POSTGRES";

static SCHEMAS: AtomicU32 = AtomicU32::new(0);

/// An empty database for one test.
#[derive(Debug)]
pub struct TestDatabase {
    /// Holds the `SQLite` file.
    folder: TempDir,
    schema: Option<Schema>,
    /// True where the books are checked on drop.
    checked: bool,
}

#[derive(Debug)]
struct Schema {
    server: String,
    name: String,
}

impl TestDatabase {
    /// An empty database.
    pub fn new() -> Self {
        Self::in_folder(&std::env::temp_dir())
    }

    /// An empty database; an `SQLite` file is made below `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        Self::made_by(folder, |schema| format!("CREATE SCHEMA {schema}"))
    }

    /// On PostgreSQL, a schema that is filled by the statements that `dump`
    /// returns for its name.
    pub fn from_dump(dump: impl FnOnce(&str) -> String) -> Self {
        Self::made_by(&std::env::temp_dir(), dump)
    }

    fn made_by(folder: &Path, statements: impl FnOnce(&str) -> String) -> Self {
        let schema = postgres().map(|server| {
            let n = SCHEMAS.fetch_add(1, Ordering::Relaxed);
            let name = format!("test_{}_{n}", std::process::id());
            let schema = Schema { server, name };
            schema.drop();
            schema.run(&statements(&schema.name));
            schema
        });
        Self {
            folder: tempfile::tempdir_in(folder).expect("a temporary folder"),
            schema,
            checked: false,
        }
    }

    /// Checks the books when the test ends without a panic.
    #[must_use]
    pub fn checked(mut self) -> Self {
        self.checked = true;
        self
    }

    /// Its address, as `--database` takes it.
    pub fn address(&self) -> String {
        match &self.schema {
            Some(Schema { server, name }) => {
                let sign = if server.contains('?') { '&' } else { '?' };
                format!("{server}{sign}options[search_path]={name}")
            }
            None => self.folder().join("paydesk.db").display().to_string(),
        }
    }

    /// The folder of the `SQLite` file; empty on PostgreSQL.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Default for TestDatabase {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.checked
            && !std::thread::panicking()
            && let Err(faults) = on_own_runtime(check_books_at(self.address()))
        {
            panic!("the books are wrong: {faults}");
        }
        if let Some(schema) = &self.schema {
            schema.drop();
        }
    }
}

impl Schema {
    fn drop(&self) {
        self.run(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name));
    }

    fn run(&self, statements: &str) {
        let options: PgConnectOptions = self.server.parse().expect("an address");
        let sql = format!("SET lock_timeout = 5000; {statements}");
        let ran = on_own_runtime(async move {
            let mut tries = 1;
            loop {
                match run_once(&options, &sql).await {
                    // A job of the test that ends meanwhile has its locks in another
                    // order, and the server ends one of the two.
                    Err(error) if is_deadlock(&error) && tries < TRIES => tries += 1,
                    ran => return ran,
                }
            }
        });
        if let Err(error) = ran
            && !std::thread::panicking()
        {
            panic!("{POSTGRES}: {error}");
        }
    }
}

/// How often statements are run that are ended by a deadlock.
const TRIES: u32 = 5;

async fn run_once(options: &PgConnectOptions, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect_with(options).await?;
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    connection.execute(sql).await?;
    connection.close().await
}

fn is_deadlock(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.as_deref() == Some("40P01")
}

/// Runs `work` on a thread with its own runtime, because `Drop` may run
/// inside one.
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

/// The address of the PostgreSQL of this test run; `None` on `SQLite`.
#[expect(
    clippy::disallowed_methods,
    reason = "the environment sets the database of a test run"
)]
pub fn postgres() -> Option<String> {
    let address = std::env::var(POSTGRES).ok();
    address.filter(|address| !address.is_empty())
}
