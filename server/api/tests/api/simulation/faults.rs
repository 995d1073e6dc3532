//! Faults: desks that die and start again, clocks that jump, and the end of
//! all faults.

use super::process::Process;
use super::simulator::{DESKS, Event, Purpose, Simulator};
use store::testing::crash::CrashPoint;

impl Simulator {
    pub(super) fn start_desk(&mut self, desk: usize) {
        if self.desks[desk].is_some() {
            return;
        }
        self.generations[desk] += 1;
        self.desks[desk] = Some(Process::start(&self.setup, desk, self.generations[desk]));
        self.settle();
        self.check_durable(desk);
        self.within(0, 3_000, Event::Jobs(desk));
    }

    pub(super) fn kill_desk(&mut self, desk: usize) {
        if !self.faults_over {
            self.stop_desk(desk);
            self.within(60_000, 400_000, Event::Die(desk));
        }
    }

    /// A desk died within a commit.
    pub(super) fn desk_crashed(&mut self, desk: usize, point: CrashPoint) {
        if let Some(case) = self.current_case {
            self.log(case, &format!("desk {desk} dies: {point:?}"));
        }
        self.stop_desk(desk);
    }

    fn stop_desk(&mut self, desk: usize) {
        let Some(process) = self.desks[desk].take() else {
            return;
        };
        process.kill();
        self.setup.scheduler.desk_died(desk);
        let lost: Vec<u64> = self
            .tasks
            .iter()
            .filter(|(_, (of, _))| *of == desk)
            .map(|(name, _)| *name)
            .collect();
        for name in lost {
            if let Some((_, purpose)) = self.tasks.remove(&name) {
                self.task_lost(&purpose);
            }
        }
        self.within(500, 40_000, Event::Start(desk));
    }

    /// The desk died with this task unfinished; no answer was sent.
    pub(super) fn task_lost(&mut self, purpose: &Purpose) {
        match *purpose {
            Purpose::Create(case) => {
                self.log(case, "the desk dies while it creates the order");
                self.within(1_000, 20_000, Event::Create(case));
            }
            Purpose::Read(case) => self.log(case, "the desk dies while the mall reads the order"),
            Purpose::Close(case) => self.log(case, "the desk dies while it closes the order"),
            Purpose::Refund(case, _) => {
                self.log(case, "the desk dies while it creates a refund");
                self.within(1_000, 20_000, Event::Refund(case));
            }
            Purpose::Tab(case, tab) => {
                self.log(case, &format!("the desk dies while it serves tab {tab}"));
                self.cases[case].tabs[tab].busy = false;
                self.within(1_000, 20_000, Event::Tab(case, tab));
            }
            Purpose::Notice(notice) => self.notice_lost(notice),
            Purpose::Jobs(_) | Purpose::Due(_) | Purpose::Run => {}
        }
    }

    pub(super) fn jump_clock(&mut self) {
        if !self.faults_over {
            self.now += self.random.between(5_000, 900_000);
            self.within(200_000, 900_000, Event::Jump);
        }
    }

    pub(super) fn end_faults(&mut self) {
        self.faults_over = true;
        self.endpoint.away = false;
        self.unsendable.end();
        self.faults_ended_at = self.now;
        for desk in 0..DESKS {
            self.start_desk(desk);
        }
    }
}
