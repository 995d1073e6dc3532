//! The mall's webhook endpoint: down for a while, slow, failing, and sometimes
//! gone for good (410) until the mall names another address. Records what it
//! accepted, and checks the deliveries.

use super::case::ReceivedEvent;
use super::invariants::EventRow;
use super::message::{EventDelivery, Report};
use super::simulator::{Event, Simulator};
use super::transport::call_api;
use domain::clock::At;
use domain::ids::MallId;
use serde_json::Value;
use std::net::SocketAddr;
use store::malls;

/// One delivery in so many answers 410.
const GONE_ONE_IN: i64 = 400;
/// Events per page of the API.
const PAGE: usize = 100;

/// The mall's current webhook address and its condition.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) mall: MallId,
    server: SocketAddr,
    /// Counts the addresses used so far.
    number: u32,
    /// Temporarily down.
    pub(super) away: bool,
    /// Since when the address answers 410.
    gone_since: Option<i64>,
    /// Earlier periods without a working address.
    gone: Vec<(i64, i64)>,
}

impl Endpoint {
    pub(super) const fn new(mall: MallId, server: SocketAddr) -> Self {
        Self {
            mall,
            server,
            number: 0,
            away: false,
            gone_since: None,
            gone: Vec::new(),
        }
    }

    pub(super) fn address(&self) -> String {
        format!("http://{}/events/{}", self.server, self.number)
    }

    /// True where no address was working at this time.
    fn was_gone(&self, at: i64) -> bool {
        let within = |(from, until): &(i64, i64)| (*from..=*until).contains(&at);
        self.gone.iter().any(within) || self.gone_since.is_some_and(|from| from <= at)
    }
}

impl Simulator {
    /// An event arrives at the mall, which answers later.
    pub(super) fn event_arrives(&mut self, delivery: EventDelivery) {
        let body: Value = serde_json::from_str(&delivery.body).expect("JSON");
        let (case, sequence) = self.case_and_sequence(&body["data"]);
        self.log(
            case,
            &format!("the mall receives {} as number {sequence}", body["type"]),
        );
        self.check_event_order(case, sequence, &delivery.event);
        let name = self.next_id();
        let generation = self.generations[delivery.desk];
        self.deliveries.insert(name, (generation, case, delivery));
        if self.fault(3) {
            self.within(1_000, 14_000, Event::MallAnswers(name));
        } else {
            self.within(5, 300, Event::MallAnswers(name));
        }
    }

    /// The mall answers an event, sometimes with an error.
    pub(super) fn answer_event(&mut self, name: u64) {
        let (generation, case, delivery) = self.deliveries.remove(&name).expect("arrived");
        let goes = self.random.between(1, GONE_ONE_IN) == 1 && !self.faults_over;
        let old = delivery.address != self.endpoint.number || self.endpoint.gone_since.is_some();
        let answer = match self.random.between(0, 99) {
            _ if old => (410, None),
            _ if goes => {
                self.endpoint.gone_since = Some(self.now);
                self.within(20_000, 400_000, Event::EndpointMoves);
                (410, None)
            }
            _ if self.faults_over => (204, None),
            _ if self.endpoint.away => (502, None),
            0..=4 => (503, Some(120)),
            5..=9 => (500, None),
            10 => (301, None),
            11 => (429, Some(5)),
            _ => (200, None),
        };
        match answer.0 {
            410 => self.log(case, "... at an address that is gone"),
            200..300 => self.event_accepted(case, &delivery.event),
            _ => {}
        }
        // A desk that died meanwhile gets no answer and delivers again.
        if self.desks[delivery.desk].is_some() && self.generations[delivery.desk] == generation {
            self.setup.scheduler.task_runs(delivery.desk);
            delivery.answer.send(answer).expect("the desk waits");
        }
    }

    /// The endpoint goes down for a while, or comes back.
    pub(super) fn endpoint_outage(&mut self, away: bool) {
        self.endpoint.away = away && !self.faults_over;
        if !self.faults_over {
            let pause = if away {
                (60_000, 900_000)
            } else {
                (200_000, 900_000)
            };
            self.within(pause.0, pause.1, Event::EndpointOutage(!away));
        }
    }

    /// The mall registers another webhook address.
    pub(super) fn move_endpoint(&mut self) {
        let Some(desk) = self.any_desk() else {
            return self.within(1_000, 9_000, Event::EndpointMoves);
        };
        self.endpoint.number += 1;
        let (mall, address) = (self.endpoint.mall.clone(), self.endpoint.address());
        let report = self.run_task(desk, move |engine| async move {
            let moved = engine.store.write(move |tx| {
                let (mall, address) = (mall.clone(), address.clone());
                Box::pin(async move { malls::set_webhook(tx, &mall, Some(&address)).await })
            });
            moved.await.expect("moved");
            Report::Ran
        });
        if matches!(report, Report::Died) {
            return self.within(1_000, 9_000, Event::EndpointMoves);
        }
        let from = self.endpoint.gone_since.take().expect("it was gone");
        self.endpoint.gone.push((from, self.now));
    }

    /// Checks that an event first arrives after all earlier ones of its order.
    /// Gaps are checked at the end.
    fn check_event_order(&mut self, case: usize, sequence: i64, event: &str) {
        let received = &self.cases[case].received;
        if let Some(before) = received.iter().find(|received| received.event == event) {
            assert_eq!(before.sequence, sequence, "an event has one number");
            return;
        }
        if received
            .iter()
            .any(|received| received.sequence >= sequence)
        {
            let why = format!("received number {sequence} after {received:?}");
            self.fail(Some(case), &why);
        }
        self.cases[case].received.push(ReceivedEvent {
            sequence,
            event: event.to_owned(),
            first_at: self.now,
            accepted: false,
        });
    }

    /// The mall accepts an event; no later event may have arrived before.
    fn event_accepted(&mut self, case: usize, event: &str) {
        let received = &mut self.cases[case].received;
        let at = received.iter().position(|received| received.event == event);
        let at = at.expect("it was received before");
        if !received[at].accepted && at + 1 < received.len() {
            let why = format!("{event} is delivered again after {received:?}");
            self.fail(Some(case), &why);
        }
        received[at].accepted = true;
    }

    /// Each event was accepted, or given up while no address was working,
    /// before the next one of the order was delivered.
    pub(super) fn check_events(&self, case: usize, kept: &[&EventRow]) {
        let received = &self.cases[case].received;
        for event in kept {
            let first = received
                .iter()
                .find(|received| received.sequence == event.sequence);
            if first.is_some_and(|received| received.accepted) {
                continue;
            }
            // Without an address there is no delivery at all.
            let over = event.given_up_at.unwrap_or(event.created_at);
            if event.delivered || !self.endpoint.was_gone(over) {
                let why = format!(
                    "{event:?} was not delivered: {received:?}, {:?}",
                    self.endpoint
                );
                self.fail(Some(case), &why);
            }
            let later = |received: &&ReceivedEvent| {
                received.sequence > event.sequence && received.first_at < over
            };
            if let Some(later) = received.iter().find(later) {
                let why = format!("{later:?} is delivered before the end of {event:?}");
                self.fail(Some(case), &why);
            }
        }
    }

    /// The sequence numbers that the API lists, by order.
    pub(super) fn listed_events(&mut self) -> Vec<Vec<i64>> {
        let mut read = vec![Vec::new(); self.cases.len()];
        let mut after = String::new();
        loop {
            let path = format!("/v1/events?limit={PAGE}{after}");
            let now = At::from_ms(self.now);
            let request = self.signer.request("GET", &path, None, "", now);
            let page = self.run_task(0, |engine| call_api(engine, request));
            let Report::Api(200, page) = page else {
                self.fail(None, &format!("{path} is answered {page:?}"));
            };
            let events = page["data"].as_array().expect("a list");
            for event in events {
                let (case, sequence) = self.case_and_sequence(&event["data"]);
                read[case].push(sequence);
            }
            if page["has_more"] != true {
                return read;
            }
            let last = events.last().expect("more than none")["id"].as_str();
            after = format!("&after={}", last.expect("an id"));
        }
    }

    /// The case of an event, and its sequence number.
    fn case_and_sequence(&self, data: &Value) -> (usize, i64) {
        let number = data["mall_order_no"].as_str().expect("a number");
        let sequence = data["sequence"].as_i64().expect("a number");
        (self.by_number[number], sequence)
    }
}
