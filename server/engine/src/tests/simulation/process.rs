//! A desk as a process: an engine with a thread and a runtime of its own,
//! which can die between any two of its steps and be started again on the
//! same database. What dies with it: everything in memory.

use super::note::{Call, Note};
use super::pulse::Pulse;
use crate::engine::{Engine, Settings};
use crate::outbound::{Answer, Transport};
use crate::tests::house::{Hands, Seeded};
use crate::tests::network::Map;
use async_trait::async_trait;
use channels::HttpCall;
use futures::future::BoxFuture;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, Weak};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};

/// Work for a desk; it leaves its report as a note.
pub(super) type Errand = Box<dyn FnOnce(Arc<Engine>) -> BoxFuture<'static, ()> + Send>;

/// What every life of every desk works with.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) settings: Settings,
    pub(super) clock: Arc<Hands>,
    pub(super) entropy: Arc<Seeded>,
    pub(super) pulse: Arc<Pulse<Note>>,
}

/// One desk, alive.
pub(super) struct Process {
    errands: mpsc::UnboundedSender<Errand>,
    engine: Arc<Mutex<Weak<Engine>>>,
    thread: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts it; wait for quiet before its first errand.
    pub(super) fn start(ground: &Ground, desk: usize, life: u32) -> Self {
        let (errands, waiting) = mpsc::unbounded_channel();
        let engine = Arc::new(Mutex::new(Weak::new()));
        ground.pulse.go(desk);
        let (ground, seen) = (ground.clone(), Arc::clone(&engine));
        let thread = std::thread::spawn(move || live(&ground, desk, life, waiting, &seen));
        Self {
            errands,
            engine,
            thread: Some(thread),
        }
    }

    /// Sends it on an errand.
    pub(super) fn send(&self, errand: Errand) {
        self.errands.send(errand).expect("the desk is alive");
    }

    /// Its errands that wait for somebody else's turn.
    pub(super) fn queued(&self) -> i64 {
        let engine = self.engine.lock().expect("not poisoned").upgrade();
        engine.map_or(0, |engine| {
            i64::try_from(engine.turns.waiting()).expect("few")
        })
    }

    /// Dies: each of its tasks ends where it waits.
    pub(super) fn die(mut self) {
        let thread = self.thread.take();
        drop(self);
        thread
            .expect("dies once")
            .join()
            .expect("the desk's thread does not panic");
    }
}

fn live(
    ground: &Ground,
    desk: usize,
    life: u32,
    mut errands: mpsc::UnboundedReceiver<Errand>,
    seen: &Mutex<Weak<Engine>>,
) {
    let ear = Ear(Arc::clone(&ground.pulse));
    let _ear = tracing::subscriber::set_default(ear);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let wire = Arc::new(Line {
            desk,
            life,
            pulse: Arc::clone(&ground.pulse),
        });
        let clock = Arc::clone(&ground.clock);
        let entropy = Arc::clone(&ground.entropy);
        let engine = Engine::open_with(ground.settings.clone(), clock, entropy, wire)
            .await
            .expect("opens");
        *seen.lock().expect("not poisoned") = Arc::downgrade(&engine);
        ground.pulse.rest(desk, Note::Opened);
        while let Some(errand) = errands.recv().await {
            tokio::spawn(errand(Arc::clone(&engine)));
        }
    });
}

/// The way to the network: hands the call to the world, and waits.
struct Line {
    desk: usize,
    life: u32,
    pulse: Arc<Pulse<Note>>,
}

#[async_trait]
impl Transport for Line {
    async fn post(&self, post: &HttpCall) -> Answer {
        let asked: Map = url::form_urlencoded::parse(post.body.expose().as_bytes())
            .into_owned()
            .collect();
        let (answer, answered) = oneshot::channel();
        let call = Call {
            desk: self.desk,
            life: self.life,
            asked,
            answer,
        };
        self.pulse.rest(self.desk, Note::Called(call));
        answered.await.expect("the world answers, or the desk dies")
    }

    /// Time is the world's: where it is told slowly, nobody gives up.
    fn shopper_waits(&self) -> Duration {
        Duration::from_secs(3600)
    }

    fn mall_waits(&self) -> Duration {
        self.shopper_waits()
    }
}

/// Hears what a desk logs, from "warn" up.
struct Ear(Arc<Pulse<Note>>);

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("engine")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.note(Note::Logged(*event.metadata().level(), text.0));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let written = if field.name() == "message" {
            write!(self.0, "{value:?} ")
        } else {
            write!(self.0, "{}={value:?} ", field.name())
        };
        written.expect("a text takes all");
    }
}
