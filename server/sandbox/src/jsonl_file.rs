//! An append-only file of JSON lines, read again at start.
//!
//! A last line without its end (a crash while writing) is cut off when the file
//! is opened. A damaged line before it is an error. Only the owner may read the
//! file.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::private_file::owner_only;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JsonlError {
    /// It could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// A line cannot be parsed.
    #[error("{path}: line {line} is damaged ({source}); move the file away to begin with empty records", path = path.display())]
    Damaged {
        /// The path.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// The JSON parser's error.
        source: serde_json::Error,
    },
}

/// An open file, positioned at its end.
#[derive(Debug)]
pub(crate) struct JsonlFile {
    path: PathBuf,
    file: File,
    length: u64,
}

impl JsonlFile {
    /// Opens or creates the file and its folder; returns its lines, in order.
    pub(crate) fn open<T: DeserializeOwned>(path: &Path) -> Result<(Self, Vec<T>), JsonlError> {
        let failed = |source| JsonlError::File {
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut options = owner_only();
        options.create(true).read(true).append(true);
        let mut file = options.open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let length = u64::try_from(whole).expect("a file in memory has a length in 64 bits");
        if whole < bytes.len() {
            file.set_len(length).map_err(failed)?;
        }
        let mut lines = Vec::new();
        for (index, line) in bytes[..whole].split_inclusive(|b| *b == b'\n').enumerate() {
            let damaged = |source| JsonlError::Damaged {
                path: path.to_owned(),
                line: index + 1,
                source,
            };
            lines.push(serde_json::from_slice(line).map_err(damaged)?);
        }
        let path = path.to_owned();
        Ok((Self { path, file, length }, lines))
    }

    /// Appends a line, which reaches the operating system but maybe not the
    /// disk: a killed process loses nothing. After an error the file is
    /// unchanged.
    pub(crate) fn append<T: Serialize>(&mut self, entry: &T) -> Result<(), JsonlError> {
        self.write(entry, false)
    }

    /// The same, and waits until the line is on disk.
    pub(crate) fn append_synced<T: Serialize>(&mut self, entry: &T) -> Result<(), JsonlError> {
        self.write(entry, true)
    }

    fn write<T: Serialize>(&mut self, entry: &T, sync: bool) -> Result<(), JsonlError> {
        let mut line = serde_json::to_vec(entry).map_err(|e| self.failed(e.into()))?;
        line.push(b'\n');
        let mut written = self.file.write_all(&line);
        if sync {
            written = written.and_then(|()| self.file.sync_data());
        }
        if let Err(error) = written {
            // If this fails too, the next open cuts a partial line off.
            let _ = self.file.set_len(self.length);
            return Err(self.failed(error));
        }
        self.length += u64::try_from(line.len()).expect("a line in memory has a length in 64 bits");
        Ok(())
    }

    fn failed(&self, source: std::io::Error) -> JsonlError {
        JsonlError::File {
            path: self.path.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonlError, JsonlFile};

    #[test]
    fn lines_come_back_and_a_torn_one_is_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new").join("lines.jsonl");
        let (mut jsonl_file, none) = JsonlFile::open::<u32>(&path).expect("opens");
        assert!(none.is_empty());
        jsonl_file.append(&1).expect("writes");
        jsonl_file.append_synced(&22).expect("writes");
        drop(jsonl_file);
        let torn = [std::fs::read(&path).expect("reads"), b"33".to_vec()].concat();
        std::fs::write(&path, torn).expect("writes");
        let (mut jsonl_file, lines) = JsonlFile::open::<u32>(&path).expect("opens");
        assert_eq!(lines, [1, 22]);
        jsonl_file.append(&4).expect("writes");
        assert_eq!(JsonlFile::open::<u32>(&path).expect("opens").1, [1, 22, 4]);
    }

    #[test]
    fn a_damaged_line_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lines.jsonl");
        std::fs::write(&path, "1\n{\n3\n").expect("writes");
        assert!(matches!(
            JsonlFile::open::<u32>(&path),
            Err(JsonlError::Damaged { line: 2, .. })
        ));
    }
}
