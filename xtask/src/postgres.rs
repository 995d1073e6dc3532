//! A private PostgreSQL for the tests: created, started, and deleted.
//!
//! It listens on a free loopback port, has its own data folder, and ends with
//! xtask, also when that is killed (if there is `setpriv`). Syncs are off: the
//! tests kill Paydesk, not the machine.

use crate::apt;
use crate::command::{find, read, run};
use crate::step::step;
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// The variable with its URL, for the tests.
pub(crate) const URL: &str = "PAYDESK_TEST_POSTGRES";

/// The folder of Debian's programs, with one subfolder per version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The user that runs it where xtask is root: PostgreSQL refuses to run as
/// root.
const OWNER: &str = "postgres";
/// The log line of a ready server.
const READY: &str = "ready to accept connections";

/// A running server.
pub(crate) struct TestPostgres {
    server: Child,
    /// Reads the server's log, so that it never blocks on a full pipe.
    log: Option<JoinHandle<()>>,
    data: PathBuf,
    port: u16,
}

impl TestPostgres {
    /// Installs what is missing, creates a server and starts it.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        step("start a private PostgreSQL", "5 s", || {
            Self::start_with(&programs)
        })
    }

    fn start_with(programs: &Path) -> Result<Self> {
        let data = std::env::temp_dir().join(format!("paydesk-postgres-{}", std::process::id()));
        std::fs::create_dir(&data).with_context(|| format!("cannot make {}", data.display()))?;
        if root() {
            run(Command::new("chown").arg(OWNER).arg(&data))?;
        }
        read(
            owned(&programs.join("initdb"))
                .current_dir("/")
                .arg("--pgdata")
                .arg(&data)
                .args(["--username=paydesk", "--auth=trust", "--encoding=UTF8"])
                .args(["--no-locale", "--no-sync"]),
        )?;
        let port = free_port()?;
        let mut server = owned(&programs.join("postgres"))
            .current_dir("/")
            .env("LC_ALL", "C")
            .arg("-D")
            .arg(&data)
            .args(["-h", "127.0.0.1", "-p", &port.to_string()])
            .args(["-c", "unix_socket_directories=", "-c", "fsync=off"])
            .args(["-c", "max_connections=400"])
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start postgres")?;
        let mut said = BufReader::new(server.stderr.take().context("its log is piped")?).lines();
        let mut last = String::new();
        loop {
            match said.next() {
                Some(Ok(line)) if line.contains(READY) => break,
                Some(Ok(line)) => last = line,
                _ => bail!("postgres did not start; its last log line: {last}"),
            }
        }
        let log = std::thread::spawn(move || said.for_each(drop));
        Ok(Self {
            server,
            log: Some(log),
            data,
            port,
        })
    }

    /// Its URL, for Paydesk's `--database`.
    pub(crate) fn url(&self) -> String {
        format!("postgres://paydesk@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for TestPostgres {
    fn drop(&mut self) {
        // Killed without a shutdown, because the data is deleted.
        let ended = self.server.kill().and_then(|()| self.server.wait());
        if let Some(log) = self.log.take() {
            drop(log.join());
        }
        let gone = ended.and_then(|_| std::fs::remove_dir_all(&self.data));
        if let Err(error) = gone {
            eprintln!("    {} is left behind: {error}", self.data.display());
        }
    }
}

/// The folder of `initdb` and `postgres`, installed if missing: Debian's
/// newest, or the one in `PATH`.
pub(crate) fn programs() -> Result<PathBuf> {
    if let Some(found) = installed() {
        return Ok(found);
    }
    apt::install("PostgreSQL for the tests", "1 min", &["postgresql"])
        .context("no initdb and postgres, neither as Debian has them nor in PATH")?;
    installed().context("postgresql was installed, but its programs cannot be found")
}

fn installed() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry)))
        .map(|(version, entry)| (version, entry.path().join("bin")))
        .filter(|(_, folder)| folder.join("postgres").is_file() && folder.join("initdb").is_file())
        .max();
    newest.map(|(_, folder)| folder).or_else(|| {
        let initdb = find(&["initdb"])?;
        let folder = std::fs::canonicalize(initdb).ok()?.parent()?.to_owned();
        folder.join("postgres").is_file().then_some(folder)
    })
}

fn root() -> bool {
    read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// A program that is killed when xtask ends, and runs as [`OWNER`] where xtask
/// is root.
fn owned(program: &Path) -> Command {
    let Some(setpriv) = find(&["setpriv"]) else {
        return Command::new(program);
    };
    let mut command = Command::new(setpriv);
    command.arg("--pdeathsig=KILL");
    if root() {
        command
            .arg(format!("--reuid={OWNER}"))
            .arg(format!("--regid={OWNER}"))
            .arg("--clear-groups");
    }
    command.arg("--").arg(program);
    command
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::{TestPostgres, URL, installed};

    #[test]
    fn a_server_starts_answers_and_leaves_nothing() {
        let Some(programs) = installed() else {
            panic!("{URL}: the tests' PostgreSQL is installed before they run");
        };
        let server = TestPostgres::start_with(&programs).expect("it starts");
        let (data, port) = (server.data.clone(), server.port);
        assert!(data.join("PG_VERSION").is_file());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop(server);
        assert!(!data.exists());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
