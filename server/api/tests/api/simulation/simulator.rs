//! The simulator: a queue of planned events, two desks on one database, a
//! network, malls and shoppers. One event happens at a time, and all of it
//! follows from the seed.

use super::case::Case;
use super::durability::Acknowledged;
use super::endpoint::Endpoint;
use super::event_server::EventServer;
use super::message::{Call, EventDelivery, Message, Report};
use super::network::SimulatedNetwork;
use super::networks::{NoticeContent, Payable};
use super::process::{Desk, DeskSetup, Process, Task};
use super::scheduler::Scheduler;
use super::unsendable::{Unsendable, UnsendableChannel};
use super::wechat_network::SimulatedWechat;
use channels::{Channel, Channels};
use domain::clock::At;
use domain::mall::{KeyAlgorithm, Mall};
use domain::merchant::Merchant;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use store::Database;
use store::jobs::ClaimedJob;
use store::testing::crash::{self, CrashPoint};
use testkit::clock::{ManualClock, NOON};
use testkit::database::TestDatabase;
use testkit::entropy::SeededEntropy;
use testkit::fixture::{DESK, accounts, settings};
use testkit::mall::mall;
use testkit::merchant::merchant;
use testkit::network::union_pay;
use testkit::random::SeededRandom;
use testkit::second_network::SecondChannel;
use testkit::signer::MallSigner;
use testkit::wechat_pay::wechat_pay;

/// Desks on the one database.
pub(super) const DESKS: usize = 2;

/// How long after the last fault everything must be idle: webhooks are retried
/// for three days, surplus refunds each day.
const IDLE_BY_MS: i64 = 12 * 86_400_000;

/// Percentage of tasks in which the desk dies within a commit: where it
/// acknowledges something, and elsewhere.
const CRASH_PERCENT_ACKNOWLEDGING: i64 = 3;
const CRASH_PERCENT_OTHERWISE: i64 = 1;

/// A planned event.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// The mall requests the order, for the first time or again.
    Create(usize),
    /// The mall reads the order.
    Read(usize),
    /// The mall closes the order.
    Close(usize),
    /// The mall requests a refund.
    Refund(usize),
    /// A shopper's tab acts.
    Tab(usize, usize),
    /// A call arrives at the network.
    Arrive(u64),
    /// An answer arrives at the desk.
    Answer(u64),
    /// A payer pays a request; the flags are late and twice.
    Pay(usize, Payable, (bool, bool)),
    /// The network sends a notice.
    Notice(usize),
    /// A mall answers an event.
    MallAnswers(u64),
    /// A desk claims due jobs.
    Jobs(usize),
    /// A desk runs a job that it claimed in this generation.
    Run(usize, u32, ClaimedJob),
    /// A desk without jobs looks up when the next is due.
    Due(usize),
    /// A desk dies.
    Die(usize),
    /// A desk starts.
    Start(usize),
    /// The clocks jump.
    Jump,
    /// The mall's endpoint goes down, or comes back.
    EndpointOutage(bool),
    /// The mall registers another webhook address.
    EndpointMoves,
    /// No faults from now on.
    FaultsEnd,
}

/// What a running task is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    Create(usize),
    Read(usize),
    Close(usize),
    Refund(usize, usize),
    Tab(usize, usize),
    Notice(usize),
    Jobs(usize),
    Due(usize),
    Run,
}

/// A notice that the network sends.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    pub(super) case: usize,
    pub(super) content: NoticeContent,
    /// Not from the network: it must have no effect.
    pub(super) forged: bool,
    /// Repeated until it is accepted, because no query would find the payment.
    pub(super) until_taken: bool,
    pub(super) tries: u32,
    pub(super) accepted: bool,
}

/// A network call on its way, and its case.
pub(super) struct InFlightCall {
    pub(super) call: Option<Call>,
    pub(super) case: Option<usize>,
    pub(super) answer: Option<channels::HttpReply>,
}

/// The state of one run.
pub(super) struct Simulator {
    pub(super) seed: u64,
    pub(super) random: SeededRandom,
    pub(super) now: i64,
    pub(super) setup: DeskSetup,
    pub(super) desks: Vec<Option<Process>>,
    pub(super) generations: Vec<u32>,
    /// Desks that wait for nothing. A real desk polls all the time.
    pub(super) idle: Vec<bool>,
    pub(super) network: SimulatedNetwork,
    pub(super) wechat: SimulatedWechat,
    pub(super) signer: MallSigner,
    pub(super) cases: Vec<Case>,
    pub(super) notices: Vec<Notice>,
    pub(super) in_flight: BTreeMap<u64, InFlightCall>,
    /// Events at the mall, not answered yet, with the desk's generation.
    pub(super) deliveries: BTreeMap<u64, (u32, usize, EventDelivery)>,
    /// The case that is being worked on, where it is known.
    pub(super) current_case: Option<usize>,
    /// By the attempt's part of a network number.
    pub(super) case_by_attempt: BTreeMap<String, usize>,
    /// By order id.
    pub(super) by_order: BTreeMap<String, usize>,
    /// By the mall's order number.
    pub(super) by_number: BTreeMap<String, usize>,
    /// Acknowledged since a desk last started.
    pub(super) acknowledged: Vec<(usize, Acknowledged)>,
    pub(super) endpoint: Endpoint,
    pub(super) unsendable: Arc<Unsendable>,
    pub(super) faults_over: bool,
    pub(super) faults_ended_at: i64,
    hash: u64,
    pub(super) merchant: Merchant,
    queue: BinaryHeap<Reverse<(i64, u64, usize)>>,
    events: BTreeMap<usize, Event>,
    pub(super) tasks: BTreeMap<u64, (usize, Purpose)>,
    count: u64,
    _event_server: EventServer,
    /// The last field, so that it is dropped after the desks.
    _database: TestDatabase,
}

impl Simulator {
    /// A run with its desks started and nothing planned.
    pub(super) fn new(seed: u64) -> Self {
        // Commits need no disk there.
        let memory = Path::new("/dev/shm");
        let database = if memory.is_dir() {
            TestDatabase::in_folder(memory)
        } else {
            TestDatabase::new()
        };
        let database = database.checked();
        let scheduler = Arc::new(Scheduler::new(DESKS));
        let event_server = EventServer::start(Arc::clone(&scheduler));
        let mut settings = settings(Database::parse(&database.address()).expect("a database"));
        let unsendable = Arc::new(Unsendable::default());
        settings.channels = networks_of(seed, &unsendable);
        // All shoppers have the same card and phone.
        settings.test_cards = true;
        settings.webhook_allow = vec!["127.0.0.0/8".parse().expect("a network")];
        let setup = DeskSetup {
            settings,
            clock: Arc::new(ManualClock::at(NOON)),
            entropy: Arc::new(SeededEntropy::default()),
            scheduler,
        };
        let (mut mall, mut merchant) = (
            mall(setup.entropy.as_ref()),
            merchant(setup.entropy.as_ref()),
        );
        merchant.accounts = accounts(&setup.settings.channels);
        let endpoint = Endpoint::new(mall.id.clone(), event_server.address);
        mall.webhook_url = Some(endpoint.address());
        let mut random = SeededRandom::new(seed);
        let ahead_ms = random.between(-28_000, 28_000);
        let mut simulator = Self {
            seed,
            random,
            now: NOON.ms(),
            setup,
            desks: (0..DESKS).map(|_| None).collect(),
            generations: vec![0; DESKS],
            idle: vec![false; DESKS],
            network: SimulatedNetwork::new(ahead_ms),
            wechat: SimulatedWechat::new(ahead_ms),
            signer: MallSigner::new(KeyAlgorithm::Ed25519, "mall-key", DESK),
            cases: Vec::new(),
            notices: Vec::new(),
            in_flight: BTreeMap::new(),
            deliveries: BTreeMap::new(),
            case_by_attempt: BTreeMap::new(),
            by_order: BTreeMap::new(),
            by_number: BTreeMap::new(),
            current_case: None,
            acknowledged: Vec::new(),
            endpoint,
            unsendable,
            faults_over: false,
            faults_ended_at: i64::MAX / 2,
            hash: 0xcbf2_9ce4_8422_2325,
            merchant: merchant.clone(),
            queue: BinaryHeap::new(),
            events: BTreeMap::new(),
            tasks: BTreeMap::new(),
            count: 0,
            _event_server: event_server,
            _database: database,
        };
        for desk in 0..DESKS {
            simulator.start_desk(desk);
        }
        simulator.register(mall, merchant);
        simulator
    }

    /// Each network of the run was paid at, and no other; those that close
    /// payments did.
    pub(super) fn check_networks(&self, orders: usize) {
        if orders < 50 {
            return;
        }
        let second = prefers_second(self.seed);
        for (channel, expected) in [
            (&channels::unionpay::ID, true),
            (&channels::wechatpay::ID, true),
            (&testkit::second_network::ID, second),
        ] {
            let mut paid = self.moved().filter(|payment| payment.channel == channel);
            assert_eq!(paid.next().is_some(), expected, "{channel}, {}", self.seed);
        }
        if orders >= 200 {
            assert!(self.unsendable.refused() > 0, "seed {}", self.seed);
        }
        let closed = [self.network.closed(), self.wechat.records.closed()];
        if orders >= 200 {
            let expected = [second, true];
            assert_eq!(closed.map(|many| many > 0), expected, "seed {}", self.seed);
        }
    }

    fn register(&mut self, mall: Mall, merchant: Merchant) {
        let key = self.signer.mall_key(&mall.id);
        self.run_task(0, move |engine| async move {
            let registry = engine.registry();
            registry.add_mall(&mall, &key).await.expect("a mall");
            let malls = [mall.id];
            let added = registry.add_merchant(&merchant, &malls).await;
            added.expect("a merchant");
            Report::Ran
        });
    }

    /// A new unique id.
    pub(super) fn next_id(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Plans an event in `ms` milliseconds.
    pub(super) fn after(&mut self, ms: i64, event: Event) {
        self.count += 1;
        let name = usize::try_from(self.count).expect("few");
        self.queue.push(Reverse((self.now + ms, self.count, name)));
        self.events.insert(name, event);
    }

    /// Plans an event at a random time within these bounds.
    pub(super) fn within(&mut self, from_ms: i64, to_ms: i64, event: Event) {
        let ms = self.random.between(from_ms, to_ms);
        self.after(ms, event);
    }

    /// Handles all planned events until none is left.
    pub(super) fn run(&mut self) {
        while let Some(Reverse((at, _, name))) = self.queue.pop() {
            self.now = self.now.max(at);
            if self.now > self.faults_ended_at + IDLE_BY_MS {
                return;
            }
            self.setup.clock.set(At::from_ms(self.now));
            let event = self.events.remove(&name).expect("planned once");
            self.handle(event);
            self.settle();
        }
    }

    fn handle(&mut self, event: Event) {
        self.current_case = None;
        match event {
            Event::Create(case) => self.create(case),
            Event::Read(case) => self.read_order(case),
            Event::Close(case) => self.close(case),
            Event::Refund(case) => self.refund(case),
            Event::Tab(case, tab) => self.tab_acts(case, tab),
            Event::Arrive(call) => self.arrive(call),
            Event::Answer(call) => self.answer(call),
            Event::Pay(case, code, careless) => self.payer_pays(case, &code, careless),
            Event::Notice(notice) => self.send_notice(notice),
            Event::MallAnswers(delivery) => self.answer_event(delivery),
            Event::Jobs(desk) => self.claim_jobs(desk),
            Event::Run(desk, generation, job) => self.run_job(desk, generation, job),
            Event::Due(desk) => self.find_next_due(desk),
            Event::Die(desk) => self.kill_desk(desk),
            Event::Start(desk) => self.start_desk(desk),
            Event::Jump => self.jump_clock(),
            Event::EndpointOutage(away) => self.endpoint_outage(away),
            Event::EndpointMoves => self.move_endpoint(),
            Event::FaultsEnd => self.end_faults(),
        }
    }

    /// Waits until all desks are idle, and handles their messages.
    pub(super) fn settle(&mut self) {
        loop {
            let desks = &self.desks;
            let queued = |desk: usize| desks[desk].as_ref().map_or(0, Process::queued);
            let messages = self.setup.scheduler.wait_until_idle(queued);
            if messages.is_empty() {
                return;
            }
            for message in messages {
                self.receive(message);
            }
        }
    }

    fn receive(&mut self, message: Message) {
        match message {
            Message::Opened => {}
            Message::Crashed(desk, point) => self.desk_crashed(desk, point),
            Message::Called(call) => self.network_called(call),
            Message::EventDelivered(delivery) => self.event_arrives(delivery),
            Message::Logged(level, text) => self.logged(level, text.trim()),
            Message::Finished(task, report) => {
                if let Some((_, purpose)) = self.tasks.remove(&task) {
                    self.task_finished(&purpose, *report);
                }
            }
        }
    }

    fn task_finished(&mut self, purpose: &Purpose, report: Report) {
        match *purpose {
            Purpose::Create(case) => self.created(case, &report),
            Purpose::Read(case) | Purpose::Close(case) => {
                self.order_answered(case, purpose, &report);
            }
            Purpose::Refund(case, which) => self.refund_answered(case, which, &report),
            Purpose::Tab(case, tab) => self.tab_answered(case, tab, report),
            Purpose::Notice(notice) => self.notice_ended(notice, &report),
            Purpose::Jobs(desk) => self.jobs_found(desk, report),
            Purpose::Due(desk) => self.next_due_found(desk, &report),
            Purpose::Run => {}
        }
        if !matches!(purpose, Purpose::Jobs(_) | Purpose::Due(_) | Purpose::Run) {
            self.wake_idle_desks();
        }
    }

    /// A running desk, by chance; `None` where all are down.
    pub(super) fn any_desk(&mut self) -> Option<usize> {
        let first = usize::try_from(self.random.between(0, 1)).expect("0 or 1");
        [first, 1 - first]
            .into_iter()
            .find(|desk| self.desks[*desk].is_some())
    }

    /// Starts a task at a desk.
    pub(super) fn start_task<F>(
        &mut self,
        desk: usize,
        purpose: Purpose,
        task: impl FnOnce(Desk) -> F + Send + 'static,
    ) where
        F: Future<Output = Report> + Send + 'static,
    {
        let planned_crash = self.planned_crash(&purpose);
        self.start_task_with(desk, purpose, planned_crash, task);
    }

    /// Whether the desk dies within this task: at which point, and after how
    /// many commits.
    fn planned_crash(&mut self, purpose: &Purpose) -> Option<(CrashPoint, u32)> {
        let percent = match purpose {
            Purpose::Jobs(_) | Purpose::Due(_) => return None,
            Purpose::Create(_) | Purpose::Refund(..) | Purpose::Notice(_) => {
                CRASH_PERCENT_ACKNOWLEDGING
            }
            _ => CRASH_PERCENT_OTHERWISE,
        };
        if !self.fault(percent) {
            return None;
        }
        let point = self.random.pick(&[
            CrashPoint::BeforeCommit,
            CrashPoint::BeforeCommit,
            CrashPoint::AfterCommit,
        ]);
        Some((point, self.random.pick(&[0, 0, 0, 1, 1, 2])))
    }

    fn start_task_with<F>(
        &mut self,
        desk: usize,
        purpose: Purpose,
        planned_crash: Option<(CrashPoint, u32)>,
        task: impl FnOnce(Desk) -> F + Send + 'static,
    ) -> u64
    where
        F: Future<Output = Report> + Send + 'static,
    {
        let (name, scheduler) = (self.next_id(), Arc::clone(&self.setup.scheduler));
        self.tasks.insert(name, (desk, purpose));
        scheduler.task_runs(desk);
        let task: Task = Box::new(move |engine| {
            Box::pin(async move {
                if let Some((point, commits)) = planned_crash {
                    let scheduler = Arc::clone(&scheduler);
                    let tell = move || scheduler.desk_crashed(desk, Message::Crashed(desk, point));
                    crash::plan(point, commits, tell);
                }
                let report = task(engine).await;
                scheduler.task_rests(desk, Message::Finished(name, Box::new(report)));
            })
        });
        self.desks[desk]
            .as_ref()
            .expect("a desk that is up")
            .start_task(task);
        name
    }

    /// Runs a task and waits for its report, or for the desk's death: a crash
    /// planned for other work may happen here.
    pub(super) fn run_task<F>(
        &mut self,
        desk: usize,
        task: impl FnOnce(Desk) -> F + Send + 'static,
    ) -> Report
    where
        F: Future<Output = Report> + Send + 'static,
    {
        self.settle();
        let name = self.start_task_with(desk, Purpose::Run, None, task);
        let mut found = None;
        while self.tasks.contains_key(&name) {
            let desks = &self.desks;
            let queued = |desk: usize| desks[desk].as_ref().map_or(0, Process::queued);
            for message in self.setup.scheduler.wait_until_idle(queued) {
                match message {
                    Message::Finished(ended, report) if ended == name => {
                        self.tasks.remove(&name);
                        found = Some(*report);
                    }
                    other => self.receive(other),
                }
            }
        }
        found.unwrap_or(Report::Died)
    }

    /// Adds a line to a case's history.
    pub(super) fn log(&mut self, case: usize, line: &str) {
        let at = self.now - NOON.ms();
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
        let wire_no = part("number=", 7).and_then(|no| self.case_by_attempt.get(no));
        let refund = part("rfd_", 4).and_then(|body| self.case_by_attempt.get(body));
        let case = order.or(wire_no).or(refund).copied();
        if let Some(case) = case {
            self.log(case, &format!("the desk logs: {text}"));
        }
        let known = [
            "surplus payment is refunded",
            "differs from the request",
            "tried again later",
            "nothing was sent",
            "no form could be built",
        ];
        if level == tracing::Level::ERROR && !known.iter().any(|words| text.contains(words)) {
            self.fail(case, &format!("a desk logged an error: {text}"));
        }
        if text.contains("refused in the background") {
            // The case that the desk is working on now.
            self.fail(case.or(self.current_case), &format!("a job was {text}"));
        }
    }

    /// An invariant is broken: panics with the case's history, the seed, and
    /// the command that repeats the run.
    pub(super) fn fail(&self, case: Option<usize>, why: &str) -> ! {
        let history = case.map_or(String::new(), |case| self.cases[case].lines.join("\n"));
        let many = self.cases.len();
        panic!(
            "{why}\n\nits history, by seconds:\n{history}\n\nseed {seed}; to see it again:\n\
             PAYDESK_SIMULATION_SEED={seed} PAYDESK_SIMULATION_ORDERS={many} \
             cargo test -p api --test api simulation::every_order\n",
            seed = self.seed
        )
    }

    /// Stops all desks; the books are checked when the database is dropped.
    pub(super) fn finish(mut self) -> u64 {
        for process in self.desks.iter_mut().filter_map(Option::take) {
            process.kill();
        }
        self.hash
    }
}

/// UnionPay and WeChat Pay, and in every other run the invented network.
fn networks_of(seed: u64, trouble: &Arc<Unsendable>) -> Channels {
    let mut networks: Vec<Arc<dyn Channel>> = vec![union_pay(DESK), wechat_pay(DESK, NOON)];
    if prefers_second(seed) {
        networks.insert(0, Arc::new(SecondChannel::default()));
    }
    let with_trouble = |inner| Arc::new(UnsendableChannel::new(inner, trouble)) as Arc<dyn Channel>;
    Channels::new(networks.into_iter().map(with_trouble).collect())
}

/// Every other run prefers the invented network for UnionPay's QR codes.
const fn prefers_second(seed: u64) -> bool {
    seed.is_multiple_of(2)
}
