//! Refunds, and how they ended.

use super::receipt;
use super::words::{BAD, GOOD, QUIET, Words};
use crate::pages::page_context::PageContext;
use domain::console::{RefundRecord, RefundRequester, TimelineEntry, TimelineEvent};
use domain::ids::RefundId;
use domain::money::Money;
use domain::refund::RefundState;
use ui::amount::yuan;

/// A refund was asked for.
pub(super) fn begun(
    page: &PageContext<'_>,
    entries: &[TimelineEntry],
    refund: &RefundRecord,
) -> Words {
    let text = &page.text.timeline;
    let by = match &refund.requester {
        RefundRequester::Mall => text.refund_by_mall,
        RefundRequester::Person { .. } => text.refund_by_person,
        RefundRequester::Desk => text.refund_by_desk,
    };
    let mut words = Words::new(QUIET, by(&yuan(refund.amount)));
    words.note((text.refund_state)(refund.state));
    if let RefundRequester::Person { name, approved_by } = &refund.requester {
        words.number(text.asked_by, name);
        if let Some(name) = approved_by {
            words.number(text.approved_by, name);
        }
    }
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
        receipt::add(page, &mut words, &channel, refund.receipt.as_ref());
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

/// A refund succeeded or failed.
pub(super) fn ended(
    page: &PageContext<'_>,
    entries: &[TimelineEntry],
    (id, state): (&RefundId, RefundState),
    declined: Option<&str>,
) -> Words {
    let text = &page.text.timeline;
    let amount = amount(entries, id).map(yuan).unwrap_or_default();
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
