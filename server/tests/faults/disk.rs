//! A disk of a few megabytes that can be filled up and freed: a `tmpfs` where
//! we may mount one, else a limit on how long a file of the process may get.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Its size, and the longest file.
const BYTES: usize = 6 << 20;

/// The disk.
pub(crate) enum Disk {
    /// Mounted; really full when it is full.
    Mounted(PathBuf),
    /// A folder on the machine's own disk.
    Limited,
}

impl Disk {
    /// Mounts it over the folder `at`, where that is allowed.
    pub(crate) fn mount(at: &Path) -> Self {
        let size = format!("size={BYTES}");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(at)
            .stderr(Stdio::null())
            .status();
        if mount.is_ok_and(|status| status.success()) {
            Self::Mounted(at.to_owned())
        } else {
            eprintln!("no disk can be mounted here: the length of files is limited instead");
            Self::Limited
        }
    }

    /// Nothing more can be written.
    pub(crate) fn fill(&self, process: u32) {
        match self {
            Self::Mounted(at) => {
                let mut filler = std::fs::File::create(at.join("filler")).expect("a file");
                let block = [0_u8; 4096];
                while filler.write_all(&block).is_ok() {}
            }
            Self::Limited => limit(process, "1"),
        }
    }

    /// There is room again.
    pub(crate) fn free(&self, process: u32) {
        match self {
            Self::Mounted(at) => {
                std::fs::remove_file(at.join("filler")).expect("it was filled");
            }
            Self::Limited => limit(process, "unlimited"),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::Mounted(at) = self {
            drop(Command::new("umount").arg("--lazy").arg(at).status());
        }
    }
}

/// Beyond it, writing is refused with an error: the shell that started the
/// process has told the system to send no signal.
fn limit(process: u32, bytes: &str) {
    let status = Command::new("prlimit")
        .args(["--pid", &process.to_string()])
        .arg(format!("--fsize={bytes}:unlimited"))
        .status();
    assert!(status.is_ok_and(|status| status.success()), "prlimit");
}
