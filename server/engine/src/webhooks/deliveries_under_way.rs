//! How many deliveries may be under way to each mall, so that malls that hang
//! leave places to those that answer.
//!
//! | mall | places |
//! |---|---|
//! | took a delivery in the last minute | [`RateLimit::DeliveriesPerMall`] |
//! | its last delivery failed | [`RateLimit::DeliveriesPerOtherMall`], and all such malls together [`RateLimit::DeliveriesToFailingMalls`] |
//! | any other | [`RateLimit::DeliveriesPerOtherMall`]: the first one shows whether it answers |
//!
//! Known to this process only: after a restart each mall is tried with one.

use crate::under_way::{OneUnderWay, UnderWay};
use domain::clock::At;
use domain::rate_limits::RateLimit;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::jobs::DeliveryPlaces;

/// For how long a mall that took a delivery is expected to take more, in
/// seconds.
const TAKES_FOR_S: i64 = 60;

/// How the last delivery to a mall ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LastDelivery {
    /// Taken, at this time.
    Taken(At),
    Failed,
}

/// The deliveries under way, and how the last one to each mall ended.
#[derive(Debug, Default)]
pub(crate) struct DeliveriesUnderWay {
    under_way: Arc<UnderWay>,
    last: Mutex<BTreeMap<String, LastDelivery>>,
}

impl DeliveriesUnderWay {
    /// A delivery to this mall begins; it is under way until this is dropped.
    pub(crate) fn begin(&self, mall: &str) -> OneUnderWay {
        self.under_way.begin(mall)
    }

    /// A delivery to this mall ended.
    pub(crate) fn ended(&self, mall: &str, taken: bool, now: At) {
        let mut last = self.last();
        // A mall that took one a minute ago is like one that is not known.
        last.retain(|_, last| !is_old(*last, now));
        let ended = if taken {
            LastDelivery::Taken(now)
        } else {
            LastDelivery::Failed
        };
        last.insert(mall.to_owned(), ended);
    }

    /// The places for malls whose last delivery did not fail.
    pub(crate) fn places(&self, now: At) -> DeliveryPlaces {
        let last = self.last();
        let most = |mall: &str| match last.get(mall) {
            Some(LastDelivery::Failed) => 0,
            Some(taken) if !is_old(*taken, now) => RateLimit::DeliveriesPerMall.bound().most,
            _ => RateLimit::DeliveriesPerOtherMall.bound().most,
        };
        let under_way = self.under_way.by_key();
        let malls = under_way.keys().chain(last.keys());
        let places = malls.map(|mall| {
            let begun = under_way.get(mall).copied().unwrap_or(0);
            (mall, most(mall).saturating_sub(begun))
        });
        DeliveryPlaces {
            by_mall: json(places),
            others: RateLimit::DeliveriesPerOtherMall.bound().most,
        }
    }

    /// The places for malls whose last delivery failed, and how many of them may
    /// be taken; `None` if none may.
    pub(crate) fn places_of_failing(&self) -> Option<(DeliveryPlaces, u32)> {
        let last = self.last();
        let under_way = self.under_way.by_key();
        let begun = |mall: &str| under_way.get(mall).copied().unwrap_or(0);
        let failing = || {
            let failing = last
                .iter()
                .filter(|(_, last)| **last == LastDelivery::Failed);
            failing.map(|(mall, _)| mall)
        };
        let all: u32 = failing().map(|mall| begun(mall)).sum();
        let left = RateLimit::DeliveriesToFailingMalls
            .bound()
            .most
            .saturating_sub(all);
        let most = RateLimit::DeliveriesPerOtherMall.bound().most;
        let places = failing().map(|mall| (mall, most.saturating_sub(begun(mall))));
        let may_begin = left > 0 && places.clone().any(|(_, places)| places > 0);
        may_begin.then(|| {
            let by_mall = json(places);
            (DeliveryPlaces { by_mall, others: 0 }, left)
        })
    }

    fn last(&self) -> MutexGuard<'_, BTreeMap<String, LastDelivery>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_old(last: LastDelivery, now: At) -> bool {
    matches!(last, LastDelivery::Taken(at) if at.plus_s(TAKES_FOR_S) < now)
}

fn json<'a>(places: impl Iterator<Item = (&'a String, u32)>) -> String {
    let places: BTreeMap<_, _> = places.collect();
    serde_json::to_string(&places).expect("a map of texts and numbers")
}

#[cfg(test)]
mod tests {
    use super::DeliveriesUnderWay;
    use domain::clock::At;
    use serde_json::{Value, json};

    fn places(deliveries: &DeliveriesUnderWay, now: At) -> Value {
        let places = deliveries.places(now);
        assert_eq!(places.others, 1);
        serde_json::from_str(&places.by_mall).expect("JSON")
    }

    #[test]
    fn a_mall_that_answers_has_more_places_than_one_that_may_hang() {
        let deliveries = DeliveriesUnderWay::default();
        let now = At::from_ms(0);
        assert_eq!(places(&deliveries, now), json!({}));
        let first = deliveries.begin("mal_1");
        assert_eq!(places(&deliveries, now), json!({ "mal_1": 0 }));
        deliveries.ended("mal_1", true, now);
        assert_eq!(places(&deliveries, now), json!({ "mal_1": 7 }));
        drop(first);
        assert_eq!(places(&deliveries, now.plus_s(60)), json!({ "mal_1": 8 }));
        assert_eq!(places(&deliveries, now.plus_s(61)), json!({ "mal_1": 1 }));
        deliveries.ended("mal_2", true, now.plus_s(61));
        assert_eq!(places(&deliveries, now.plus_s(61)), json!({ "mal_2": 8 }));
    }

    #[test]
    fn malls_that_fail_have_a_part_of_the_places_together() {
        let deliveries = DeliveriesUnderWay::default();
        let now = At::from_ms(0);
        assert_eq!(deliveries.places_of_failing(), None);
        let mut begun = Vec::new();
        for n in 0..40 {
            deliveries.ended(&format!("mal_{n}"), false, now);
        }
        assert_eq!(places(&deliveries, now)["mal_7"], 0);
        for n in 0..31 {
            begun.push(deliveries.begin(&format!("mal_{n}")));
        }
        let (left, limit) = deliveries.places_of_failing().expect("one");
        let left: Value = serde_json::from_str(&left.by_mall).expect("JSON");
        assert_eq!((&left["mal_30"], &left["mal_31"]), (&json!(0), &json!(1)));
        assert_eq!(limit, 1);
        begun.push(deliveries.begin("mal_31"));
        assert_eq!(deliveries.places_of_failing(), None);
        begun.clear();
        deliveries.ended("mal_0", true, now);
        assert_eq!(places(&deliveries, now)["mal_0"], 8);
    }
}
