//! The desks' own work: due jobs, run one at a time.

use super::message::Report;
use super::simulator::{DESKS, Event, Purpose, Simulator};
use store::args;
use store::jobs::{ClaimedJob, Lane};

impl Simulator {
    pub(super) fn claim_jobs(&mut self, desk: usize) {
        if self.desks[desk].is_none() {
            return;
        }
        self.start_task(desk, Purpose::Jobs(desk), |engine| async move {
            let mut jobs = Vec::new();
            for lane in Lane::ALL {
                jobs.extend(engine.lease_jobs(lane, 16).await);
            }
            Report::Jobs(jobs)
        });
    }

    pub(super) fn jobs_found(&mut self, desk: usize, report: Report) {
        let Report::Jobs(jobs) = report else {
            unreachable!("jobs were looked for")
        };
        let found = !jobs.is_empty();
        for job in jobs {
            self.after(0, Event::Run(desk, self.generations[desk], job));
        }
        if found {
            self.after(1, Event::Jobs(desk));
        } else if !self.faults_over {
            self.within(500, 3_000, Event::Jobs(desk));
        } else {
            self.after(0, Event::Due(desk));
        }
    }

    pub(super) fn run_job(&mut self, desk: usize, generation: u32, job: ClaimedJob) {
        // A job of a desk that died waits until its lease expires.
        if self.desks[desk].is_some() && self.generations[desk] == generation {
            self.current_case = self.case_of_job(&job.subject);
            self.start_task(desk, Purpose::Run, |engine| async move {
                engine.run_leased_job(job).await;
                Report::Ran
            });
        }
    }

    /// The case of a job, read from the database where it is not known yet.
    pub(super) fn case_of_job(&mut self, subject: &str) -> Option<usize> {
        let (kind, body) = subject.split_once('_')?;
        if kind == "ord" {
            return self.by_order.get(subject).copied();
        }
        if let Some(case) = self.case_by_attempt.get(body) {
            return Some(*case);
        }
        let sql = match kind {
            "att" => {
                "SELECT o.mall_order_no AS number FROM orders o JOIN attempts a ON a.order_id = o.id WHERE a.id = $1"
            }
            "rfd" => {
                "SELECT o.mall_order_no AS number FROM orders o JOIN refunds r ON r.order_id = o.id WHERE r.id = $1"
            }
            _ => return None,
        };
        let (id, desk) = (subject.to_owned(), self.any_desk()?);
        let report = self.run_task(desk, move |engine| async move {
            let read = engine
                .store
                .read(move |tx| Box::pin(async move { tx.one(sql, args![&id]).await }));
            let row = read.await.expect("read").expect("a row");
            Report::OrderNumber(row.text("number").expect("a text"))
        });
        let Report::OrderNumber(number) = report else {
            return None;
        };
        let case = self.by_number[&number];
        self.case_by_attempt.insert(body.to_owned(), case);
        Some(case)
    }

    pub(super) fn next_due_found(&mut self, desk: usize, report: &Report) {
        match report {
            Report::Due(Some(due)) => self.after((due - self.now).max(500), Event::Jobs(desk)),
            Report::Due(None) => self.idle[desk] = true,
            other => unreachable!("asked when work is due: {other:?}"),
        }
    }

    /// A desk served a request, which may have scheduled jobs.
    pub(super) fn wake_idle_desks(&mut self) {
        for desk in 0..DESKS {
            if std::mem::take(&mut self.idle[desk]) {
                self.after(0, Event::Jobs(desk));
            }
        }
    }

    pub(super) fn find_next_due(&mut self, desk: usize) {
        if self.desks[desk].is_none() {
            return;
        }
        self.start_task(desk, Purpose::Due(desk), |engine| async move {
            let due = engine.store.read(|tx| {
                Box::pin(async move { tx.one(super::invariants::NEXT_DUE, args![]).await })
            });
            let due = due.await.expect("read").expect("a row");
            Report::Due(due.maybe_int("due").expect("a number"))
        });
    }
}
