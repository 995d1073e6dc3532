//! A private `PostgreSQL` that a test may stop and start again, whose disk it
//! may fill, or that speaks TLS.

use crate::disk::Disk;
use crate::gate::lock;
use crate::ports::free_port;
use crate::wait::{SOON, until};
use sqlx::Connection as _;
use std::fs::{File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

/// Where Debian keeps the programs, one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Who runs it where we are root: it refuses to run as root itself.
const OWNER: &str = "postgres";
/// A disk with room for a new server's tables, and some of ours.
const TABLES: u64 = 40 << 20;
/// A disk with room for some of its log of changes, in files of 1 MiB each.
const LOG: u64 = 16 << 20;
const LOG_FILE: u64 = 1 << 20;

/// The password, where one is asked for.
pub(crate) const PASSWORD: &str = "hunter2-and-some";
/// Where its certificate and key lie.
const CERT: &str = "server.crt";
const KEY: &str = "server.key";
/// Who may come in: whoever knows the password, by TLS.
const ONLY_TLS: &str = "hostssl all all 127.0.0.1/32 scram-sha-256\n";

/// A certificate with its key, in PEM.
pub(crate) struct Shown {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// What of a server's files is on a small disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Everything but its log of changes.
    Tables,
    /// Its log of changes (`pg_wal`).
    Log,
}

/// The server; its data go with it.
pub(crate) struct Postgres {
    port: u16,
    programs: PathBuf,
    running: Mutex<Option<Child>>,
    settings: Vec<String>,
    /// With a colon before it, where one is asked for.
    password: String,
    small: Option<Disk>,
    /// After the disk in it: it is deleted as a whole.
    folder: tempfile::TempDir,
}

impl Postgres {
    /// Makes a server and starts it.
    pub(crate) async fn open() -> Self {
        let server = Self::new();
        server.make(&[]);
        server.start().await;
        server
    }

    /// Makes a server with some of its files on a disk that can be filled,
    /// and starts it.
    pub(crate) async fn on_a_small_disk(part: Part) -> Self {
        let mut server = Self::new();
        // Where files are limited instead: tables longer than a file of the
        // log, which goes on; or no new file of the log, and room in tables.
        // An odd half block is what a disk that is full leaves as well.
        server.small = Some(match part {
            Part::Tables => Disk::mount(&server.tables(), TABLES, LOG_FILE + 4096),
            Part::Log => Disk::mount(&server.log(), LOG, LOG_FILE - 4096),
        });
        server.make(&[]);
        server.start().await;
        server
    }

    /// Makes a server that lets nobody in without TLS and the password, and
    /// starts it.
    pub(crate) async fn behind_tls(shown: &Shown) -> Self {
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
        let doors = server.tables().join("pg_hba.conf");
        std::fs::write(doors, ONLY_TLS).expect("a folder of ours");
        server.show(shown);
        server.start().await;
        server
    }

    /// From its next start it shows this certificate.
    pub(crate) fn show(&self, shown: &Shown) {
        for (name, text) in [(CERT, &shown.certificate), (KEY, &shown.key)] {
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
        for folder in [server.tables(), server.log()] {
            std::fs::create_dir(folder).expect("a folder of ours");
        }
        server
    }

    /// Its first files.
    fn make(&self, more: &[&str]) {
        for folder in [self.folder.path(), &self.tables(), &self.log()] {
            Self::own(folder);
        }
        let mut made = self.owned("initdb");
        made.arg("--pgdata").arg(self.tables());
        made.arg("--waldir").arg(self.log());
        made.args(["--username=paydesk", "--encoding=UTF8", "--wal-segsize=1"])
            .args(["--no-locale", "--no-sync"])
            .args(if more.is_empty() {
                &["--auth=trust"]
            } else {
                more
            });
        assert!(ran(&mut made), "initdb");
    }

    /// Gives it a file or folder.
    fn own(path: &Path) {
        if is_root() {
            let mut given = Command::new("chown");
            given.arg(OWNER).arg(path);
            assert!(ran(&mut given), "{} is {OWNER}'s", path.display());
        }
    }

    fn tables(&self) -> PathBuf {
        self.folder.path().join("tables")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        self.url_at("127.0.0.1")
    }

    /// Its address, by a name of this machine.
    pub(crate) fn url_at(&self, host: &str) -> String {
        let (password, port) = (&self.password, self.port);
        format!("postgres://paydesk{password}@{host}:{port}/postgres")
    }

    /// Starts it on its data and waits until it answers.
    pub(crate) async fn start(&self) {
        let words = File::options().create(true).append(true).open(self.words());
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

    /// Runs a statement, past the desk; true if it was done.
    pub(crate) async fn run(&self, sql: &'static str) -> bool {
        let Ok(mut there) = sqlx::PgConnection::connect(&self.url()).await else {
            return false;
        };
        sqlx::raw_sql(sql).execute(&mut there).await.is_ok()
    }

    /// Its plug: it comes back by its log of changes.
    pub(crate) fn stop(&self) {
        let child = lock(&self.running).take();
        if let Some(mut child) = child {
            // An error means that it has ended.
            drop(child.kill());
            drop(child.wait());
            // Its own children notice, each in its time, and would keep a
            // new server out until then.
            drop(std::fs::remove_file(self.tables().join("postmaster.pid")));
        }
    }

    /// It has ended by itself.
    pub(crate) fn has_ended(&self) -> bool {
        let mut running = lock(&self.running);
        let running = running.as_mut().expect("it was started");
        running.try_wait().expect("a child of ours").is_some()
    }

    /// Nothing more fits on its small disk.
    pub(crate) fn fill(&self) {
        self.disk().fill(&self.processes());
    }

    /// There is room on it again.
    pub(crate) fn free(&self) {
        self.disk().free(&self.processes());
    }

    /// Its small disk.
    pub(crate) fn disk(&self) -> &Disk {
        self.small.as_ref().expect("it has a small disk")
    }

    /// What it has said since it was made.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.words()).expect("it has said something")
    }

    fn words(&self) -> PathBuf {
        self.folder.path().join("said")
    }

    /// Itself, and its children, one for each connection; none when it is
    /// stopped.
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

    /// A program of the server's, not as root.
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
            eprintln!("--- the server's log\n{}", self.said());
        }
    }
}

/// The newest of Debian's, or what is in `PATH`.
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
