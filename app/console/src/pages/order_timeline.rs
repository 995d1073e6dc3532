//! The timeline of an order: what happened, in words, with the numbers by which
//! a network or a mall finds it. A card or account shows by its last four
//! digits.

use super::page_context::PageContext;
use super::time;
use domain::attempt::{AttemptStatus, Receipt};
use domain::bank::Bank;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::console::{
    AttemptRecord, EventRecord, RefundRecord, RefundRequester, RequestRecord, TimelineEntry,
    TimelineEvent, WebhookState,
};
use domain::ids::RefundId;
use domain::ledger::{Journal, PostingKind};
use domain::machine::MallEvent;
use domain::money::Money;
use domain::order::OrderState;
use domain::refund::RefundState;
use leptos::prelude::*;
use ui::amount::yuan;
use ui::parts::foreign;
use ui::words;

const QUIET: &str = "timeline__entry";
const GOOD: &str = "timeline__entry timeline__entry--good";
const BAD: &str = "timeline__entry timeline__entry--bad";

/// An entry in words.
struct Words {
    class: &'static str,
    title: String,
    notes: Vec<String>,
    numbers: Vec<(&'static str, String)>,
    times: Vec<(&'static str, At)>,
}

impl Words {
    fn new(class: &'static str, title: impl Into<String>) -> Self {
        Self {
            class,
            title: title.into(),
            notes: Vec::new(),
            numbers: Vec::new(),
            times: Vec::new(),
        }
    }

    fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    fn number(&mut self, term: &'static str, value: impl Into<String>) {
        self.numbers.push((term, value.into()));
    }
}

/// The list, oldest first.
pub(super) fn view(page: &PageContext<'_>, entries: &[TimelineEntry]) -> AnyView {
    let list: Vec<_> = entries
        .iter()
        .map(|entry| {
            let words = match &entry.event {
                TimelineEvent::State(state) => of_state(page, *state),
                TimelineEvent::Attempt(attempt) => of_attempt(page, attempt),
                TimelineEvent::Request(request) => of_request(page, request),
                TimelineEvent::Notice {
                    number, verdict, ..
                } => of_notice(page, number, verdict),
                TimelineEvent::Refund(refund) => of_refund(page, entries, refund),
                TimelineEvent::RefundEnded {
                    id,
                    state,
                    declined,
                } => of_refund_end(page, amount(entries, id), (id, *state), declined.as_deref()),
                TimelineEvent::Journal(journal) => of_journal(page, journal),
                TimelineEvent::Event(event) => of_event(page, event),
            };
            line(page, entry.at, words)
        })
        .collect();
    view! { <ol class="timeline" aria-labelledby="timeline">{list}</ol> }.into_any()
}

fn line(page: &PageContext<'_>, at: At, words: Words) -> AnyView {
    let notes = words.notes.into_iter();
    let notes: Vec<_> = notes
        .map(|note| view! { <p class="timeline__note">{note}</p> })
        .collect();
    let numbers = words.numbers.into_iter().map(|(term, value)| {
        let lang = foreign::lang(page.document.locale, &value);
        view! { <div><dt>{term}</dt><dd lang=lang>{value}</dd></div> }.into_any()
    });
    let times = words.times.into_iter().map(|(term, at)| {
        view! { <div><dt>{term}</dt><dd>{time::second(at)}</dd></div> }.into_any()
    });
    let facts: Vec<_> = numbers.chain(times).collect();
    let facts = (!facts.is_empty()).then(|| view! { <dl class="timeline__facts">{facts}</dl> });
    view! {
        <li class=words.class>
            <p class="timeline__at">{time::second(at)}</p>
            <div class="timeline__words">
                <p class="timeline__what">{words.title}</p>
                {notes}
                {facts}
            </div>
        </li>
    }
    .into_any()
}

fn of_state(page: &PageContext<'_>, state: OrderState) -> Words {
    let class = match state {
        OrderState::Paid => GOOD,
        OrderState::Closed | OrderState::Expired => BAD,
        OrderState::Open
        | OrderState::Paying
        | OrderState::PartiallyRefunded
        | OrderState::Refunded => QUIET,
    };
    Words::new(class, (page.text.timeline.state)(state))
}

fn of_attempt(page: &PageContext<'_>, attempt: &AttemptRecord) -> Words {
    let text = &page.text.timeline;
    let locale = page.document.locale;
    let class = match attempt.state {
        AttemptStatus::Declined | AttemptStatus::Surplus => BAD,
        _ => QUIET,
    };
    let mut words = Words::new(
        class,
        (text.attempt)(words::product(locale, attempt.product)),
    );
    let bank = attempt.bank.as_deref().map(|code| {
        let known = Bank::by_code(code);
        known
            .map_or(code, |bank| bank.short_name(locale))
            .to_owned()
    });
    let card = attempt.card_last4.as_deref().map(text.card);
    let payer: Vec<_> = bank.into_iter().chain(card).collect();
    if !payer.is_empty() {
        words.note(payer.join(" · "));
    }
    words.note((text.attempt_state)(attempt.state));
    if let Some((reason, code)) = &attempt.declined {
        words.note((text.declined)(words::decline(locale, *reason)));
        words.number(text.code, code);
    }
    add_receipt(page, &mut words, &attempt.channel, attempt.receipt.as_ref());
    words
}

/// The network's own facts of money that moved.
fn add_receipt(
    page: &PageContext<'_>,
    words: &mut Words,
    channel: &ChannelId,
    receipt: Option<&Receipt>,
) {
    let Some(receipt) = receipt else { return };
    let text = &page.text.timeline;
    if receipt.defect {
        words.note(text.defect);
    }
    let number = words::network_number(page.document.locale, channel);
    words.number(number, &receipt.network_id);
    words.number(text.moved, yuan(receipt.amount));
    let account = receipt.account.as_deref().and_then(last4);
    if let Some(last4) = account {
        words.number(text.account, (text.card)(last4));
    }
    for (term, value) in [
        (text.trace, &receipt.trace),
        (text.settle_date, &receipt.settle_date),
    ] {
        if let Some(value) = value {
            words.number(term, value);
        }
    }
}

/// The last four digits of a number that a network masked.
fn last4(account: &str) -> Option<&str> {
    let start = account.len().checked_sub(4)?;
    let end = account.get(start..)?;
    end.bytes().all(|b| b.is_ascii_digit()).then_some(end)
}

fn of_request(page: &PageContext<'_>, request: &RequestRecord) -> Words {
    let text = &page.text.timeline;
    let mut words = Words::new(QUIET, (text.request)(request.purpose));
    words.note(request.ended.map_or(text.no_end, text.request_end));
    words.number(text.request_number, &request.number);
    if request.sends > 1 {
        words.note((text.sends)(request.sends));
        let last = request.last_sent_at.map(|at| (text.last_sent, at));
        words.times.extend(last);
    }
    let code = request
        .code_requested_at
        .map(|at| (text.code_requested, at));
    words.times.extend(code);
    words
}

fn of_notice(page: &PageContext<'_>, number: &str, verdict: &str) -> Words {
    let text = &page.text.timeline;
    let differs = verdict.strip_prefix("mismatch: ");
    let class = if differs.is_some() { BAD } else { QUIET };
    let mut words = Words::new(class, text.notice);
    words.note(differs.map_or_else(|| text.notice_applied.to_owned(), text.notice_differs));
    words.number(text.request_number, number);
    words
}

fn of_refund(page: &PageContext<'_>, entries: &[TimelineEntry], refund: &RefundRecord) -> Words {
    let text = &page.text.timeline;
    let by = match refund.requester {
        RefundRequester::Mall => text.refund_by_mall,
        RefundRequester::Desk => text.refund_by_desk,
    };
    let mut words = Words::new(QUIET, by(&yuan(refund.amount)));
    words.note((text.refund_state)(refund.state));
    words.number(text.refund_number, refund.id.as_str());
    if let Some(number) = &refund.mall_refund_no {
        words.number(text.mall_refund_number, number);
    }
    if let Some(reason) = &refund.reason {
        words.number(text.reason, reason);
    }
    let of_payment = |entry: &'_ TimelineEntry| match &entry.event {
        TimelineEvent::Attempt(of) if of.id == refund.attempt_id => Some(of.channel.clone()),
        _ => None,
    };
    if let Some(channel) = entries.iter().find_map(of_payment) {
        add_receipt(page, &mut words, &channel, refund.receipt.as_ref());
    }
    words
}

/// The amount of a refund of the order.
fn amount(entries: &[TimelineEntry], id: &RefundId) -> Option<Money> {
    entries.iter().find_map(|entry| match &entry.event {
        TimelineEvent::Refund(refund) if refund.id == *id => Some(refund.amount),
        _ => None,
    })
}

fn of_refund_end(
    page: &PageContext<'_>,
    amount: Option<Money>,
    (id, state): (&RefundId, RefundState),
    declined: Option<&str>,
) -> Words {
    let text = &page.text.timeline;
    let amount = amount.map(yuan).unwrap_or_default();
    let (class, title) = match state {
        RefundState::Failed => (BAD, (text.refund_failed)(&amount)),
        _ => (GOOD, (text.refund_succeeded)(&amount)),
    };
    let mut words = Words::new(class, title);
    words.number(text.refund_number, id.as_str());
    if let Some(code) = declined {
        words.number(text.code, code);
    }
    words
}

fn of_journal(page: &PageContext<'_>, journal: &Journal) -> Words {
    let text = &page.text.timeline;
    let reference = journal.reference();
    let mut kinds = PostingKind::ALL.iter();
    let kind = kinds.find(|kind| kind.form().kind == reference.kind());
    let title = match kind {
        Some(kind) => (text.posting)(*kind).to_owned(),
        None => reference.to_string(),
    };
    let mut words = Words::new(QUIET, title);
    for line in journal.lines() {
        let minor = line.amount().minor();
        let side = if minor < 0 { text.credit } else { text.debit };
        let amount = Money::new(minor.saturating_abs(), line.amount().currency());
        words.number(side, format!("{} {}", yuan(amount), line.account()));
    }
    words
}

fn of_event(page: &PageContext<'_>, event: &EventRecord) -> Words {
    let text = &page.text.timeline;
    let mut kinds = MallEvent::ALL.into_iter();
    let kind = kinds.find(|kind| kind.name() == event.kind);
    let title = match kind {
        Some(kind) => (text.event)(kind).to_owned(),
        None => (text.other_event)(&event.kind),
    };
    let (class, state) = match event.webhook {
        WebhookState::NotSent => (QUIET, None),
        WebhookState::Retried(at) => (QUIET, Some((text.retried, at))),
        WebhookState::Delivered(at) => (QUIET, Some((text.delivered, at))),
        WebhookState::GivenUp(at) => (BAD, Some((text.given_up, at))),
    };
    let mut words = Words::new(class, title);
    if state.is_none() {
        words.note(text.not_sent);
    }
    if event.tries > 0 {
        words.note((text.sends)(event.tries));
    }
    if let Some(status) = event.last_status {
        words.note((text.answer)(&status.to_string()));
    }
    if let Some(error) = &event.last_error {
        words.note((text.no_answer)(error));
    }
    words.number(text.event_number, event.id.as_str());
    words.times.extend(state);
    words
}

#[cfg(test)]
mod tests {
    use super::last4;

    #[test]
    fn of_an_account_only_the_last_four_digits_are_shown() {
        assert_eq!(last4("621626******0018"), Some("0018"));
        for other in ["", "018", "6216********", "尾号 一二三四"] {
            assert_eq!(last4(other), None, "{other}");
        }
    }
}
