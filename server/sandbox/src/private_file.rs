//! Files that only their owner may read and write.

use std::fs::OpenOptions;

/// Options with which a new file gets mode 0600 on Unix.
pub(crate) fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(all(test, unix))]
mod tests {
    use super::owner_only;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_new_file_is_for_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = &mut owner_only();
        let file = options.write(true).create_new(true);
        let file = file.open(folder.path().join("new")).expect("creates");
        let mode = file.metadata().expect("stats").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
