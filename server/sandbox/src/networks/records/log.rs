//! The file of the records: append-only JSON lines.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::change::RecordChange;
use crate::private_file::owner_only;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// It could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// A line is damaged.
    #[error("{path}: line {line} is damaged; move the file away to begin with empty records", path = path.display())]
    Damaged {
        /// The path.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
    },
}

/// An open file, positioned at its end.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Opens or creates the file; returns the changes of its lines, in order.
    pub(super) fn open(path: &Path) -> Result<(Self, Vec<Vec<RecordChange>>), LogError> {
        let failed = |source| LogError::File {
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // The records have hashes of card tokens.
        let mut options = owner_only();
        options.create(true).read(true).append(true);
        let mut file = options.open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let whole = bytes
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        if whole < bytes.len() {
            let whole = u64::try_from(whole).expect("a file's length fits");
            file.set_len(whole).map_err(failed)?;
        }
        let mut lines = Vec::new();
        for (index, line) in bytes[..whole].split_inclusive(|b| *b == b'\n').enumerate() {
            let damaged = |_| LogError::Damaged {
                path: path.to_owned(),
                line: index + 1,
            };
            lines.push(serde_json::from_slice(line).map_err(damaged)?);
        }
        Ok((
            Self {
                path: path.to_owned(),
                file,
            },
            lines,
        ))
    }

    /// Appends one line with all `changes`. A partly written line is removed.
    pub(super) fn append(&mut self, changes: &[RecordChange]) -> Result<(), LogError> {
        let mut line = serde_json::to_vec(changes).map_err(|e| self.failed(e.into()))?;
        line.push(b'\n');
        let before = self.file.metadata().map_err(|e| self.failed(e))?.len();
        self.file.write_all(&line).map_err(|e| {
            // If this fails too, the next open cuts the partial line off.
            let _ = self.file.set_len(before);
            self.failed(e)
        })
    }

    fn failed(&self, source: std::io::Error) -> LogError {
        LogError::File {
            path: self.path.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Log, LogError, RecordChange};
    use std::fs;

    fn gone(hash: &str) -> Vec<RecordChange> {
        vec![RecordChange::TokenGone {
            hash: hash.to_owned(),
        }]
    }

    #[test]
    fn lines_come_back_and_a_torn_one_is_cut_off() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("log");
        let (mut log, lines) = Log::open(&path).expect("makes");
        assert!(lines.is_empty());
        log.append(&gone("a")).expect("writes");
        drop(log);
        let mut torn = fs::read(&path).expect("reads");
        torn.extend_from_slice(b"[{\"token_g");
        fs::write(&path, torn).expect("tears");

        let (mut log, lines) = Log::open(&path).expect("opens");
        assert_eq!(lines, [gone("a")]);
        log.append(&gone("b")).expect("writes");
        let (_, lines) = Log::open(&path).expect("opens");
        assert_eq!(lines, [gone("a"), gone("b")]);
    }

    #[test]
    fn a_damaged_line_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("log");
        fs::write(&path, "[]\nrubbish\n[]\n").expect("writes");
        match Log::open(&path) {
            Err(LogError::Damaged { line: 2, .. }) => {}
            other => panic!("{other:?}"),
        }
    }
}
