//! What the mall was told.

use super::words::{BAD, QUIET, Words};
use crate::pages::page_context::PageContext;
use domain::console::{EventRecord, WebhookState};
use domain::machine::MallEvent;

/// An event for the mall, and whether the mall has it.
pub(super) fn told(page: &PageContext<'_>, event: &EventRecord) -> Words {
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
    if let Some((term, at)) = state {
        words.time(term, at);
    }
    words
}
