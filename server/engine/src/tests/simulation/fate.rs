//! What befalls the world: desks that die and start again, clocks that jump,
//! and the end of all troubles.

use super::process::Process;
use super::world::{DESKS, Event, Purpose, World};
use store::testing::crash::CrashPoint;

impl World {
    pub(super) fn start(&mut self, desk: usize) {
        if self.desks[desk].is_some() {
            return;
        }
        self.lives[desk] += 1;
        self.desks[desk] = Some(Process::start(&self.ground, desk, self.lives[desk]));
        self.settle();
        self.is_kept(desk);
        self.within(0, 3_000, Event::Jobs(desk));
    }

    pub(super) fn die(&mut self, desk: usize) {
        if !self.calm {
            self.fall(desk);
            self.within(60_000, 400_000, Event::Die(desk));
        }
    }

    /// It died in the middle of a commit.
    pub(super) fn crash(&mut self, desk: usize, point: CrashPoint) {
        if let Some(case) = self.acting {
            self.write(case, &format!("desk {desk} dies: {point:?}"));
        }
        self.fall(desk);
    }

    fn fall(&mut self, desk: usize) {
        let Some(process) = self.desks[desk].take() else {
            return;
        };
        process.die();
        self.ground.pulse.died(desk);
        let lost: Vec<u64> = self
            .errands
            .iter()
            .filter(|(_, (of, _))| *of == desk)
            .map(|(name, _)| *name)
            .collect();
        for name in lost {
            if let Some((_, purpose)) = self.errands.remove(&name) {
                self.lost(&purpose);
            }
        }
        self.within(500, 40_000, Event::Start(desk));
    }

    /// The desk died in the middle: nobody is told anything.
    pub(super) fn lost(&mut self, purpose: &Purpose) {
        match *purpose {
            Purpose::Create(case) => {
                self.write(case, "the desk dies while it makes the order");
                self.within(1_000, 20_000, Event::Create(case));
            }
            Purpose::Look(case) => self.write(case, "the desk dies while the mall looks"),
            Purpose::Close(case) => self.write(case, "the desk dies while it closes the order"),
            Purpose::Refund(case, _) => {
                self.write(case, "the desk dies while it gives money back");
                self.within(1_000, 20_000, Event::Refund(case));
            }
            Purpose::Tab(case, tab) => {
                self.write(case, &format!("the desk dies while it works for tab {tab}"));
                self.cases[case].tabs[tab].busy = false;
                self.within(1_000, 20_000, Event::Tab(case, tab));
            }
            Purpose::Notice(notice) => self.notice_lost(notice),
            Purpose::Jobs(_) | Purpose::Due(_) | Purpose::Run => {}
        }
    }

    pub(super) fn jump(&mut self) {
        if !self.calm {
            self.now += self.dice.between(5_000, 900_000);
            self.within(200_000, 900_000, Event::Jump);
        }
    }

    pub(super) fn calm_down(&mut self) {
        self.calm = true;
        self.endpoint.away = false;
        self.calm_at = self.now;
        for desk in 0..DESKS {
            self.start(desk);
        }
    }
}
