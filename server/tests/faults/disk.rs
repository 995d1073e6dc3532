//! A small disk that can be filled and freed: a `tmpfs` where it may be
//! mounted, else a limit on the file size of a process.

use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The disk.
pub(crate) enum Disk {
    /// A mounted `tmpfs`, which is really full.
    Mounted(PathBuf),
    /// A folder on the machine's disk, with the largest file size while it is
    /// full.
    Limited(u64),
}

impl Disk {
    /// Mounts a disk of `bytes` over the folder `at`, where that is allowed;
    /// else files get no longer than `longest` while it is full.
    pub(crate) fn mount(at: &Path, bytes: u64, longest: u64) -> Self {
        let size = format!("size={bytes}");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(at)
            .stderr(Stdio::null())
            .status();
        if mount.is_ok_and(|status| status.success()) {
            Self::Mounted(at.to_owned())
        } else {
            eprintln!("no disk can be mounted here: the length of files is limited instead");
            Self::Limited(longest)
        }
    }

    /// True where it is a mounted disk.
    pub(crate) const fn is_mounted(&self) -> bool {
        matches!(self, Self::Mounted(_))
    }

    /// Fills the disk for these processes.
    pub(crate) fn fill(&self, processes: &[u32]) {
        match self {
            Self::Mounted(at) => {
                let mut filler = std::fs::File::create(at.join("filler")).expect("a file");
                let block = [0_u8; 4096];
                while filler.write_all(&block).is_ok() {}
            }
            Self::Limited(longest) => {
                for process in processes {
                    limit(*process, &longest.to_string());
                }
            }
        }
    }

    /// Frees the disk again.
    pub(crate) fn free(&self, processes: &[u32]) {
        match self {
            Self::Mounted(at) => {
                std::fs::remove_file(at.join("filler")).expect("it was filled");
            }
            Self::Limited(_) => {
                for process in processes {
                    limit(*process, "unlimited");
                }
            }
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

/// Limits the file size of a process. The process ignores `SIGXFSZ`, so that a
/// longer write fails with an error.
fn limit(process: u32, bytes: &str) {
    let of = |folder: String| std::fs::metadata(folder).map(|folder| (folder.uid(), folder.gid()));
    // The process has ended.
    let Ok((user, group)) = of(format!("/proc/{process}")) else {
        return;
    };
    let mut command = Command::new("prlimit");
    if of("/proc/self".to_owned()).is_ok_and(|(own, _)| own != user) {
        // Only the owner of a process may set its limits.
        command = Command::new("setpriv");
        command.args([format!("--reuid={user}"), format!("--regid={group}")]);
        command.args(["--clear-groups", "--", "prlimit"]);
    }
    let status = command
        .args(["--pid", &process.to_string()])
        .arg(format!("--fsize={bytes}:unlimited"))
        .status();
    assert!(status.is_ok_and(|status| status.success()), "prlimit");
}
