//! Files that only their owner may read: keys, and the database, whose tokens
//! give access to pay pages.

use std::io;
use std::path::Path;

/// Creates an empty file with mode 0600. An existing file is left unchanged.
///
/// # Errors
/// Any I/O error except that the file exists.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Logs a warning if others than its owner may read or write a file.
pub fn warn_if_shared(path: &Path) {
    #[cfg(unix)]
    if let Ok(about) = std::fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o777;
        if about.is_file() && mode & 0o077 != 0 {
            tracing::warn!(file = %path.display(), mode = format_args!("{mode:04o}"), "others than its owner may read this file: chmod 600 keeps it private");
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::make;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_file_is_made_for_its_owner_and_one_that_is_there_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        let mode = || {
            let about = std::fs::metadata(&path).expect("it is there");
            about.permissions().mode() & 0o777
        };
        make(&path).expect("made");
        assert_eq!(mode(), 0o600);
        std::fs::write(&path, "kept").expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
        make(&path).expect("there already");
        assert_eq!(mode(), 0o644);
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "kept");
        assert!(make(&folder.path().join("none").join("desk.db")).is_err());
    }
}
