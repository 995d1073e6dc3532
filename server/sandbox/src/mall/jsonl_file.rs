//! An append-only file of JSON lines, read again at start.
//!
//! A last line without its end (a crash while writing) is cut off when the file
//! is opened. A damaged line before it is an error.

use crate::private_file::owner_only;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JsonlError {
    /// Reading or writing failed.
    #[error("the mall's journal cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// A line cannot be parsed.
    #[error("line {line} of the mall's journal is damaged: {source}")]
    Damaged {
        /// The line's number, from 1.
        line: usize,
        /// The JSON parser's error.
        source: serde_json::Error,
    },
}

/// An open file.
#[derive(Debug)]
pub(crate) struct JsonlFile {
    file: File,
    length: u64,
}

impl JsonlFile {
    /// Opens or creates the file and reads all its lines.
    pub(crate) fn open<T: DeserializeOwned>(path: &Path) -> Result<(Self, Vec<T>), JsonlError> {
        let mut options = owner_only();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let whole = text
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |end| end + 1);
        let lines = text[..whole]
            .split(|&b| b == b'\n')
            .filter(|line| !line.is_empty());
        let read = |(i, line)| {
            serde_json::from_slice(line).map_err(|source| JsonlError::Damaged {
                line: i + 1,
                source,
            })
        };
        let entries = lines.enumerate().map(read).collect::<Result<Vec<T>, _>>()?;
        let length = u64::try_from(whole).expect("a file in memory has a length in 64 bits");
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        Ok((Self { file, length }, entries))
    }

    /// Appends a line and waits until it is on disk. After an error the file is
    /// unchanged.
    pub(crate) fn append<T: Serialize>(&mut self, entry: &T) -> Result<(), JsonlError> {
        let mut line = serde_json::to_vec(entry).map_err(std::io::Error::from)?;
        line.push(b'\n');
        if let Err(fault) = self
            .file
            .write_all(&line)
            .and_then(|()| self.file.sync_data())
        {
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
            return Err(fault.into());
        }
        self.length += u64::try_from(line.len()).expect("a line in memory has a length in 64 bits");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonlError, JsonlFile};

    #[test]
    fn lines_come_back_and_a_torn_one_is_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lines.jsonl");
        let (mut jsonl_file, none) = JsonlFile::open::<u32>(&path).expect("opens");
        assert!(none.is_empty());
        jsonl_file.append(&1).expect("writes");
        jsonl_file.append(&22).expect("writes");
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
