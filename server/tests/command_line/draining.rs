//! A desk that is asked to stop: it says that it is not ready while it still
//! takes requests, and answers what has begun.
#![cfg(unix)]

use crate::desk_flags::{Flag, desk};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use testkit::loopback::free_port;
use testkit::wait::until;

/// The longest wait for anything here.
const DEADLINE: Duration = Duration::from_secs(120);

/// `paydesk serve`, killed with the test.
pub(crate) struct Serving {
    child: Child,
    pub(crate) desk: String,
    operations: String,
}

impl Serving {
    /// Starts it, and waits until it is ready.
    pub(crate) async fn start(flags: &[Flag], drain_s: &str) -> Self {
        let [desk_at, operations] =
            [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
        let mut command = Command::new(crate::PAYDESK);
        command.args(["serve", "--drain-s", drain_s, "--listen", &desk_at]);
        command.args(["--ops-listen", &operations]);
        for (flag, value) in flags {
            command.args([flag, value.as_str()]);
        }
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let serving = Self {
            child: child.expect("paydesk can be started"),
            desk: desk_at,
            operations,
        };
        serving.until_readiness_is(200).await;
        serving
    }

    async fn until_readiness_is(&self, status: u16) {
        until("another readiness", DEADLINE, || async {
            (status_of(&self.operations, "/readyz") == Some(status)).then_some(())
        })
        .await;
    }

    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").arg(id).status().expect("kill");
        assert!(told.success());
    }

    pub(crate) async fn until_it_has_ended(&mut self) {
        let child = std::sync::Mutex::new(&mut self.child);
        let status = until("the end", DEADLINE, || async {
            child.lock().expect("one thread").try_wait().expect("asked")
        });
        let status = status.await;
        assert!(status.success(), "{status}");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status of the answer to a GET on a new connection, if there is one.
pub(crate) fn status_of(address: &str, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(address).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    status_in(&mut stream)
}

fn status_in(stream: &mut TcpStream) -> Option<u16> {
    stream.set_read_timeout(Some(DEADLINE)).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

#[tokio::test]
async fn while_it_drains_it_is_not_ready_and_still_takes_requests() {
    let mut serving = Serving::start(&desk(), "3600").await;
    serving.terminate();
    serving.until_readiness_is(503).await;
    let keys = "/.well-known/jwks.json";
    assert_eq!(status_of(&serving.desk, keys), Some(200));
    assert_eq!(status_of(&serving.operations, "/healthz"), Some(200));
    // Nobody has to wait for the end of it.
    serving.terminate();
    serving.until_it_has_ended().await;
}

#[tokio::test]
async fn a_request_that_has_begun_is_answered_after_no_more_are_accepted() {
    let mut serving = Serving::start(&desk(), "0").await;
    let mut begun = TcpStream::connect(&serving.desk).expect("it listens");
    let head =
        "POST /v1/orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\n{\"";
    begun.write_all(head.as_bytes()).expect("sent");
    // Answered on another connection, so the first was accepted before.
    assert_eq!(status_of(&serving.desk, "/robots.txt"), Some(200));
    serving.terminate();
    until("no more connections", DEADLINE, || async {
        TcpStream::connect(&serving.desk).is_err().then_some(())
    })
    .await;
    begun.write_all(b"\"}").expect("sent");
    assert_eq!(status_in(&mut begun), Some(401));
    serving.until_it_has_ended().await;
}
