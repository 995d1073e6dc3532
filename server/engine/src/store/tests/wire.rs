//! A line to the server that can be cut, or fall silent.

use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Carries what is said.
    Open,
    /// Hangs up on everybody.
    Cut,
    /// Takes calls, and carries nothing.
    Silent,
}

/// The line, and the address at this end of it.
pub(super) struct Wire {
    line: Arc<watch::Sender<Line>>,
    pub(super) address: String,
    task: JoinHandle<()>,
}

impl Wire {
    /// To the server that `address` names.
    pub(super) async fn to(address: &str) -> Self {
        let mut url = url::Url::parse(address).expect("an address");
        let host = url.host_str().expect("a host").to_owned();
        let far = (host, url.port().unwrap_or(5432));
        let near = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = near.local_addr().expect("an address").port();
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(port)).expect("a port");
        let line = Arc::new(watch::Sender::new(Line::Open));
        let state = Arc::clone(&line);
        let task = tokio::spawn(async move {
            while let Ok((caller, _)) = near.accept().await {
                tokio::spawn(carry(caller, far.clone(), state.subscribe()));
            }
        });
        Self {
            line,
            address: url.to_string(),
            task,
        }
    }

    pub(super) fn set(&self, line: Line) {
        self.line.send_replace(line);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One call. What fell silent is never carried on: it hears nothing more.
async fn carry(mut caller: TcpStream, far: (String, u16), mut line: watch::Receiver<Line>) {
    let first = *line.borrow_and_update();
    if first == Line::Open {
        let Ok(mut server) = TcpStream::connect((far.0.as_str(), far.1)).await else {
            return;
        };
        tokio::select! {
            _ = copy_bidirectional(&mut caller, &mut server) => return,
            _ = line.changed() => {}
        }
    }
    if *line.borrow() == Line::Silent {
        // This end stays open, so that nobody is told.
        drop(line.wait_for(|line| *line != Line::Silent).await);
    }
}
