//! The notices of a network, and when each is sent next.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::At;

use super::outgoing_notice::OutgoingNotice;

/// All notices of a network.
#[derive(Debug)]
pub(super) struct NoticeQueue<K, C> {
    notices: BTreeMap<u64, OutgoingNotice<K, C>>,
    /// The next sending of each notice, the earliest first.
    due: BTreeSet<(At, u64)>,
    /// Those that are being sent; not recorded.
    in_flight: BTreeSet<u64>,
}

impl<K, C> Default for NoticeQueue<K, C> {
    fn default() -> Self {
        Self {
            notices: BTreeMap::new(),
            due: BTreeSet::new(),
            in_flight: BTreeSet::new(),
        }
    }
}

impl<K, C> NoticeQueue<K, C> {
    /// Adds a notice.
    pub(super) fn add(&mut self, notice: OutgoingNotice<K, C>) {
        self.due.extend(notice.next.map(|next| (next, notice.id)));
        self.notices.insert(notice.id, notice);
    }

    /// A notice was sent, and is sent again at `next`.
    pub(super) fn sent(&mut self, id: u64, next: Option<At>, acknowledged: bool) {
        self.reschedule(id, next);
        self.in_flight.remove(&id);
        if let Some(notice) = self.notices.get_mut(&id) {
            notice.tries = notice.tries.saturating_add(1);
            notice.acknowledged = acknowledged;
        }
    }

    /// When a notice that was sent at `sent_at` is sent again, with these seconds
    /// between one sending and the next; `None` if it was acknowledged or that
    /// was the last.
    pub(super) fn again_at(
        &self,
        id: u64,
        acknowledged: bool,
        gaps_s: &[i64],
        sent_at: At,
    ) -> Option<At> {
        let notice = self.get(id).filter(|_| !acknowledged)?;
        let gap = gaps_s.get(usize::from(notice.tries))?;
        Some(sent_at.plus_s(*gap))
    }

    /// A held notice is sent at `at`.
    pub(super) fn release(&mut self, id: u64, at: At) {
        self.reschedule(id, Some(at));
        if let Some(notice) = self.notices.get_mut(&id) {
            notice.held = false;
        }
    }

    fn reschedule(&mut self, id: u64, next: Option<At>) {
        if let Some(notice) = self.notices.get_mut(&id) {
            let before = std::mem::replace(&mut notice.next, next);
            self.due.extend(next.map(|next| (next, id)));
            if let Some(before) = before.filter(|before| Some(*before) != next) {
                self.due.remove(&(before, id));
            }
        }
    }

    /// The notices that are due, marked as in flight until they are
    /// [`Self::sent`].
    pub(super) fn take_due(&mut self, now: At) -> Vec<u64> {
        let due = self.due.iter().take_while(|(at, _)| *at <= now);
        let ids: Vec<u64> = due
            .map(|(_, id)| *id)
            .filter(|id| !self.in_flight.contains(id))
            .collect();
        self.in_flight.extend(&ids);
        ids
    }

    /// When the next notice is due that is not in flight.
    pub(super) fn next_due(&self) -> Option<At> {
        let mut waiting = self
            .due
            .iter()
            .filter(|(_, id)| !self.in_flight.contains(id));
        waiting.next().map(|(at, _)| *at)
    }

    /// The notice with this number.
    pub(super) fn get(&self, id: u64) -> Option<&OutgoingNotice<K, C>> {
        self.notices.get(&id)
    }

    /// All notices, in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &OutgoingNotice<K, C>> {
        self.notices.values()
    }

    /// The numbers of the held notices.
    pub(super) fn held(&self) -> Vec<u64> {
        let held = self.iter().filter(|notice| notice.is_held());
        held.map(|notice| notice.id).collect()
    }

    /// The number of the next notice.
    pub(super) fn next_id(&self) -> u64 {
        self.notices.last_key_value().map_or(1, |(id, _)| id + 1)
    }
}
