//! Money that was booked.

use super::words::{QUIET, Words};
use crate::pages::page_context::PageContext;
use domain::ledger::{Journal, PostingKind};
use domain::money::Money;
use ui::amount::yuan;

/// The booked lines.
pub(super) fn booked(page: &PageContext<'_>, journal: &Journal) -> Words {
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
