//! Databases that are missing, empty, no database or damaged: which command
//! makes one, and what the others say.

use crate::desk_flags::{ADD_MERCHANT, desk_on, with};
use crate::{path, run, said, with_database};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use testkit::keys::RFC_ED25519;

const MALL: &str = "mal_00000000000000000000000000";
const MERCHANT: &str = "mer_00000000000000000000000000";

/// What each command that makes no database says of this one; all fail.
fn refused(folder: &Path, database: &str) -> Vec<String> {
    let key = path(folder, "mall.pem");
    std::fs::write(&key, RFC_ED25519).expect("written");
    let commands: [&[&str]; 6] = [
        &["check-books"],
        &["mall", "allow", MALL, MERCHANT],
        &["mall", "deny", MALL, MERCHANT],
        &[
            "mall",
            "add",
            "--name",
            "江南银行生活商城",
            "--operator-uscc",
            "91320100MA1JNBK88K",
            "--return-origin",
            "https://mall.example",
            "--key-id",
            "mall-2026",
            "--public-key-file",
            &key,
        ],
        &ADD_MERCHANT,
        &[
            "merchant",
            "account",
            MERCHANT,
            "--account",
            "union_pay=777290058110048",
        ],
    ];
    let mut answers = Vec::new();
    for command in commands {
        let output = run(&[command, &["--database", database]].concat(), &[]);
        answers.push((output.status.success(), said(&output)));
    }
    answers.push(with("doctor", &desk_on(database.to_owned())));
    let told = answers.into_iter().map(|(content, told)| {
        assert!(!content, "{told}");
        assert!(told.contains(database), "{told}");
        told
    });
    told.collect()
}

#[test]
fn a_database_that_is_missing_is_made_by_migrate_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = path(folder.path(), "mistyped.db");
    for told in refused(folder.path(), &missing) {
        assert!(told.contains("there is no such file"), "{told}");
        assert!(told.contains("`paydesk migrate`"), "{told}");
    }
    assert!(!Path::new(&missing).exists());
}

#[test]
fn a_file_without_a_database_of_paydesk_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = path(folder.path(), "empty.db");
    std::fs::write(&empty, "").expect("written");
    let other = path(folder.path(), "other.db");
    let made = rusqlite::Connection::open(&other).expect("a database");
    made.execute_batch("CREATE TABLE t (n)").expect("made");
    drop(made);
    for database in [&empty, &other] {
        for told in refused(folder.path(), database) {
            assert!(told.contains("holds no Paydesk database"), "{told}");
            assert!(told.contains("`paydesk migrate`"), "{told}");
        }
    }
    let text = path(folder.path(), "text.db");
    std::fs::write(&text, "hunter2\n".repeat(999)).expect("written");
    for told in refused(folder.path(), &text) {
        assert!(told.contains("file is not a database"), "{told}");
    }
}

#[test]
fn a_damaged_file_is_not_called_right() {
    let (_folder, live, _) = with_database();
    // A page that no question of the books reads.
    let there = rusqlite::Connection::open(&live).expect("the file opens");
    let page = "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'rate_limits'";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?));
    let (page, size) = there.query_row(page, [], read).expect("a page");
    drop(there);
    let opened = std::fs::File::options().write(true).open(&live);
    let mut file = opened.expect("opened");
    let begin = SeekFrom::Start(u64::from((page - 1) * size));
    file.seek(begin).expect("there");
    let damage = vec![0xa5; usize::try_from(size).expect("a size")];
    file.write_all(&damage).expect("written");
    drop(file);
    let output = run(&["check-books", "--database", &live], &[]);
    let told = said(&output);
    assert!(!output.status.success(), "{told}");
    assert!(
        told.contains(&live) && told.contains("the file is damaged"),
        "{told}"
    );
    assert!(told.contains("malformed"), "the first lines: {told}");
    assert!(!told.contains("are right"), "{told}");
}
