//! How a saved card is named.

use crate::context::RenderContext;
use domain::desk::SavedCard;

/// Its bank.
pub(crate) fn bank_name(context: &RenderContext, card: &SavedCard) -> &'static str {
    let locale = context.document.locale;
    let other = context.text.choose.other_bank;
    card.bank.map_or(other, |bank| bank.short_name(locale))
}

/// Its type, if it is known, with the last four digits.
pub(crate) fn kind(context: &RenderContext, card: &SavedCard) -> String {
    let text = &context.text.choose;
    let ending = (text.ending)(&card.last4);
    match (card.bank, card.credit) {
        (_, true) => format!("{} {ending}", text.credit),
        (Some(_), false) => format!("{} {ending}", text.debit),
        (None, false) => ending,
    }
}

/// Its name in a sentence: `工商银行（7890）`.
pub(crate) fn spoken_name(context: &RenderContext, card: &SavedCard) -> String {
    (context.text.choose.card_named)(bank_name(context, card), &card.last4)
}
