//! A proxy before the server that can cut connections, or carry nothing.

use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the proxy does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProxyState {
    /// Carries all bytes.
    Open,
    /// Closes all connections.
    Cut,
    /// Accepts connections and carries nothing.
    Silent,
}

/// The proxy, and its address as the database's.
pub(super) struct Proxy {
    state: Arc<watch::Sender<ProxyState>>,
    pub(super) address: String,
    task: JoinHandle<()>,
}

impl Proxy {
    /// To the server that `address` names.
    pub(super) async fn to(address: &str) -> Self {
        let mut url = url::Url::parse(address).expect("an address");
        let host = url.host_str().expect("a host").to_owned();
        let far = (host, url.port().unwrap_or(5432));
        let near = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = near.local_addr().expect("an address").port();
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(port)).expect("a port");
        let state = Arc::new(watch::Sender::new(ProxyState::Open));
        let changes = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((caller, _)) = near.accept().await {
                tokio::spawn(carry(caller, far.clone(), changes.subscribe()));
            }
        });
        Self {
            state,
            address: url.to_string(),
            task,
        }
    }

    pub(super) fn set(&self, state: ProxyState) {
        self.state.send_replace(state);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection. Once silent it carries nothing more.
async fn carry(mut caller: TcpStream, far: (String, u16), mut state: watch::Receiver<ProxyState>) {
    let first = *state.borrow_and_update();
    if first == ProxyState::Open {
        let Ok(mut server) = TcpStream::connect((far.0.as_str(), far.1)).await else {
            return;
        };
        tokio::select! {
            _ = copy_bidirectional(&mut caller, &mut server) => return,
            _ = state.changed() => {}
        }
    }
    if *state.borrow() == ProxyState::Silent {
        // Keeps the connection open, so that the caller notices nothing.
        drop(state.wait_for(|state| *state != ProxyState::Silent).await);
    }
}
