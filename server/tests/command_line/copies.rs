//! Copies of an `SQLite` file that is in use: those that are whole, and those
//! that lack what was committed last.
#![cfg(unix)]

use crate::desk_flags::{ADD_MERCHANT, desk_on, migrated, with};
use crate::draining::Serving;
use crate::{path, run, said};
use std::path::Path;

const RIGHT: &str = "the books are right";
const PART: &str = "was copied while it was in use, without the journal";
const MALL: &str = "mal_00000000000000000000000000";
const MERCHANT: &str = "mer_00000000000000000000000000";

/// What `check-books` says of a file, and whether it is content.
fn checked(database: &str) -> (bool, String) {
    answer(&["check-books", "--database", database])
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
    // None of these takes it for a whole one, and none takes the mark away.
    for told in [
        with("doctor", &desk_on(database.to_owned())),
        answer(&["migrate", "--database", database]),
        answer(&add_merchant(database)),
        answer(&["mall", "allow", "--database", database, MALL, MERCHANT]),
    ] {
        let (content, told) = told;
        assert!(!content && told.contains(PART), "{told}");
        assert!(told.contains(database), "{told}");
    }
    let (content, told) = checked(database);
    assert!(!content && told.contains(PART), "{database}: {told}");
}

fn answer(arguments: &[&str]) -> (bool, String) {
    let output = run(arguments, &[]);
    (output.status.success(), said(&output))
}

fn add_merchant(database: &str) -> Vec<&str> {
    [&ADD_MERCHANT[..], &["--database", database]].concat()
}

fn merchant(database: &str) {
    let (added, told) = answer(&add_merchant(database));
    assert!(added, "{told}");
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

fn journal_of(database: &str) -> Vec<u8> {
    std::fs::read(format!("{database}-wal")).expect("a journal")
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
    let with_journal = copy(folder.path(), "with-journal", &["", "-wal"]);
    // SQLite ignores a journal whose header is not right.
    let mut damaged = journal_of(&with_journal);
    damaged[16] ^= 1;
    for (name, journal) in [
        ("empty", &b""[..]),
        ("junk", b"x"),
        ("zeroed", &[0; 4096]),
        ("damaged", &damaged),
    ] {
        let other = copy(folder.path(), name, &[""]);
        std::fs::write(format!("{other}-wal"), journal).expect("written");
        is_part(&other);
    }
    is_right(&with_journal);
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
    let part = copy(folder.path(), "killed", &[""]);
    let started = desk_on(copy(folder.path(), "started", &[""]));
    is_part(&part);
    merchant(&live);
    is_right(&copy(folder.path(), "merged", &[""]));

    // A desk starts on it and says so: another program may have merged the
    // journal of one that was killed. It ends here by an address that is not
    // this machine's.
    let elsewhere = ("--listen", "192.0.2.1:1".to_owned());
    let (_, told) = with("serve", &[&started[..], &[elsewhere]].concat());
    assert!(told.contains(PART) && told.contains("192.0.2.1"), "{told}");

    // An operator may go on with the copy, as the text says.
    let there = rusqlite::Connection::open(&part).expect("the file opens");
    let mark = there.pragma_update(None, "user_version", 0);
    mark.expect("taken away");
    drop(there);
    is_right(&part);
    merchant(&part);
}

/// `SQLite` has the journal beside the file, not beside the link.
#[tokio::test]
async fn a_database_is_reached_by_a_link_also_while_in_use_and_after_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let live = migrated(folder.path());
    let links = folder.path().join("links");
    std::fs::create_dir(&links).expect("a folder");
    let link = path(&links, "desk.db");
    std::os::unix::fs::symlink(&live, &link).expect("a link");
    let flags = desk_on(link.clone());
    let serving = Serving::start(&flags, "0").await;
    merchant(&link);
    is_right(&link);
    drop(serving);
    is_right(&link);
    let elsewhere = ("--listen", "192.0.2.1:1".to_owned());
    let (_, told) = with("serve", &[&flags[..], &[elsewhere]].concat());
    assert!(!told.contains(PART) && told.contains("192.0.2.1"), "{told}");
    is_right(&link);

    // A link to a copy alone is still a copy alone.
    let part = copy(folder.path(), "alone", &[""]);
    std::fs::remove_file(&link).expect("removed");
    std::os::unix::fs::symlink(&part, &link).expect("a link");
    is_part(&link);
}

#[tokio::test]
async fn a_desk_that_was_killed_starts_again_with_its_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let live = migrated(folder.path());
    let flags = desk_on(live.clone());
    // Killed before its first commit, and after one.
    drop(Serving::start(&flags, "0").await);
    let serving = Serving::start(&flags, "0").await;
    merchant(&live);
    drop(serving);
    let serving = Serving::start(&flags, "0").await;
    // As programs do that take copies: the journal stays, and is empty.
    let there = rusqlite::Connection::open(&live).expect("the file opens");
    let merged = there.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    merged.expect("merged");
    drop(serving);
    let journal = std::fs::metadata(format!("{live}-wal")).expect("a journal");
    assert_eq!(journal.len(), 0);
    is_right(&live);
    let copy = copy(folder.path(), "with-empty-journal", &["", "-wal"]);
    drop(there);
    let mut serving = Serving::start(&desk_on(copy.clone()), "0").await;
    serving.terminate();
    serving.until_it_has_ended().await;
    is_right(&copy);
}
