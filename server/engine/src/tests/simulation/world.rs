//! The world: a queue of what happens when, two desks on one database, a
//! network, malls and shoppers. One thing happens at a time; all of it
//! follows from the seed.

use super::case::Case;
use super::dice::Dice;
use super::endpoint::Endpoint;
use super::kept::Kept;
use super::mall::Signer;
use super::network::Network;
use super::note::{Call, Note, Report, Telling};
use super::process::{Errand, Ground, Process};
use super::pulse::Pulse;
use super::receiver::Receiver;
use crate::engine::Engine;
use crate::jwks::ProviderKey;
use crate::jwks::tests::RFC_8037_KEY;
use crate::tests::house::{Hands, NOON, Seeded, mall, merchant, public_der, settings};
use crate::tests::network::Map;
use domain::mall::{KeyAlgorithm, Mall, MallKey};
use domain::merchant::Merchant;
use domain::secret::Secret;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::Future;
use std::sync::Arc;
use store::Database;
use store::jobs::Job;
use store::testing::TestDatabase;
use store::testing::crash::{self, CrashPoint};

/// Desks on the one database.
pub(super) const DESKS: usize = 2;

/// So long after nothing goes wrong any more, everything has to be quiet:
/// deliveries go on for three days, surplus is tried again each day.
const QUIET_BY_MS: i64 = 12 * 86_400_000;

/// In so many of a hundred errands the desk dies in the middle of a commit:
/// where somebody is told that all is well, and elsewhere.
const DIES_TELLING: i64 = 3;
const DIES_WORKING: i64 = 1;

/// Something that will happen.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// The mall asks for the order, for the first time or again.
    Create(usize),
    /// The mall looks at the order.
    Look(usize),
    /// The mall closes it.
    Close(usize),
    /// The mall gives money back.
    Refund(usize),
    /// A shopper's tab does something.
    Tab(usize, usize),
    /// A call arrives at the network.
    Arrive(u64),
    /// An answer arrives at the desk.
    Answer(u64),
    /// A payer pays by what was asked: late or twice where the flags say so.
    Pay(usize, Map, (bool, bool)),
    /// A notice is sent.
    Notice(usize),
    /// A mall answers an event.
    Take(u64),
    /// A desk looks for jobs.
    Jobs(usize),
    /// A desk runs one that it claimed in this life.
    Run(usize, u32, Job),
    /// A desk that found none looks when the next is due.
    Due(usize),
    /// A desk dies.
    Die(usize),
    /// A desk starts.
    Start(usize),
    /// The clocks jump.
    Jump,
    /// The malls' endpoints go away, or come back.
    Malls(bool),
    /// The mall names another address for its events.
    Move,
    /// From now on nothing goes wrong any more.
    Calm,
}

/// What an errand under way is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    Create(usize),
    Look(usize),
    Close(usize),
    Refund(usize, usize),
    Tab(usize, usize),
    Notice(usize),
    Jobs(usize),
    Due(usize),
    Run,
}

/// A notice on its way.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    pub(super) case: usize,
    pub(super) fields: Map,
    /// Not the network's: nothing may come of it.
    pub(super) forged: bool,
    /// Sent until it is taken, because no query would find it.
    pub(super) until_taken: bool,
    pub(super) tries: u32,
    pub(super) taken: bool,
}

/// A call under way, and whose order it is about.
pub(super) struct UnderWay {
    pub(super) call: Option<Call>,
    pub(super) case: Option<usize>,
    pub(super) answer: Option<crate::network::transport::HttpAnswer>,
}

/// All there is.
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) dice: Dice,
    pub(super) now: i64,
    pub(super) ground: Ground,
    pub(super) desks: Vec<Option<Process>>,
    pub(super) lives: Vec<u32>,
    /// Desks that found nothing to wait for. A real one looks all the time.
    pub(super) asleep: Vec<bool>,
    pub(super) network: Network,
    pub(super) signer: Signer,
    pub(super) cases: Vec<Case>,
    pub(super) notices: Vec<Notice>,
    pub(super) under_way: BTreeMap<u64, UnderWay>,
    /// Events at the mall, not answered yet, with the life of the desk.
    pub(super) tellings: BTreeMap<u64, (u32, usize, Telling)>,
    /// The order that is being worked for, where it is known.
    pub(super) acting: Option<usize>,
    /// By an attempt's part of our numbers at the network: the case.
    pub(super) whose: BTreeMap<String, usize>,
    /// By order id: the case.
    pub(super) by_order: BTreeMap<String, usize>,
    /// By the mall's number: the case.
    pub(super) by_number: BTreeMap<String, usize>,
    /// Told to the outside since a desk last started.
    pub(super) relied: Vec<(usize, Kept)>,
    pub(super) endpoint: Endpoint,
    pub(super) calm: bool,
    pub(super) calm_at: i64,
    hash: u64,
    pub(super) merchant: Merchant,
    queue: BinaryHeap<Reverse<(i64, u64, usize)>>,
    events: BTreeMap<usize, Event>,
    pub(super) errands: BTreeMap<u64, (usize, Purpose)>,
    count: u64,
    _receiver: Receiver,
    /// Last, so that it is gone after who uses it.
    _database: TestDatabase,
}

impl World {
    /// A world with its first desk open, and nothing going on yet.
    pub(super) fn new(seed: u64) -> Self {
        // In memory, where a commit costs no disk.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let database = TestDatabase::in_folder(folder.expect("a temporary folder"));
        let pulse = Arc::new(Pulse::new(DESKS));
        let receiver = Receiver::start(Arc::clone(&pulse));
        let mut settings = settings(Database::parse(&database.address()).expect("a database"));
        settings.webhook_allow = vec!["127.0.0.0/8".parse().expect("a network")];
        let ground = Ground {
            settings,
            clock: Arc::new(Hands::at(NOON)),
            entropy: Arc::new(Seeded::default()),
            pulse,
        };
        let (mut mall, merchant) = (mall(&ground.entropy), merchant(&ground.entropy));
        let endpoint = Endpoint::new(mall.id.clone(), receiver.address);
        mall.webhook_url = Some(endpoint.address());
        let key = ProviderKey::from_pem(&Secret::new(RFC_8037_KEY)).expect("a key");
        let mut dice = Dice::new(seed);
        let ahead_ms = dice.between(-28_000, 28_000);
        let mut world = Self {
            seed,
            dice,
            now: NOON,
            ground,
            desks: (0..DESKS).map(|_| None).collect(),
            lives: vec![0; DESKS],
            asleep: vec![false; DESKS],
            network: Network::new(ahead_ms),
            signer: Signer::new(key),
            cases: Vec::new(),
            notices: Vec::new(),
            under_way: BTreeMap::new(),
            tellings: BTreeMap::new(),
            whose: BTreeMap::new(),
            by_order: BTreeMap::new(),
            by_number: BTreeMap::new(),
            acting: None,
            relied: Vec::new(),
            endpoint,
            calm: false,
            calm_at: i64::MAX / 2,
            hash: 0xcbf2_9ce4_8422_2325,
            merchant: merchant.clone(),
            queue: BinaryHeap::new(),
            events: BTreeMap::new(),
            errands: BTreeMap::new(),
            count: 0,
            _receiver: receiver,
            _database: database,
        };
        for desk in 0..DESKS {
            world.start(desk);
        }
        world.register(mall, merchant);
        world
    }

    fn register(&mut self, mall: Mall, merchant: Merchant) {
        let key = MallKey {
            key_id: String::from("mall-key"),
            mall_id: mall.id.clone(),
            algorithm: KeyAlgorithm::Ed25519,
            public_der: public_der(),
            active: true,
        };
        self.ask(0, move |engine| async move {
            let registry = engine.registry();
            registry.add_mall(&mall, &key).await.expect("a mall");
            registry.add_merchant(&merchant).await.expect("a merchant");
            Report::Ran
        });
    }

    /// A number that nothing else has.
    pub(super) fn name(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Plans something in so many milliseconds.
    pub(super) fn after(&mut self, ms: i64, event: Event) {
        self.count += 1;
        let name = usize::try_from(self.count).expect("few");
        self.queue.push(Reverse((self.now + ms, self.count, name)));
        self.events.insert(name, event);
    }

    /// As [`World::after`], at a time by chance.
    pub(super) fn within(&mut self, from_ms: i64, to_ms: i64, event: Event) {
        let ms = self.dice.between(from_ms, to_ms);
        self.after(ms, event);
    }

    /// Lets all that is planned happen, until nothing is.
    pub(super) fn run(&mut self) {
        while let Some(Reverse((at, _, name))) = self.queue.pop() {
            self.now = self.now.max(at);
            if self.now > self.calm_at + QUIET_BY_MS {
                return;
            }
            self.ground.clock.set(self.now);
            let event = self.events.remove(&name).expect("planned once");
            self.happen(event);
            self.settle();
        }
    }

    fn happen(&mut self, event: Event) {
        self.acting = None;
        match event {
            Event::Create(case) => self.create(case),
            Event::Look(case) => self.look(case),
            Event::Close(case) => self.close(case),
            Event::Refund(case) => self.refund(case),
            Event::Tab(case, tab) => self.tab_acts(case, tab),
            Event::Arrive(call) => self.arrive(call),
            Event::Answer(call) => self.answer(call),
            Event::Pay(case, asked, careless) => self.payer_pays(case, &asked, careless),
            Event::Notice(notice) => self.send_notice(notice),
            Event::Take(telling) => self.take_telling(telling),
            Event::Jobs(desk) => self.look_for_jobs(desk),
            Event::Run(desk, life, job) => self.run_job(desk, life, job),
            Event::Due(desk) => self.look_when_due(desk),
            Event::Die(desk) => self.die(desk),
            Event::Start(desk) => self.start(desk),
            Event::Jump => self.jump(),
            Event::Malls(away) => self.malls(away),
            Event::Move => self.moves(),
            Event::Calm => self.calm_down(),
        }
    }

    /// Waits until nobody runs, and plans what follows from what happened.
    pub(super) fn settle(&mut self) {
        loop {
            let desks = &self.desks;
            let queued = |desk: usize| desks[desk].as_ref().map_or(0, Process::queued);
            let notes = self.ground.pulse.quiet(queued);
            if notes.is_empty() {
                return;
            }
            for note in notes {
                self.hear(note);
            }
        }
    }

    fn hear(&mut self, note: Note) {
        match note {
            Note::Opened => {}
            Note::Crashed(desk, point) => self.crash(desk, point),
            Note::Called(call) => self.called(call),
            Note::Told(telling) => self.told(telling),
            Note::Logged(level, text) => self.logged(level, text.trim()),
            Note::Ended(errand, report) => {
                if let Some((_, purpose)) = self.errands.remove(&errand) {
                    self.ended(&purpose, *report);
                }
            }
        }
    }

    fn ended(&mut self, purpose: &Purpose, report: Report) {
        match *purpose {
            Purpose::Create(case) => self.created(case, &report),
            Purpose::Look(case) | Purpose::Close(case) => self.seen(case, purpose, &report),
            Purpose::Refund(case, which) => self.refund_answered(case, which, &report),
            Purpose::Tab(case, tab) => self.tab_learns(case, tab, report),
            Purpose::Notice(notice) => self.notice_ended(notice, &report),
            Purpose::Jobs(desk) => self.jobs_found(desk, report),
            Purpose::Due(desk) => self.due_at(desk, &report),
            Purpose::Run => {}
        }
        if !matches!(purpose, Purpose::Jobs(_) | Purpose::Due(_) | Purpose::Run) {
            self.wake();
        }
    }

    /// A desk that is up, by chance; none where both are down.
    pub(super) fn a_desk(&mut self) -> Option<usize> {
        let first = usize::try_from(self.dice.between(0, 1)).expect("0 or 1");
        [first, 1 - first]
            .into_iter()
            .find(|desk| self.desks[*desk].is_some())
    }

    /// Sends a desk on an errand for a purpose.
    pub(super) fn send<F>(
        &mut self,
        desk: usize,
        purpose: Purpose,
        errand: impl FnOnce(Arc<Engine>) -> F + Send + 'static,
    ) where
        F: Future<Output = Report> + Send + 'static,
    {
        let charge = self.charge(&purpose);
        self.send_charged(desk, purpose, charge, errand);
    }

    /// Whether the desk is to die in the middle of this errand: where, and
    /// after how many commits.
    fn charge(&mut self, purpose: &Purpose) -> Option<(CrashPoint, u32)> {
        let percent = match purpose {
            Purpose::Jobs(_) | Purpose::Due(_) => return None,
            Purpose::Create(_) | Purpose::Refund(..) | Purpose::Notice(_) => DIES_TELLING,
            _ => DIES_WORKING,
        };
        if !self.trouble(percent) {
            return None;
        }
        let point = self.dice.pick(&[
            CrashPoint::BeforeCommit,
            CrashPoint::BeforeCommit,
            CrashPoint::AfterCommit,
        ]);
        Some((point, self.dice.pick(&[0, 0, 0, 1, 1, 2])))
    }

    fn send_charged<F>(
        &mut self,
        desk: usize,
        purpose: Purpose,
        charge: Option<(CrashPoint, u32)>,
        errand: impl FnOnce(Arc<Engine>) -> F + Send + 'static,
    ) -> u64
    where
        F: Future<Output = Report> + Send + 'static,
    {
        let (name, pulse) = (self.name(), Arc::clone(&self.ground.pulse));
        self.errands.insert(name, (desk, purpose));
        pulse.go(desk);
        let errand: Errand = Box::new(move |engine| {
            Box::pin(async move {
                if let Some((point, commits)) = charge {
                    let pulse = Arc::clone(&pulse);
                    let tell = move || pulse.crashed(desk, Note::Crashed(desk, point));
                    crash::plan(point, commits, tell);
                }
                let report = errand(engine).await;
                pulse.rest(desk, Note::Ended(name, Box::new(report)));
            })
        });
        self.desks[desk]
            .as_ref()
            .expect("a desk that is up")
            .send(errand);
        name
    }

    /// Sends a desk on an errand and waits for its report, or for the desk's
    /// end: a crash that was planned for other work may strike here.
    pub(super) fn ask<F>(
        &mut self,
        desk: usize,
        errand: impl FnOnce(Arc<Engine>) -> F + Send + 'static,
    ) -> Report
    where
        F: Future<Output = Report> + Send + 'static,
    {
        self.settle();
        let name = self.send_charged(desk, Purpose::Run, None, errand);
        let mut found = None;
        while self.errands.contains_key(&name) {
            let desks = &self.desks;
            let queued = |desk: usize| desks[desk].as_ref().map_or(0, Process::queued);
            for note in self.ground.pulse.quiet(queued) {
                match note {
                    Note::Ended(ended, report) if ended == name => {
                        self.errands.remove(&name);
                        found = Some(*report);
                    }
                    other => self.hear(other),
                }
            }
        }
        found.unwrap_or(Report::Died)
    }

    /// Writes into an order's history.
    pub(super) fn write(&mut self, case: usize, line: &str) {
        let at = self.now - NOON;
        let line = format!("{:>7}.{:03} {line}", at / 1000, at % 1000);
        for byte in line.bytes().chain(case.to_be_bytes()) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.cases[case].lines.push(line);
    }

    fn logged(&mut self, level: tracing::Level, text: &str) {
        let part = |mark: &str, from: usize| {
            let at = text.find(mark)? + from;
            text.get(at..at + if from == 0 { 30 } else { 26 })
        };
        let order = part("ord_", 0).and_then(|id| self.by_order.get(id));
        let wire_no = part("wire_no=", 8).and_then(|no| self.whose.get(no));
        let refund = part("rfd_", 4).and_then(|body| self.whose.get(body));
        let case = order.or(wire_no).or(refund).copied();
        if let Some(case) = case {
            self.write(case, &format!("the desk logs: {text}"));
        }
        let known = [
            "surplus payment is refunded",
            "differs from what was asked",
            "tried again later",
        ];
        if level == tracing::Level::ERROR && !known.iter().any(|words| text.contains(words)) {
            self.fail(case, &format!("a desk logged an error: {text}"));
        }
        if text.contains("refused in the background") {
            // What the desk is at just now.
            self.fail(case.or(self.acting), &format!("a job was {text}"));
        }
    }

    /// A law is broken: shows the seed, the order's history, and how to see
    /// it again.
    pub(super) fn fail(&self, case: Option<usize>, why: &str) -> ! {
        let history = case.map_or(String::new(), |case| self.cases[case].lines.join("\n"));
        let many = self.cases.len();
        panic!(
            "{why}\n\nits history, by seconds:\n{history}\n\nseed {seed}; to see it again:\n\
             PAYDESK_SIMULATION_SEED={seed} PAYDESK_SIMULATION_ORDERS={many} \
             cargo test -p engine --lib tests::simulation::every_order\n",
            seed = self.seed
        )
    }

    /// Ends it: every desk closes, and the books are checked once more.
    pub(super) fn end(mut self) -> u64 {
        for process in self.desks.iter_mut().filter_map(Option::take) {
            process.die();
        }
        self.hash
    }
}
