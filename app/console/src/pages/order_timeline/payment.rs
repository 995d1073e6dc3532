//! What a shopper and a network did to pay.

use super::receipt;
use super::words::{BAD, QUIET, Words};
use crate::pages::page_context::PageContext;
use domain::attempt::AttemptStatus;
use domain::bank::Bank;
use domain::console::{AttemptRecord, RequestRecord};
use ui::words;

/// The shopper began to pay, and what became of it.
pub(super) fn attempt(page: &PageContext<'_>, of: &AttemptRecord) -> Words {
    let text = &page.text.timeline;
    let locale = page.document.locale;
    let class = match of.state {
        AttemptStatus::Declined | AttemptStatus::Surplus => BAD,
        _ => QUIET,
    };
    let mut words = Words::new(class, (text.attempt)(words::product(locale, of.product)));
    let bank = of.bank.as_deref().map(|code| {
        let known = Bank::by_code(code);
        known
            .map_or(code, |bank| bank.short_name(locale))
            .to_owned()
    });
    let card = of.card_last4.as_deref().map(text.card);
    let payer: Vec<_> = bank.into_iter().chain(card).collect();
    if !payer.is_empty() {
        words.note(payer.join(" · "));
    }
    words.note((text.attempt_state)(of.state));
    if let Some((reason, code)) = &of.declined {
        words.note((text.declined)(words::decline(locale, *reason)));
        words.number(text.code, code);
    }
    receipt::add(page, &mut words, &of.channel, of.receipt.as_ref());
    words
}

/// A network was asked for something.
pub(super) fn request(page: &PageContext<'_>, of: &RequestRecord) -> Words {
    let text = &page.text.timeline;
    let mut words = Words::new(QUIET, (text.request)(of.purpose));
    words.note(of.ended.map_or(text.no_end, text.request_end));
    words.number(text.request_number, &of.number);
    if of.sends > 1 {
        words.note((text.sends)(of.sends));
        if let Some(at) = of.last_sent_at {
            words.time(text.last_sent, at);
        }
    }
    if let Some(at) = of.code_requested_at {
        words.time(text.code_requested, at);
    }
    words
}

/// A network told of one of its numbers.
pub(super) fn notice(page: &PageContext<'_>, number: &str, verdict: &str) -> Words {
    let text = &page.text.timeline;
    let differs = verdict.strip_prefix("mismatch: ");
    let class = if differs.is_some() { BAD } else { QUIET };
    let mut words = Words::new(class, text.notice);
    words.note(differs.map_or_else(|| text.notice_applied.to_owned(), text.notice_differs));
    words.number(text.request_number, number);
    words
}
