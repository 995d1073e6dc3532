//! Lets one thing happen at a time, so that a seed always gives the same run.
//!
//! A task runs on its desk's thread until it finishes or waits for something
//! outside (the network, a mall, an earlier shopper). Only when all tasks wait
//! does the simulator choose the next event.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// A task that runs for longer hangs: a bug in the engine or the simulator.
const DEADLINE: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct State<N> {
    /// By desk: tasks that neither finished nor wait.
    running: Vec<i64>,
    messages: Vec<N>,
    /// The desk whose task was started or resumed last.
    active: usize,
}

/// Running tasks, and messages to the simulator.
#[derive(Debug)]
pub(super) struct Scheduler<N> {
    state: Mutex<State<N>>,
    changed: Condvar,
}

impl<N> Scheduler<N> {
    pub(super) fn new(desks: usize) -> Self {
        let state = State {
            running: vec![0; desks],
            messages: Vec::new(),
            active: 0,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<N>> {
        self.state.lock().expect("not poisoned")
    }

    /// A task of this desk starts or resumes.
    pub(super) fn task_runs(&self, desk: usize) {
        let mut state = self.state();
        state.running[desk] += 1;
        state.active = desk;
    }

    /// A task finishes or waits; the message says which.
    pub(super) fn task_rests(&self, desk: usize, message: N) {
        let mut state = self.state();
        state.running[desk] -= 1;
        state.messages.push(message);
        self.changed.notify_all();
    }

    /// As [`Scheduler::task_rests`], where the desk is not known: only the
    /// active desk runs.
    pub(super) fn active_task_rests(&self, message: impl FnOnce(usize) -> N) {
        let mut state = self.state();
        let desk = state.active;
        state.running[desk] -= 1;
        state.messages.push(message(desk));
        self.changed.notify_all();
    }

    /// Sends a message; no task changes.
    pub(super) fn send(&self, message: N) {
        self.state().messages.push(message);
    }

    /// The desk died: none of its tasks runs.
    pub(super) fn desk_died(&self, desk: usize) {
        self.state().running[desk] = 0;
    }

    /// The desk died within a commit: none of its tasks is waited for.
    pub(super) fn desk_crashed(&self, desk: usize, message: N) {
        let mut state = self.state();
        state.running[desk] = 0;
        state.messages.push(message);
        self.changed.notify_all();
    }

    /// Waits until no task runs; returns the messages, oldest first. `queued`
    /// counts a desk's tasks that wait for another's turn.
    #[expect(
        clippy::disallowed_methods,
        reason = "an task that hangs does so in real time"
    )]
    pub(super) fn wait_until_idle(&self, queued: impl Fn(usize) -> i64) -> Vec<N> {
        let since = Instant::now();
        let mut state = self.state();
        loop {
            let still = |desk: usize| state.running[desk] <= queued(desk);
            if (0..state.running.len()).all(still) {
                return std::mem::take(&mut state.messages);
            }
            assert!(
                since.elapsed() < DEADLINE,
                "an task hangs: {:?} run",
                state.running
            );
            let waited = self.changed.wait_timeout(state, Duration::from_micros(500));
            state = waited.expect("not poisoned").0;
        }
    }
}
