//! A gate on the way of somebody's requests: it sees each, and can hold one
//! at the very point where a process is to be killed.
//!
//! Whoever is behind the gate does its work also when the one who asked has
//! died meanwhile, as a network does.

use crate::wait::SOON;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;
use tower::ServiceExt;

/// More is in no request here.
const BODY_MAX: usize = 1 << 20;

/// A request that came to the gate.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Its path, without a query.
    pub(crate) path: String,
    /// Its body, as text.
    pub(crate) body: String,
}

/// Where a request is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// It has arrived, and nothing was done.
    Arrived,
    /// All is done, and nothing was answered.
    Done,
}

/// A request to be held, once.
struct Trap {
    point: Point,
    wanted: Box<dyn Fn(&Seen) -> bool + Send + Sync>,
    caught: oneshot::Sender<Seen>,
    go: oneshot::Receiver<()>,
}

/// Somebody's door with a gate in front of it.
pub(crate) struct Gate {
    /// Its address.
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    seen: Mutex<Vec<Seen>>,
    done: Mutex<Vec<Seen>>,
    traps: Mutex<Vec<Trap>>,
    behind: Router,
}

/// A request that is held, or will be.
pub(crate) struct Held {
    caught: oneshot::Receiver<Seen>,
    go: oneshot::Sender<()>,
}

impl Gate {
    /// A gate on a free port of the loopback.
    pub(crate) async fn open(behind: Router) -> Self {
        let shared = Arc::new(Shared {
            seen: Mutex::default(),
            done: Mutex::default(),
            traps: Mutex::default(),
            behind,
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// Holds the next request that is `wanted`.
    pub(crate) fn hold(
        &self,
        point: Point,
        wanted: impl Fn(&Seen) -> bool + Send + Sync + 'static,
    ) -> Held {
        let (caught, catching) = oneshot::channel();
        let (let_go, go) = oneshot::channel();
        let wanted = Box::new(wanted);
        lock(&self.shared.traps).push(Trap {
            point,
            wanted,
            caught,
            go,
        });
        Held {
            caught: catching,
            go: let_go,
        }
    }

    /// All requests that arrived so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        lock(&self.shared.seen).clone()
    }

    /// How many that were.
    pub(crate) fn count(&self) -> usize {
        lock(&self.shared.seen).len()
    }

    /// Those of them that were done, whether or not the answer got back.
    pub(crate) fn done(&self) -> Vec<Seen> {
        lock(&self.shared.done).clone()
    }
}

impl Held {
    /// Waits until the request is held, and says what it was.
    pub(crate) async fn reached(&mut self) -> Seen {
        tokio::time::timeout(SOON, &mut self.caught)
            .await
            .expect("the request to be held never came")
            .expect("the gate stands while a test runs")
    }

    /// Goes on with `journey` until the request is held; there it stays.
    pub(crate) async fn catch<T: Debug>(&mut self, journey: impl Future<Output = T>) -> Seen {
        tokio::select! {
            ended = journey => panic!("nothing was held: {ended:?}"),
            seen = self.reached() => seen,
        }
    }

    /// Lets it go on. Dropped instead, it is cut off where it is.
    pub(crate) fn pass(self) {
        // Whoever waited for it may have ended.
        let _ = self.go.send(());
    }
}

impl Seen {
    /// The fields of a form.
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(self.body.as_bytes())
            .into_owned()
            .collect()
    }
}

impl Shared {
    /// The trap a request falls into, if there is one.
    fn trap(&self, point: Point, seen: &Seen) -> Option<Trap> {
        let mut traps = lock(&self.traps);
        let found = traps
            .iter()
            .position(|trap| trap.point == point && (trap.wanted)(seen))?;
        Some(traps.remove(found))
    }

    /// False when the request is cut off here.
    async fn may_go(&self, point: Point, seen: &Seen) -> bool {
        match self.trap(point, seen) {
            None => true,
            Some(trap) => {
                drop(trap.caught.send(seen.clone()));
                trap.go.await.is_ok()
            }
        }
    }

    async fn carry(&self, request: Request) -> Option<Response> {
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, BODY_MAX).await.ok()?;
        let seen = Seen {
            path: parts.uri.path().to_owned(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
        };
        lock(&self.seen).push(seen.clone());
        if !self.may_go(Point::Arrived, &seen).await {
            return None;
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        let answer = self.behind.clone().oneshot(request).await.ok()?;
        lock(&self.done).push(seen.clone());
        self.may_go(Point::Done, &seen).await.then_some(answer)
    }
}

/// In a task of its own: a client that went away does not undo it.
async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let carried = tokio::spawn(async move { shared.carry(request).await }).await;
    carried.ok().flatten().unwrap_or_else(|| {
        let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        Response::new(Body::from_stream(futures::stream::iter([Err::<
            &'static str,
            _,
        >(broken)])))
    })
}

/// The value, also after a test has failed while it was held.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
