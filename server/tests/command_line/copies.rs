//! Copies of an `SQLite` file that is in use: those that are whole, and those
//! that lack what was committed last.
#![cfg(unix)]

use crate::desk_flags::{desk_on, migrated, with};
use crate::draining::Serving;
use crate::{path, run, said};
use std::path::Path;

const RIGHT: &str = "the books are right";
const PART: &str = "was copied while it was in use, without the journal";

/// What `check-books` says of a file, and whether it is content.
fn checked(database: &str) -> (bool, String) {
    let output = run(&["check-books", "--database", database], &[]);
    (output.status.success(), said(&output))
}

fn is_right(database: &str) {
    // Twice: looking at a file does not change what it says.
    for _ in 0..2 {
        let (content, told) = checked(database);
        assert!(content && told.contains(RIGHT), "{database}: {told}");
    }
}

fn is_part(database: &str) {
    for _ in 0..2 {
        let (content, told) = checked(database);
        assert!(!content && told.contains(PART), "{database}: {told}");
        assert!(!told.contains(RIGHT), "{told}");
    }
    let (_, told) = with("doctor", &desk_on(database.to_owned()));
    assert!(told.contains(PART), "{told}");
}

fn merchant(database: &str) {
    let added = run(
        &[
            "merchant",
            "add",
            "--database",
            database,
            "--legal-name",
            "杭州龙井茶业有限公司",
            "--short-name",
            "龙井茶业",
            "--uscc",
            "91350100M000100Y43",
            "--network-no",
            "777290058110048",
            "--mcc",
            "5499",
            "--product",
            "scan",
        ],
        &[],
    );
    assert!(added.status.success(), "{}", said(&added));
}

/// A copy of these files of the folder's database, in a folder of its own.
fn copy(folder: &Path, name: &str, endings: &[&str]) -> String {
    let to = folder.join(name);
    std::fs::create_dir(&to).expect("a folder");
    for ending in endings {
        let file = format!("desk.db{ending}");
        std::fs::copy(folder.join(&file), to.join(&file)).expect("copied");
    }
    path(&to, "desk.db")
}

#[tokio::test]
async fn a_copy_without_its_journal_is_not_called_right() {
    let folder = tempfile::tempdir().expect("a folder");
    // Its own: where another desk on the database stops, the journal is merged.
    let live = migrated(folder.path());
    let flags = desk_on(live.clone());
    is_right(&live);
    let mut serving = Serving::start(&flags, "0").await;
    merchant(&live);
    is_right(&live);
    is_part(&copy(folder.path(), "alone", &[""]));
    is_right(&copy(folder.path(), "with-journal", &["", "-wal"]));
    let whole = path(folder.path(), "vacuumed.db");
    let there = rusqlite::Connection::open(&live).expect("the file opens");
    let vacuumed = there.execute("VACUUM INTO ?1", [&whole]);
    vacuumed.expect("copied");
    drop(there);
    is_right(&whole);

    serving.terminate();
    serving.until_it_has_ended().await;
    is_right(&live);
    is_right(&copy(folder.path(), "stopped", &[""]));

    // Its journal stays with a process that was killed.
    let serving = Serving::start(&flags, "0").await;
    merchant(&live);
    drop(serving);
    is_right(&live);
    is_part(&copy(folder.path(), "killed", &[""]));
    merchant(&live);
    is_right(&copy(folder.path(), "merged", &[""]));
}
