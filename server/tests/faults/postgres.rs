//! A private `PostgreSQL` that a test can stop and start, whose disk it can
//! fill, or that speaks TLS.

use crate::disk::Disk;
use crate::interceptor::lock;
use sqlx::Connection as _;
use std::fs::{File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use testkit::loopback::free_port;
use testkit::wait::{SOON, until};

/// Debian's programs, one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The user it runs as where the tests run as root.
const OWNER: &str = "postgres";
/// The size of a disk for the tables of a new server and some of ours.
const TABLES: u64 = 40 << 20;
/// The size of a disk for some WAL segments of 1 MiB.
const LOG: u64 = 16 << 20;
const LOG_FILE: u64 = 1 << 20;

/// The password, where the server requires one.
pub(crate) const PASSWORD: &str = "hunter2-and-some";
/// The files of its certificate and key.
const CERT: &str = "server.crt";
const KEY: &str = "server.key";
/// Requires TLS and the password.
const ONLY_TLS: &str = "hostssl all all 127.0.0.1/32 scram-sha-256\n";

/// A certificate with its key, in PEM.
pub(crate) struct Certificate {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// Which of the server's files are on the small disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All but the WAL.
    Tables,
    /// The WAL (`pg_wal`).
    Wal,
}

/// The server; its data are deleted with it.
pub(crate) struct Postgres {
    port: u16,
    programs: PathBuf,
    running: Mutex<Option<Child>>,
    settings: Vec<String>,
    /// `:password`, or empty.
    password: String,
    small: Option<Disk>,
    /// Dropped after the small disk in it.
    folder: tempfile::TempDir,
}

impl Postgres {
    /// Creates a server and starts it.
    pub(crate) async fn open() -> Self {
        let server = Self::new();
        server.make(&[]);
        server.start().await;
        server
    }

    /// Creates a server with some files on a small disk, and starts it.
    pub(crate) async fn on_a_small_disk(part: Part) -> Self {
        let mut server = Self::new();
        // Where only file sizes can be limited: tables longer than a WAL
        // segment stop while the WAL goes on, or no WAL segment can be created
        // while tables can grow. The odd half block is what a full disk leaves
        // as well.
        server.small = Some(match part {
            Part::Tables => Disk::mount(&server.tables(), TABLES, LOG_FILE + 4096),
            Part::Wal => Disk::mount(&server.wal(), LOG, LOG_FILE - 4096),
        });
        server.make(&[]);
        server.start().await;
        server
    }

    /// Creates a server that requires TLS and the password, and starts it.
    pub(crate) async fn behind_tls(certificate: &Certificate) -> Self {
        let mut server = Self::new();
        server.password = format!(":{PASSWORD}");
        for (setting, file) in [("ssl_cert_file", CERT), ("ssl_key_file", KEY)] {
            let file = server.folder.path().join(file);
            let setting = format!("{setting}={}", file.display());
            server.settings.extend(["-c".to_owned(), setting]);
        }
        server.settings.extend(["-c", "ssl=on"].map(str::to_owned));
        let password = server.folder.path().join("password");
        std::fs::write(&password, PASSWORD).expect("a folder of ours");
        Self::own(&password);
        server.make(&[
            "--auth=scram-sha-256",
            "--pwfile",
            &password.display().to_string(),
        ]);
        let access = server.tables().join("pg_hba.conf");
        std::fs::write(access, ONLY_TLS).expect("a folder of ours");
        server.show(certificate);
        server.start().await;
        server
    }

    /// Uses this certificate from its next start.
    pub(crate) fn show(&self, certificate: &Certificate) {
        for (name, text) in [(CERT, &certificate.certificate), (KEY, &certificate.key)] {
            let path = self.folder.path().join(name);
            std::fs::write(&path, text).expect("a folder of ours");
            let hidden = Permissions::from_mode(0o600);
            std::fs::set_permissions(&path, hidden).expect("a file of ours");
            Self::own(&path);
        }
    }

    fn new() -> Self {
        let server = Self {
            port: free_port(),
            programs: programs(),
            running: Mutex::default(),
            settings: Vec::new(),
            password: String::new(),
            small: None,
            folder: tempfile::tempdir().expect("a folder"),
        };
        for folder in [server.tables(), server.wal()] {
            std::fs::create_dir(folder).expect("a folder of ours");
        }
        server
    }

    /// Creates its files.
    fn make(&self, more: &[&str]) {
        for folder in [self.folder.path(), &self.tables(), &self.wal()] {
            Self::own(folder);
        }
        let mut initdb = self.owned("initdb");
        initdb.arg("--pgdata").arg(self.tables());
        initdb.arg("--waldir").arg(self.wal());
        initdb
            .args(["--username=paydesk", "--encoding=UTF8", "--wal-segsize=1"])
            .args(["--no-locale", "--no-sync"])
            .args(if more.is_empty() {
                &["--auth=trust"]
            } else {
                more
            });
        assert!(ran(&mut initdb), "initdb");
    }

    /// Makes the server's user the owner of a file or folder.
    fn own(path: &Path) {
        if is_root() {
            let mut chown = Command::new("chown");
            chown.arg(OWNER).arg(path);
            assert!(ran(&mut chown), "{} is {OWNER}'s", path.display());
        }
    }

    fn tables(&self) -> PathBuf {
        self.folder.path().join("tables")
    }

    fn wal(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        self.url_at("127.0.0.1")
    }

    /// Its address by another name of this machine.
    pub(crate) fn url_at(&self, host: &str) -> String {
        let (password, port) = (&self.password, self.port);
        format!("postgres://paydesk{password}@{host}:{port}/postgres")
    }

    /// Starts it on its data and waits until it answers.
    pub(crate) async fn start(&self) {
        let words = File::options()
            .create(true)
            .append(true)
            .open(self.log_file());
        let child = self
            .owned("postgres")
            .arg("-D")
            .arg(self.tables())
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(["-c", "unix_socket_directories="])
            .args(&self.settings)
            .stderr(words.expect("a file of ours"))
            .spawn()
            .expect("postgres can be started");
        *lock(&self.running) = Some(child);
        let url = self.url();
        until("the private PostgreSQL", SOON, || async {
            sqlx::PgConnection::connect(&url).await.ok().map(drop)
        })
        .await;
    }

    /// Runs a statement directly; true if it succeeded.
    pub(crate) async fn run(&self, sql: &'static str) -> bool {
        let Ok(mut there) = sqlx::PgConnection::connect(&self.url()).await else {
            return false;
        };
        sqlx::raw_sql(sql).execute(&mut there).await.is_ok()
    }

    /// Kills it; it recovers from its WAL.
    pub(crate) fn stop(&self) {
        let child = lock(&self.running).take();
        if let Some(mut child) = child {
            // An error means that it has already ended.
            drop(child.kill());
            drop(child.wait());
            // Its children end a little later; the file would prevent a new
            // server from starting.
            drop(std::fs::remove_file(self.tables().join("postmaster.pid")));
        }
    }

    /// True where it ended by itself.
    pub(crate) fn has_ended(&self) -> bool {
        let mut running = lock(&self.running);
        let running = running.as_mut().expect("it was started");
        running.try_wait().expect("a child of ours").is_some()
    }

    /// Fills its small disk.
    pub(crate) fn fill(&self) {
        self.disk().fill(&self.processes());
    }

    /// Frees its small disk.
    pub(crate) fn free(&self) {
        self.disk().free(&self.processes());
    }

    /// Its small disk.
    pub(crate) fn disk(&self) -> &Disk {
        self.small.as_ref().expect("it has a small disk")
    }

    /// Its log.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).expect("it has a log")
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// Its process and its children; empty while it is stopped.
    fn processes(&self) -> Vec<u32> {
        let Some(own) = lock(&self.running).as_ref().map(Child::id) else {
            return Vec::new();
        };
        let children = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children"));
        let children = children.unwrap_or_default();
        let children = children.split_whitespace().map(str::parse);
        let children = children.map(|child| child.expect("a number"));
        std::iter::once(own).chain(children).collect()
    }

    /// A command of the server, not run as root.
    fn owned(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = Command::new(&program);
        if is_root() {
            command = Command::new("setpriv");
            command
                .arg(format!("--reuid={OWNER}"))
                .arg(format!("--regid={OWNER}"))
                .args(["--clear-groups", "--"])
                .arg(program);
        }
        command
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
        if std::thread::panicking() {
            eprintln!("--- the server's log\n{}", self.log());
        }
    }
}

/// The newest of Debian's programs, or those in `PATH`.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry)))
        .map(|(version, entry)| (version, entry.path().join("bin")))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .max();
    let newest = newest.map(|(_, folder)| folder);
    newest
        .or_else(in_path)
        .expect("PostgreSQL's programs: `cargo xtask test` installs them")
}

fn in_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut folders = std::env::split_paths(&path);
    let initdb = folders.find_map(|folder| folder.join("initdb").canonicalize().ok())?;
    initdb.parent().map(Path::to_owned)
}

fn ran(command: &mut Command) -> bool {
    let status = command.stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
