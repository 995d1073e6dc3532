//! A server in front of a router: it records each request and can hold one
//! before it is processed or before its reply, where a test kills a process.
//!
//! A request is processed even when its sender has died, as at a real network.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use testkit::loopback::serve;
use testkit::wait::SOON;
use tokio::sync::oneshot;
use tower::ServiceExt;

/// The largest request body.
const BODY_MAX: usize = 1 << 20;

/// A request that arrived.
#[derive(Clone, Debug)]
pub(crate) struct SeenRequest {
    /// Its path, without a query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    /// Its body, as text.
    pub(crate) body: String,
}

/// Where a request is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HoldPoint {
    /// It has arrived and is not processed.
    BeforeProcessing,
    /// It is processed and not answered.
    BeforeReply,
}

/// One request that will be held.
struct PlannedHold {
    point: HoldPoint,
    wanted: Box<dyn Fn(&SeenRequest) -> bool + Send + Sync>,
    caught: oneshot::Sender<SeenRequest>,
    go: oneshot::Receiver<()>,
}

/// The intercepting server.
pub(crate) struct Interceptor {
    /// Its address.
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    seen: Mutex<Vec<SeenRequest>>,
    done: Mutex<Vec<SeenRequest>>,
    planned: Mutex<Vec<PlannedHold>>,
    router: Router,
}

/// A request that is held, or will be.
pub(crate) struct Held {
    caught: oneshot::Receiver<SeenRequest>,
    go: oneshot::Sender<()>,
}

impl Interceptor {
    /// Starts the server on a free loopback port.
    pub(crate) async fn open(router: Router) -> Self {
        let shared = Arc::new(Shared {
            seen: Mutex::default(),
            done: Mutex::default(),
            planned: Mutex::default(),
            router,
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        let url = serve(router).await;
        Self { url, shared }
    }

    /// Holds the next request that is `wanted`.
    pub(crate) fn hold(
        &self,
        point: HoldPoint,
        wanted: impl Fn(&SeenRequest) -> bool + Send + Sync + 'static,
    ) -> Held {
        let (caught, catching) = oneshot::channel();
        let (let_go, go) = oneshot::channel();
        let wanted = Box::new(wanted);
        lock(&self.shared.planned).push(PlannedHold {
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

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.shared.seen).clone()
    }

    /// The number of requests so far.
    pub(crate) fn count(&self) -> usize {
        lock(&self.shared.seen).len()
    }

    /// All processed requests, whether or not the reply arrived.
    pub(crate) fn processed(&self) -> Vec<SeenRequest> {
        lock(&self.shared.done).clone()
    }
}

impl Held {
    /// Waits until the request is held, and returns it.
    pub(crate) async fn wait_until_held(&mut self) -> SeenRequest {
        tokio::time::timeout(SOON, &mut self.caught)
            .await
            .expect("the request to be held never came")
            .expect("the server runs while a test runs")
    }

    /// Runs `journey` until the request is held.
    pub(crate) async fn run_until_held<T: Debug>(
        &mut self,
        journey: impl Future<Output = T>,
    ) -> SeenRequest {
        tokio::select! {
            ended = journey => panic!("nothing was held: {ended:?}"),
            seen = self.wait_until_held() => seen,
        }
    }

    /// Lets the request continue. Dropping it instead closes the connection.
    pub(crate) fn release(self) {
        // Its sender may have died.
        let _ = self.go.send(());
    }
}

impl SeenRequest {
    /// The fields of a form body.
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(self.body.as_bytes())
            .into_owned()
            .collect()
    }
}

impl Shared {
    /// The planned hold that this request matches.
    fn hold(&self, point: HoldPoint, seen: &SeenRequest) -> Option<PlannedHold> {
        let mut planned = lock(&self.planned);
        let found = planned
            .iter()
            .position(|hold| hold.point == point && (hold.wanted)(seen))?;
        Some(planned.remove(found))
    }

    /// False where the connection is to be closed.
    async fn may_go(&self, point: HoldPoint, seen: &SeenRequest) -> bool {
        match self.hold(point, seen) {
            None => true,
            Some(hold) => {
                drop(hold.caught.send(seen.clone()));
                hold.go.await.is_ok()
            }
        }
    }

    async fn carry(&self, request: Request) -> Option<Response> {
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, BODY_MAX).await.ok()?;
        let seen = SeenRequest {
            path: parts.uri.path().to_owned(),
            headers: parts.headers.clone(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
        };
        lock(&self.seen).push(seen.clone());
        if !self.may_go(HoldPoint::BeforeProcessing, &seen).await {
            return None;
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        let answer = self.router.clone().oneshot(request).await.ok()?;
        lock(&self.done).push(seen.clone());
        self.may_go(HoldPoint::BeforeReply, &seen)
            .await
            .then_some(answer)
    }
}

/// A task of its own, so that a client that disconnects does not cancel it.
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

/// Locks also after a failed test poisoned the mutex.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
