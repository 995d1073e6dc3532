//! A `paydesk serve` process that tests start and kill. It ends when it is
//! dropped.

use crate::interceptor::lock;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use testkit::loopback::free_port;
use testkit::wait::{SOON, until};

/// The program under test.
pub(crate) const PAYDESK: &str = env!("CARGO_BIN_EXE_paydesk");
/// Log lines shown when a test fails.
const LINES: usize = 400;

/// A running desk.
pub(crate) struct Desk {
    /// Its own address; the public address is a proxy's.
    pub(crate) url: String,
    /// The operations address.
    pub(crate) ops: String,
    child: Mutex<Child>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Desk {
    /// Starts a process with these settings and waits until it is ready.
    pub(crate) async fn start(settings: &[String]) -> Self {
        let desk = Self::spawn(settings, None);
        desk.is_ready().await;
        desk
    }

    /// Waits until it is ready.
    pub(crate) async fn is_ready(&self) {
        let (ops, http) = (self.ops.clone(), client());
        let ready = until("the desk to be ready", SOON, || {
            let ended = self.ended().is_some();
            let asked = http.get(format!("{ops}/readyz")).send();
            async move {
                if ended {
                    return Some(false);
                }
                let ready = asked.await.is_ok_and(|answer| answer.status() == 200);
                ready.then_some(true)
            }
        });
        assert!(ready.await, "paydesk ended at once:\n{}", self.log());
    }

    /// Starts a process without waiting; `shell` is a shell line that runs
    /// `"$@"`.
    pub(crate) fn spawn(settings: &[String], shell: Option<&str>) -> Self {
        let address = || format!("127.0.0.1:{}", free_port());
        let (listen, ops) = (address(), address());
        let mut command = match shell {
            Some(line) => {
                let mut command = Command::new("sh");
                command.args(["-c", line, "sh", PAYDESK]);
                command
            }
            None => Command::new(PAYDESK),
        };
        command.args(["--log", "info,engine=debug", "serve"]);
        command.args(settings);
        Self::run(command, &listen, &ops)
    }

    /// Starts `paydesk demo` on a data folder without waiting.
    pub(crate) fn demo(data: &Path) -> Self {
        let address = || format!("127.0.0.1:{}", free_port());
        let mut command = Command::new(PAYDESK);
        command.args(["demo", "--data"]).arg(data);
        command.args(["--mall-listen", &address(), "--sandbox-listen", &address()]);
        Self::run(command, &address(), &address())
    }

    fn run(mut command: Command, listen: &str, ops: &str) -> Self {
        command
            .args(["--listen", listen, "--ops-listen", ops])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("paydesk can be started");
        let log = Arc::new(Mutex::new(Vec::new()));
        let (stderr, lines) = (child.stderr.take().expect("piped"), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut lines = lock(&lines);
                if lines.len() == LINES {
                    lines.remove(0);
                }
                lines.push(line);
            }
        });
        Self {
            url: format!("http://{listen}"),
            ops: format!("http://{ops}"),
            child: Mutex::new(child),
            log,
        }
    }

    /// Its process id.
    pub(crate) fn process(&self) -> u32 {
        lock(&self.child).id()
    }

    /// Kills the process: no signal handler runs, nothing is flushed.
    pub(crate) fn kill(&self) {
        let mut child = lock(&self.child);
        // An error means that it has already ended.
        drop(child.kill());
        drop(child.wait());
    }

    /// Its exit status; `None` while it runs.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        lock(&self.child).try_wait().expect("a child of ours")
    }

    /// The status of `/readyz`; `None` without an answer.
    pub(crate) async fn readiness(&self) -> Option<u16> {
        let asked = client().get(format!("{}/readyz", self.ops)).send().await;
        asked.ok().map(|answer| answer.status().as_u16())
    }

    /// Waits until `/readyz` answers with this status.
    pub(crate) async fn wait_for_readiness(&self, status: u16) {
        let what = format!("{status} from /readyz");
        until(&what, SOON, || async {
            (self.readiness().await == Some(status)).then_some(())
        })
        .await;
    }

    /// The last log lines.
    pub(crate) fn log(&self) -> String {
        lock(&self.log).join("\n")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("--- the log of {}\n{}", self.url, self.log());
        }
    }
}

/// Runs another `paydesk` command; returns its output.
///
/// # Errors
/// Its output, where the exit code is not 0.
pub(crate) fn run(command: &[&str], database: &str) -> Result<String, String> {
    let done = output(command, database);
    if done.status.success() {
        Ok(text(&done.stdout))
    } else {
        Err(format!("{}\n{}", text(&done.stdout), text(&done.stderr)))
    }
}

/// Runs another `paydesk` command; returns its output and exit code.
pub(crate) fn output(command: &[&str], database: &str) -> Output {
    Command::new(PAYDESK)
        .args(["--log", "warn"])
        .args(command)
        .args(["--database", database])
        .output()
        .expect("paydesk can be started")
}

/// The output of a program as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// An HTTP client that follows no redirect.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(SOON)
        .build()
        .expect("a client")
}

/// The answer's `Retry-After`.
pub(crate) fn retry_after(answer: &reqwest::Response) -> Option<String> {
    let value = answer.headers().get("retry-after")?.to_str().ok()?;
    Some(value.to_owned())
}

/// Writes a file; returns its path for the settings.
pub(crate) fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a folder of ours");
    path.display().to_string()
}
