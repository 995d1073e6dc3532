//! A simulated process: an engine on a thread and runtime of its own, which
//! can die between any two steps and start again on the same database. Its
//! memory is lost with it.

use super::message::{Call, Message};
use super::networks::NetworkCall;
use super::scheduler::Scheduler;
use async_trait::async_trait;
use axum::Router;
use channels::{HttpCall, HttpReply};
use engine::network::transport::Transport;
use engine::{Engine, Settings};
use futures::future::BoxFuture;
use std::fmt::Write as _;
use std::ops::Deref;
use std::sync::{Arc, Mutex, Weak};
use std::thread::JoinHandle;
use std::time::Duration;
use testkit::clock::ManualClock;
use testkit::entropy::SeededEntropy;
use tokio::sync::{mpsc, oneshot};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};

/// Work for a desk; its result is sent as a message.
pub(super) type Task = Box<dyn FnOnce(Desk) -> BoxFuture<'static, ()> + Send>;

/// The engine of a running desk, and its API.
#[derive(Clone)]
pub(super) struct Desk {
    engine: Arc<Engine>,
    pub(super) api: Router,
}

impl Deref for Desk {
    type Target = Arc<Engine>;

    fn deref(&self) -> &Arc<Engine> {
        &self.engine
    }
}

/// What all desks share.
#[derive(Clone)]
pub(super) struct DeskSetup {
    pub(super) settings: Settings,
    pub(super) clock: Arc<ManualClock>,
    pub(super) entropy: Arc<SeededEntropy>,
    pub(super) scheduler: Arc<Scheduler<Message>>,
}

/// One running desk.
pub(super) struct Process {
    tasks: mpsc::UnboundedSender<Task>,
    engine: Arc<Mutex<Weak<Engine>>>,
    thread: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts a desk. Wait until it is idle before its first task.
    pub(super) fn start(setup: &DeskSetup, desk: usize, generation: u32) -> Self {
        let (tasks, waiting) = mpsc::unbounded_channel();
        let engine = Arc::new(Mutex::new(Weak::new()));
        setup.scheduler.task_runs(desk);
        let (setup, seen) = (setup.clone(), Arc::clone(&engine));
        let thread = std::thread::spawn(move || run_desk(&setup, desk, generation, waiting, &seen));
        Self {
            tasks,
            engine,
            thread: Some(thread),
        }
    }

    /// Starts a task.
    pub(super) fn start_task(&self, task: Task) {
        self.tasks.send(task).expect("the desk is alive");
    }

    /// Its tasks that wait for another's turn.
    pub(super) fn queued(&self) -> i64 {
        let engine = self.engine.lock().expect("not poisoned").upgrade();
        engine.map_or(0, |engine| {
            i64::try_from(engine.waiting_for_orders()).expect("few")
        })
    }

    /// Dies: each task ends where it waits.
    pub(super) fn kill(mut self) {
        let thread = self.thread.take();
        drop(self);
        thread
            .expect("dies once")
            .join()
            .expect("the desk's thread does not panic");
    }
}

fn run_desk(
    setup: &DeskSetup,
    desk: usize,
    generation: u32,
    mut tasks: mpsc::UnboundedReceiver<Task>,
    seen: &Mutex<Weak<Engine>>,
) {
    let capture = LogCapture(Arc::clone(&setup.scheduler));
    let _guard = tracing::subscriber::set_default(capture);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let wire = Arc::new(SimulatedTransport {
            desk,
            generation,
            scheduler: Arc::clone(&setup.scheduler),
        });
        let clock = Arc::clone(&setup.clock);
        let entropy = Arc::clone(&setup.entropy);
        let engine = Engine::open_with(setup.settings.clone(), clock, entropy, wire)
            .await
            .expect("opens");
        *seen.lock().expect("not poisoned") = Arc::downgrade(&engine);
        let running = Desk {
            api: api::router(Arc::clone(&engine)),
            engine,
        };
        setup.scheduler.task_rests(desk, Message::Opened);
        while let Some(task) = tasks.recv().await {
            tokio::spawn(task(running.clone()));
        }
    });
}

/// The desk's transport: passes each call to the simulator and waits.
struct SimulatedTransport {
    desk: usize,
    generation: u32,
    scheduler: Arc<Scheduler<Message>>,
}

#[async_trait]
impl Transport for SimulatedTransport {
    async fn send(&self, call: &HttpCall) -> HttpReply {
        let (answer, answered) = oneshot::channel();
        let call = Call {
            desk: self.desk,
            generation: self.generation,
            asked: NetworkCall::read(call),
            answer,
        };
        self.scheduler.task_rests(self.desk, Message::Called(call));
        answered
            .await
            .expect("the simulator answers, unless the desk dies")
    }

    /// Time is simulated, so no real timeout may fire.
    fn shopper_waits(&self) -> Duration {
        Duration::from_secs(3600)
    }

    fn mall_waits(&self) -> Duration {
        self.shopper_waits()
    }
}

/// Captures the desk's warnings and errors.
struct LogCapture(Arc<Scheduler<Message>>);

impl Subscriber for LogCapture {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("engine")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = LogText(String::new());
        event.record(&mut text);
        self.0
            .send(Message::Logged(*event.metadata().level(), text.0));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct LogText(String);

impl Visit for LogText {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let written = if field.name() == "message" {
            write!(self.0, "{value:?} ")
        } else {
            write!(self.0, "{}={value:?} ", field.name())
        };
        written.expect("a text takes all");
    }
}
