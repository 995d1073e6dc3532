//! The name of a saved card.

use crate::context::RenderContext;
use domain::desk::SavedCard;

/// Its bank, and its type with the last four digits.
pub(crate) fn name(context: &RenderContext, card: &SavedCard) -> (&'static str, String) {
    let text = &context.text.choose;
    let bank = card
        .bank
        .map_or(text.other_bank, |bank| bank.name(context.document.locale));
    let ending = (text.ending)(&card.last4);
    let kind = match (card.bank, card.credit) {
        (_, true) => format!("{} {ending}", text.credit),
        (Some(_), false) => format!("{} {ending}", text.debit),
        (None, false) => ending,
    };
    (bank, kind)
}
