//! Which tables, columns, indexes and triggers a database has, and where that
//! differs from what the migrations create.
//!
//! The expected schema is read from a database in memory on which the
//! migrations have run: one SQL text creates all tables, so names and types are
//! the same everywhere. Indexes are compared by what they cover, because their
//! names differ between databases.

use super::args;
use super::connection::Connection;
use super::dialect::Dialect;
use super::migrate;
use super::migrations::MIGRATIONS;
use super::role::Role;
use super::sqlite::IN_MEMORY;
use crate::database::Database;
use crate::database_state::{self, NO_DATABASE};
use crate::error::Error;
use domain::clock::At;
use std::collections::{BTreeMap, BTreeSet};

/// The schema of a database.
#[derive(Debug, Default, PartialEq, Eq)]
struct Schema {
    tables: BTreeSet<String>,
    /// By `table.column`: its type, and whether it may be null.
    columns: BTreeMap<String, String>,
    /// `table (column, column)`, and whether it is unique or partial.
    indexes: BTreeSet<String>,
    triggers: BTreeSet<String>,
}

/// One line for each difference: a migration that has not run, or a table,
/// column, index or trigger that is missing, of another type, or unknown.
/// Writes nothing. For `paydesk doctor`.
///
/// # Errors
/// A fault: the database is missing, is not whole, cannot be reached, or is of
/// a newer release.
pub async fn schema_differences(database: &Database) -> Result<Vec<String>, Error> {
    let compared = differences(database).await;
    compared.map_err(|error| match error {
        Error::Fault(fault) => fault.of_database(database).into(),
        refused @ Error::Refused(_) => refused,
    })
}

async fn differences(database: &Database) -> Result<Vec<String>, Error> {
    database_state::check_file(database)?;
    let mut live = Connection::open(database, Role::Auditor).await?;
    let pending = migrate::pending(&mut live).await?;
    if pending.len() == MIGRATIONS.len() {
        live.close().await;
        return Ok(vec![NO_DATABASE.to_owned()]);
    }
    if !pending.is_empty() {
        live.close().await;
        let told = |m: &_| format!("migration {m} has not run: `paydesk migrate` runs it");
        return Ok(pending.iter().map(told).collect());
    }
    let found = read(&mut live).await?;
    live.close().await;
    let model = Database::Sqlite(IN_MEMORY.into());
    let mut model = Connection::open(&model, Role::Creator).await?;
    migrate::run(&mut model, At::from_ms(0)).await?;
    let mut wanted = read(&mut model).await?;
    model.close().await;
    wanted.triggers = triggers(database.dialect());
    Ok(compare(&wanted, &found))
}

fn compare(wanted: &Schema, found: &Schema) -> Vec<String> {
    let mut lines = Vec::new();
    sets("table", &wanted.tables, &found.tables, &mut lines);
    // A table that is missing or unknown is one line, without its columns.
    let ours = |place: &str| {
        let table = place.split(['.', ' ']).next().unwrap_or_default();
        wanted.tables.contains(table) && found.tables.contains(table)
    };
    for (column, kind) in wanted.columns.iter().filter(|(column, _)| ours(column)) {
        match found.columns.get(column) {
            Some(is) if is == kind => {}
            Some(is) => lines.push(format!("column {column} is {is}, and should be {kind}")),
            None => lines.push(format!("column {column} is missing")),
        }
    }
    for column in found.columns.keys().filter(|column| ours(column)) {
        if !wanted.columns.contains_key(column) {
            lines.push(format!("column {column} is not one of ours"));
        }
    }
    let of_ours = |all: &BTreeSet<String>| all.iter().filter(|i| ours(i)).cloned().collect();
    let (wanted_indexes, found_indexes) = (of_ours(&wanted.indexes), of_ours(&found.indexes));
    sets("index", &wanted_indexes, &found_indexes, &mut lines);
    sets("trigger", &wanted.triggers, &found.triggers, &mut lines);
    lines
}

fn sets(what: &str, wanted: &BTreeSet<String>, found: &BTreeSet<String>, lines: &mut Vec<String>) {
    let missing = wanted.difference(found);
    lines.extend(missing.map(|name| format!("{what} {name} is missing")));
    let more = found.difference(wanted);
    lines.extend(more.map(|name| format!("{what} {name} is not one of ours")));
}

/// The triggers that the migrations create, by their SQL for this dialect.
fn triggers(dialect: Dialect) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for sql in MIGRATIONS.iter().filter_map(|m| m.sql_for(dialect)) {
        let words: Vec<&str> = sql.split_whitespace().collect();
        let after_trigger = words.windows(3).filter(|w| {
            w[1].eq_ignore_ascii_case("TRIGGER")
                && (w[0].eq_ignore_ascii_case("CREATE") || w[0].eq_ignore_ascii_case("CONSTRAINT"))
        });
        names.extend(after_trigger.map(|w| w[2].to_owned()));
    }
    names
}

async fn read(connection: &mut Connection) -> Result<Schema, Error> {
    let [columns, indexes, triggers] = match connection.dialect() {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    };
    let mut schema = Schema::default();
    for row in connection.all(columns, args![]).await? {
        let table = row.text("of_table")?;
        let null = if row.flag("never_null")? {
            " NOT NULL"
        } else {
            ""
        };
        let kind = row.text("kind")?.to_uppercase();
        let place = format!("{table}.{}", row.text("name")?);
        schema.columns.insert(place, format!("{kind}{null}"));
        schema.tables.insert(table);
    }
    // One row per column, in the index's order.
    let mut parts: BTreeMap<(String, String), (Vec<String>, &str, &str)> = BTreeMap::new();
    for row in connection.all(indexes, args![]).await? {
        let unique = if row.flag("alone")? { ", unique" } else { "" };
        let partial = if row.flag("partial")? {
            ", of a part"
        } else {
            ""
        };
        let index = parts
            .entry((row.text("of_table")?, row.text("index_name")?))
            .or_insert_with(|| (Vec::new(), unique, partial));
        index.0.push(row.text("name")?);
    }
    for ((table, _), (columns, unique, partial)) in parts {
        let index = format!("{table} ({}){unique}{partial}", columns.join(", "));
        schema.indexes.insert(index);
    }
    for row in connection.all(triggers, args![]).await? {
        schema.triggers.insert(row.text("name")?);
    }
    Ok(schema)
}

const SQLITE: [&str; 3] = [
    "SELECT m.name AS of_table, c.name AS name, c.type AS kind,
         CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 1 ELSE 0 END AS never_null
     FROM sqlite_master m JOIN pragma_table_info(m.name) c
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'",
    "SELECT m.name AS of_table, i.name AS index_name, i.\"unique\" AS alone, i.partial AS partial,
         COALESCE(c.name, 'an expression') AS name
     FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, i.name, c.seqno",
    "SELECT name FROM sqlite_master WHERE type = 'trigger'",
];

const POSTGRES: [&str; 3] = [
    "SELECT CAST(table_name AS TEXT) AS of_table, CAST(column_name AS TEXT) AS name, CAST(data_type AS TEXT) AS kind,
         CAST(CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END AS BIGINT) AS never_null
     FROM information_schema.columns WHERE table_schema = current_schema()",
    "SELECT CAST(t.relname AS TEXT) AS of_table, CAST(i.relname AS TEXT) AS index_name,
         CAST(CASE WHEN x.indisunique THEN 1 ELSE 0 END AS BIGINT) AS alone,
         CAST(CASE WHEN x.indpred IS NULL THEN 0 ELSE 1 END AS BIGINT) AS partial,
         CAST(COALESCE(a.attname, 'an expression') AS TEXT) AS name
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
         JOIN pg_namespace n ON n.oid = t.relnamespace
         CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (attnum, place)
         LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
     WHERE n.nspname = current_schema() AND x.indisvalid ORDER BY 1, 2, k.place",
    "SELECT CAST(g.tgname AS TEXT) AS name FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
         JOIN pg_namespace n ON n.oid = t.relnamespace
     WHERE n.nspname = current_schema() AND NOT g.tgisinternal",
];
