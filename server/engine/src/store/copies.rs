//! A few real orders made into very many, for the benchmark: every row of an
//! order is copied with ids of its own, by set-based statements.
//!
//! The rows there were at first are set aside, and copies are made from those
//! alone: a statement that read the tables it fills would look at all copies
//! that are there already, for each further one.
//!
//! A copy's times are as many minutes earlier as it is copies away, and its
//! ids and its token are the original's at an earlier time. Its buyer is
//! somebody else. What is kept for a while only (signatures, answers for a key)
//! is not copied, nor the jobs of orders that are not open.

mod statements;

use super::connection::{Connection, Role};
use super::dialect::{Dialect, Isolation};
use super::{Tx, args};
use crate::database::Database;
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::OrderId;
use statements::{ASIDE, COPY, FORGET, SUMS, WANTED};

/// Copies that can be told apart: three letters of 32, without the first.
const COPIES_MAX: u32 = 32 * 32 * 32 - 1;
/// The alphabet of ids.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How much earlier each copy is than the one before it.
const MINUTE_MS: i64 = 60_000;
/// Copies made by one statement.
const TOGETHER: u32 = 20;

/// For a file that is thrown away when it is not finished: in memory as much
/// as fits, to the disk when all is done.
const IN_HASTE: &str =
    "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF;
    PRAGMA cache_size = -1048576";
/// As the desk wants it.
const AS_EVER: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";

/// Copies all orders there are, `copies` times. Nobody else may use the
/// database meanwhile, and a file is of no use when this is an error. Surplus
/// is not copied, so there must be none.
pub(crate) async fn make(database: &Database, copies: u32) -> Result<(), Error> {
    if copies > COPIES_MAX {
        return Err(Fault::new(format!("at most {COPIES_MAX} copies can be told apart")).into());
    }
    let mut connection = Connection::open(database, Role::Maker).await?;
    let filled = fill(&mut connection, copies).await;
    connection.close().await;
    filled?;
    on_disk(database).await
}

async fn fill(connection: &mut Connection, copies: u32) -> Result<(), Error> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM surplus";
    let surplus = connection.one(sql, args![]).await?;
    if surplus.map_or(Ok(0), |row| row.int("n"))? > 0 {
        return Err(Fault::new("surplus is not copied, and there is some").into());
    }
    let is_file = connection.dialect() == Dialect::Sqlite;
    if is_file {
        connection.raw(IN_HASTE).await?;
    }
    set_aside(connection, copies).await?;
    for sql in COPY {
        begin(connection).await?;
        for first in (1..=copies).step_by(usize::try_from(TOGETHER).expect("a small number")) {
            let last = copies.min(first + TOGETHER - 1);
            connection.run(sql, args![first, last]).await?;
            // A file is written to in this thread: others have their turn.
            tokio::task::yield_now().await;
        }
        connection.raw("COMMIT").await?;
    }
    begin(connection).await?;
    for sql in SUMS {
        connection.run(sql, args![copies + 1]).await?;
    }
    for sql in FORGET {
        connection.raw(sql).await?;
    }
    connection.raw("COMMIT").await?;
    if is_file {
        connection.raw(AS_EVER).await?;
    }
    Ok(())
}

async fn set_aside(connection: &mut Connection, copies: u32) -> Result<(), Error> {
    begin(connection).await?;
    for sql in ASIDE {
        connection.raw(sql).await?;
    }
    let first = "SELECT CAST(COALESCE(MIN(created_at), 0) AS BIGINT) AS ms FROM aside_orders";
    let first = connection.one(first, args![]).await?;
    let first = first.map_or(Ok(0), |row| row.int("ms"))?;
    for copy in 1..=copies {
        let earlier = i64::from(copy) * MINUTE_MS;
        let early = early(At::from_ms(first - earlier));
        let values = args![copy, early, number(copy), earlier];
        connection.run(WANTED, values).await?;
    }
    Ok(connection.raw("COMMIT").await?)
}

async fn begin(connection: &mut Connection) -> Result<(), Fault> {
    let begin = connection.dialect().begin_write(Isolation::Statement);
    connection.raw(begin).await
}

/// What was written in haste is written now: else the disk would be at it
/// while something else is measured.
async fn on_disk(database: &Database) -> Result<(), Error> {
    if let Database::Sqlite(path) = database {
        let path = path.clone();
        let synced = tokio::task::spawn_blocking(move || {
            std::fs::File::open(path).and_then(|file| file.sync_all())
        });
        synced
            .await
            .map_err(|error| Fault::new(error.to_string()))?
            .map_err(|error| Fault::new(format!("the file cannot be synced: {error}")))?;
    }
    Ok(())
}

/// What ids of this time begin with: letters of half a minute, of which no two
/// copies have the same.
fn early(at: At) -> String {
    let id = OrderId::new(&Nothing, at);
    id.as_str().chars().skip(4).take(7).collect()
}

/// The least random there is.
struct Nothing;

impl Entropy for Nothing {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// What follows a copied order's number at its mall.
fn number(copy: u32) -> String {
    let letter = |n: u32| char::from(ALPHABET[usize::try_from(n % 32).expect("a small number")]);
    let letters = [copy, copy / 32, copy / 1024].map(letter);
    format!("-{}", String::from_iter(letters))
}

/// Tokens of orders that can be paid, by their random part: of all times.
pub(crate) async fn open_pages(tx: &mut Tx, most: u32) -> Result<Vec<String>, Error> {
    let sql = "SELECT token FROM orders WHERE state = 'open' ORDER BY substr(token, 11) LIMIT $1";
    tx.all(sql, args![most])
        .await?
        .iter()
        .map(|row| row.text("token"))
        .collect()
}

/// How many orders there are.
pub(crate) async fn orders(tx: &mut Tx) -> Result<i64, Error> {
    let row = tx
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) AS orders FROM orders",
            args![],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("orders"))
}

#[cfg(test)]
mod tests {
    use super::{MINUTE_MS, Tx, args, early, make, number, open_pages, orders};
    use crate::database::Database;
    use crate::error::Error;
    use crate::store::schema;
    use crate::tests::fixture::{Fixture, visit};
    use domain::clock::At;
    use domain::desk::Choice;
    use std::collections::BTreeSet;
    use testkit::network::signed_notice;

    #[test]
    fn numbers_tell_copies_apart() {
        assert_eq!(number(1), "-100");
        assert_eq!(number(super::COPIES_MAX), "-zzz");
        let all: BTreeSet<_> = (1..=super::COPIES_MAX).map(number).collect();
        assert_eq!(all.len(), 32 * 32 * 32 - 1);
    }

    /// How many orders are not where their time is in the order of ids, and
    /// how many in that of tokens.
    async fn misplaced(tx: &mut Tx) -> Result<[i64; 2], Error> {
        let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN a.id > b.id THEN 1 ELSE 0 END), 0) AS BIGINT) AS ids,
                CAST(COALESCE(SUM(CASE WHEN a.token > b.token THEN 1 ELSE 0 END), 0) AS BIGINT) AS tokens
            FROM orders a JOIN orders b ON a.created_at < b.created_at - 40000";
        let row = tx.one(sql, args![]).await?.expect("a row");
        Ok([row.int("ids")?, row.int("tokens")?])
    }

    #[test]
    fn no_two_copies_begin_alike() {
        let minutes = (0..4000).map(|n| early(At::from_ms(1_795_000_000_000 - n * MINUTE_MS)));
        assert_eq!(minutes.collect::<BTreeSet<_>>().len(), 4000);
    }

    #[tokio::test]
    async fn copies_are_orders_of_their_own_and_the_books_hold() {
        let mut fixture = Fixture::new().await;
        let paid = fixture.another_order("PAID").await;
        fixture
            .desk
            .confirm(&paid, Choice::Scan, &visit())
            .await
            .expect("a code");
        let paid = signed_notice(fixture.network.pay_qr());
        fixture.engine.notice(&paid).await.expect("believed");
        for number in ["A", "B", "C"] {
            fixture.another_order(number).await;
        }
        let database = Database::parse(&fixture.database.address()).expect("a database");
        fixture.engine.store.close().await;
        make(&database, 45).await.expect("copies");
        let differs = schema::differences(&database).await.expect("a schema");
        assert_eq!(differs, [""; 0], "nothing is left over");
        fixture.restart().await;
        let counted = fixture.engine.store.read(|tx| {
            Box::pin(async move {
                let pages = open_pages(tx, 1000).await?;
                Ok((orders(tx).await?, pages.len(), misplaced(tx).await?))
            })
        });
        let (orders, pages, misplaced) = counted.await.expect("read");
        assert_eq!((orders, pages), (4 * 46, 3 * 46));
        assert_eq!(misplaced, [0, 0], "ids and tokens lie by their time");
        assert_eq!(fixture.event_types().await.len(), 46);
    }
}
