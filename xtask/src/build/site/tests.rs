//! The site folder: what is in it, and what is left alone.

use super::{hash, insert, keep, write};
use std::collections::BTreeMap;

#[test]
fn a_name_follows_the_content() {
    assert_eq!(hash(&[b"a"]), hash(&[b"a"]));
    assert_ne!(hash(&[b"a"]), hash(&[b"b"]));
    assert_eq!(hash(&[b"a"]).len(), 16);
}

#[test]
fn only_smaller_copies_are_kept() {
    let mut files = BTreeMap::new();
    insert("public/long.txt", vec![b'a'; 1000], &mut files).unwrap();
    insert("public/short.txt", b"a".to_vec(), &mut files).unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "public/long.txt",
            "public/long.txt.br",
            "public/long.txt.gz",
            "public/short.txt"
        ]
    );
}

#[test]
fn old_files_go_and_unchanged_ones_are_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = BTreeMap::from([("assets/a.js".to_owned(), b"1".to_vec())]);
    write(folder.path(), &files).unwrap();
    let file = folder.path().join("assets/a.js");
    let written = std::fs::metadata(&file).unwrap().modified().unwrap();

    files.insert("assets/b.js".to_owned(), b"2".to_vec());
    write(folder.path(), &files).unwrap();
    assert_eq!(
        std::fs::metadata(&file).unwrap().modified().unwrap(),
        written
    );

    files.remove("assets/a.js");
    write(folder.path(), &files).unwrap();
    assert!(!file.exists());
    assert!(keep(folder.path(), "assets/a.js", &mut files).is_err());
}
