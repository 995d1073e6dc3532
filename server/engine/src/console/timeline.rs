//! The timeline of an order, from all that is on record of it.

use domain::attempt::Attempt;
use domain::clock::At;
use domain::console::{
    Approval, ApprovalKind, AttemptRecord, EventRecord, RefundRecord, RefundRequester,
    RequestRecord, TimelineEntry, TimelineEvent, WebhookState,
};
use domain::ids::RefundId;
use domain::ledger::{Journal, Reference};
use domain::machine::MallEvent;
use domain::money::Money;
use domain::network_request::NetworkRequest;
use domain::order::{Order, OrderState};
use domain::refund::{Refund, RefundCause, RefundState};
use store::deliveries::{self, Delivery};
use store::events::{self, EventRow};
use store::notices::{self, NoticeRow};
use store::{Error, Tx, approvals, attempts, console_refunds, ledger, network_requests, refunds};

/// What is stored of an order, each kind oldest first.
pub(super) struct Records {
    attempts: Vec<Attempt>,
    refunds: Vec<Refund>,
    /// Who asked, where a person did.
    requesters: Vec<(RefundId, RefundRequester)>,
    approvals: Vec<Approval>,
    requests: Vec<NetworkRequest>,
    notices: Vec<(String, NoticeRow)>,
    events: Vec<(EventRow, Delivery)>,
    journals: Vec<(Journal, At)>,
}

impl Records {
    /// Reads them.
    pub(super) async fn of(tx: &mut Tx, order: &Order) -> Result<Self, Error> {
        let attempts = attempts::of_order(tx, &order.id).await?;
        let refunds = refunds::of_order(tx, &order.id).await?;
        let of_attempts = attempts.iter().map(|attempt| attempt.id.as_str());
        let subjects = of_attempts.chain(refunds.iter().map(|refund| refund.id.as_str()));
        let (mut requests, mut told) = (Vec::new(), Vec::new());
        for subject in subjects {
            requests.extend(network_requests::of_subject(tx, subject).await?);
        }
        for request in &requests {
            let of_it = notices::of_number(tx, &request.channel, &request.number).await?;
            told.extend(
                of_it
                    .into_iter()
                    .map(|notice| (request.number.clone(), notice)),
            );
        }
        let mut sent = Vec::new();
        for event in events::of_order(tx, &order.id).await? {
            let delivery = deliveries::find(tx, &event.id).await?;
            sent.push((event, delivery));
        }
        let mut journals = Vec::new();
        for reference in references(&attempts, &refunds) {
            journals.extend(ledger::find(tx, reference).await?);
        }
        Ok(Self {
            attempts,
            refunds,
            requesters: console_refunds::of_order(tx, &order.id).await?,
            approvals: approvals::of_subject(tx, ApprovalKind::Refund, order.id.as_str()).await?,
            requests,
            notices: told,
            events: sent,
            journals,
        })
    }

    /// The entries, oldest first.
    pub(super) fn timeline(self, order: &Order, now: At) -> Vec<TimelineEntry> {
        let mut entries = self.states(order);
        let mut add = |at, event| entries.push(TimelineEntry { at, event });
        for attempt in self.attempts {
            add(
                attempt.created_at,
                TimelineEvent::Attempt(of_attempt(attempt)),
            );
        }
        for request in self.requests {
            add(
                request.network_time,
                TimelineEvent::Request(of_request(request)),
            );
        }
        for (number, notice) in self.notices {
            let event = TimelineEvent::Notice {
                channel: notice.channel,
                number,
                verdict: notice.verdict,
            };
            add(notice.received_at, event);
        }
        for mut approval in self.approvals {
            approval.state = approval.state_at(now);
            if let Some(at) = approval.checked_at {
                add(at, TimelineEvent::ApprovalChecked(approval.clone()));
            }
            add(approval.made_at, TimelineEvent::Approval(approval));
        }
        for refund in self.refunds {
            let mut people = self.requesters.iter().filter(|(id, _)| *id == refund.id);
            let person = people.next().map(|(_, person)| person.clone());
            if let Some(ended_at) = refund.ended_at {
                let event = TimelineEvent::RefundEnded {
                    id: refund.id.clone(),
                    state: refund.state,
                    declined: refund.declined.clone(),
                };
                add(ended_at, event);
            }
            add(
                refund.created_at,
                TimelineEvent::Refund(of_refund(refund, person)),
            );
        }
        for (journal, posted_at) in self.journals {
            add(posted_at, TimelineEvent::Journal(journal));
        }
        for (event, delivery) in self.events {
            add(
                event.created_at,
                TimelineEvent::Event(of_event(event, delivery)),
            );
        }
        TimelineEntry::sort(&mut entries);
        entries
    }

    /// The states that the order came into. A closed or expired order says so
    /// by its event; the refunds that succeeded say when it was refunded.
    fn states(&self, order: &Order) -> Vec<TimelineEntry> {
        let entry = |at, state| TimelineEntry {
            at,
            event: TimelineEvent::State(state),
        };
        let mut entries = vec![entry(order.created_at, OrderState::Open)];
        entries.extend(order.paid_at.map(|at| entry(at, OrderState::Paid)));
        let is_closing = |event: &EventRow| event.kind == MallEvent::Closed.name();
        let closings = self.events.iter().filter(|(event, _)| is_closing(event));
        entries.extend(closings.map(|(event, _)| entry(event.created_at, order.state)));
        let merchants = self.refunds.iter().filter(|refund| {
            refund.cause == RefundCause::Merchant && refund.state == RefundState::Succeeded
        });
        let ended = merchants.filter_map(|refund| Some((refund.ended_at?, refund.amount)));
        let mut ended: Vec<(At, Money)> = ended.collect();
        ended.sort_by_key(|(at, _)| *at);
        let mut left = order.facts.amount.minor();
        for (at, amount) in ended {
            left -= amount.minor();
            let state = if left == 0 {
                OrderState::Refunded
            } else {
                OrderState::PartiallyRefunded
            };
            entries.push(entry(at, state));
        }
        entries
    }
}

/// The references of all journals that these can have. Surplus is booked under
/// the payment that its refund returns.
fn references(attempts: &[Attempt], refunds: &[Refund]) -> Vec<Reference> {
    let mut all: Vec<_> = attempts
        .iter()
        .map(|attempt| Reference::paid(&attempt.id))
        .collect();
    for refund in refunds {
        if refund.cause == RefundCause::Surplus {
            all.push(Reference::surplus(&refund.channel, &refund.payment));
        }
        let of_refund = [
            Reference::refund_begun,
            Reference::refund_succeeded,
            Reference::refund_failed,
            Reference::refund_revived,
        ];
        all.extend(of_refund.map(|reference| reference(&refund.id)));
    }
    all
}

fn of_attempt(attempt: Attempt) -> AttemptRecord {
    let details = &attempt.details;
    let declined = attempt.state.declined();
    AttemptRecord {
        bank: details.bank().map(str::to_owned),
        card_last4: details.card().map(|card| card.last4.clone()),
        state: attempt.state.status(),
        declined: declined.map(|(reason, code)| (reason, code.to_owned())),
        receipt: attempt.state.receipt().cloned(),
        id: attempt.id,
        product: attempt.product,
        channel: attempt.channel,
    }
}

fn of_request(request: NetworkRequest) -> RequestRecord {
    RequestRecord {
        channel: request.channel,
        number: request.number,
        purpose: request.purpose,
        sends: request.sends,
        last_sent_at: request.last_sent_at,
        code_requested_at: request.sms_at,
        ended: request.ended,
    }
}

fn of_refund(refund: Refund, person: Option<RefundRequester>) -> RefundRecord {
    let requester = match (person, refund.cause) {
        (Some(person), _) => person,
        (None, RefundCause::Merchant) => RefundRequester::Mall,
        (None, RefundCause::Surplus) => RefundRequester::Desk,
    };
    RefundRecord {
        id: refund.id,
        attempt_id: refund.attempt_id,
        amount: refund.amount,
        state: refund.state,
        requester,
        mall_refund_no: refund.mall_refund_no,
        reason: refund.reason,
        receipt: refund.receipt,
    }
}

fn of_event(event: EventRow, delivery: Delivery) -> EventRecord {
    let webhook = match (
        delivery.delivered_at,
        delivery.given_up_at,
        delivery.next_at,
    ) {
        (Some(at), ..) => WebhookState::Delivered(at),
        (None, Some(at), _) => WebhookState::GivenUp(at),
        (None, None, Some(at)) => WebhookState::Retried(at),
        (None, None, None) => WebhookState::NotSent,
    };
    EventRecord {
        id: event.id,
        kind: event.kind,
        tries: delivery.tries,
        last_status: delivery.last_status,
        last_error: delivery.last_error,
        webhook,
    }
}
