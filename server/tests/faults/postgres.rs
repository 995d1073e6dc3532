//! A private `PostgreSQL` that a test may stop and start again.

use crate::wait::{SOON, until};
use sqlx::Connection as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

/// Where Debian keeps the programs, one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Who runs it where we are root: it refuses to run as root itself.
const OWNER: &str = "postgres";

/// The server; its data go with it.
pub(crate) struct Postgres {
    port: u16,
    programs: PathBuf,
    data: tempfile::TempDir,
    running: Mutex<Option<Child>>,
}

impl Postgres {
    /// Makes a server and starts it.
    pub(crate) async fn open() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("bound").port();
        drop(free);
        let server = Self {
            port,
            programs: programs(),
            data,
            running: Mutex::default(),
        };
        if is_root() {
            let mut given = Command::new("chown");
            given.arg(OWNER).arg(server.data.path());
            assert!(ran(&mut given), "the data folder is {OWNER}'s");
        }
        let mut made = server.owned("initdb");
        made.arg("--pgdata")
            .arg(server.data.path())
            .args(["--username=paydesk", "--auth=trust", "--encoding=UTF8"])
            .args(["--no-locale", "--no-sync"]);
        assert!(ran(&mut made), "initdb");
        server.start().await;
        server
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("postgres://paydesk@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it on its data and waits until it answers.
    pub(crate) async fn start(&self) {
        let child = self
            .owned("postgres")
            .arg("-D")
            .arg(self.data.path())
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(["-c", "unix_socket_directories="])
            .stderr(Stdio::null())
            .spawn()
            .expect("postgres can be started");
        *crate::gate::lock(&self.running) = Some(child);
        let url = self.url();
        until("the private PostgreSQL", SOON, || async {
            sqlx::PgConnection::connect(&url).await.ok().map(drop)
        })
        .await;
    }

    /// Its plug: it comes back by its log of changes.
    pub(crate) fn stop(&self) {
        let child = crate::gate::lock(&self.running).take();
        if let Some(mut child) = child {
            // An error means that it has ended.
            drop(child.kill());
            drop(child.wait());
            // Its own children notice, each in its time, and would keep a
            // new server out until then.
            drop(std::fs::remove_file(
                self.data.path().join("postmaster.pid"),
            ));
        }
    }

    /// A program of the server's, not as root, and ending with us.
    fn owned(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        if is_root() {
            command
                .arg(format!("--reuid={OWNER}"))
                .arg(format!("--regid={OWNER}"))
                .arg("--clear-groups");
        }
        command
            .arg("--")
            .arg(self.programs.join(program))
            .current_dir("/")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The newest of Debian's.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry)))
        .map(|(version, entry)| (version, entry.path().join("bin")))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .max();
    let (_, folder) = newest.expect("PostgreSQL's programs: `cargo xtask test` installs them");
    folder
}

fn ran(command: &mut Command) -> bool {
    let status = command.stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|own| own.uid() == 0)
}
