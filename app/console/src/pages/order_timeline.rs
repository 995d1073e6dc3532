//! The timeline of an order: what happened, in words, with the numbers by which
//! a network or a mall finds it.

mod approval;
mod event;
mod journal;
mod payment;
mod receipt;
mod refund;
mod words;

use super::page_context::PageContext;
use domain::console::{TimelineEntry, TimelineEvent};
use domain::order::OrderState;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use words::{BAD, GOOD, QUIET, Words};

/// The list, oldest first.
pub(super) fn view(page: &PageContext<'_>, entries: &[TimelineEntry]) -> Html {
    let list: Vec<_> = entries
        .iter()
        .map(|entry| in_words(page, entries, &entry.event).view(page, entry.at))
        .collect();
    view! { <ol class="timeline" aria-labelledby="timeline">{list}</ol> }.into_html()
}

fn in_words(page: &PageContext<'_>, entries: &[TimelineEntry], event: &TimelineEvent) -> Words {
    match event {
        TimelineEvent::State(state) => of_state(page, *state),
        TimelineEvent::Attempt(of) => payment::attempt(page, of),
        TimelineEvent::Request(of) => payment::request(page, of),
        TimelineEvent::Notice {
            number, verdict, ..
        } => payment::notice(page, number, verdict),
        TimelineEvent::Approval(of) => approval::asked(page, of),
        TimelineEvent::ApprovalChecked(of) => approval::checked(page, of),
        TimelineEvent::Refund(of) => refund::begun(page, entries, of),
        TimelineEvent::RefundEnded {
            id,
            state,
            declined,
        } => refund::ended(page, entries, (id, *state), declined.as_deref()),
        TimelineEvent::Journal(of) => journal::booked(page, of),
        TimelineEvent::Event(of) => event::told(page, of),
    }
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
