//! The card number while it is typed: groups of four, the bank and kind by its
//! first digits, the other fields once the bank is known, and the credit card's
//! fields only for a credit card.
//!
//! Text that an input method is composing is left alone: it would be written a
//! second time.

use domain::card::{BinHint, CardKind, hint, number};
use domain::input::compact;
use leptos::prelude::*;
use ui::dom;
use web_sys::{Element, Event, HtmlInputElement};

/// Listens to the card number. Its form has the names of the card types in
/// `data-` attributes.
#[island]
pub(crate) fn CardNumber() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some(input) = dom::input("number") else {
        return;
    };
    let Ok(Some(form)) = input.closest("form") else {
        return;
    };
    let field = input.clone();
    let typed = move || {
        group(&field);
        show_hint(&field, &form);
    };
    typed();
    let composed = typed.clone();
    let changed = move |event: Event| {
        if !dom::is_composing(&event) {
            typed();
        }
    };
    dom::on(input.as_ref(), "input", Box::new(changed));
    dom::on(
        input.as_ref(),
        "compositionend",
        Box::new(move |_| composed()),
    );
}

/// Shows the bank and kind, and hides the credit card's fields for a debit
/// card.
fn show_hint(input: &HtmlInputElement, form: &Element) {
    let known = hint(&compact(&input.value()));
    let note = known.map(|BinHint { bank, kind }| {
        let kind = match kind {
            CardKind::Credit => dom::attribute(form, "data-credit"),
            CardKind::Debit => dom::attribute(form, "data-debit"),
        };
        format!("{} · {kind}", bank.short_name(dom::locale()))
    });
    if note.is_some() {
        unfold(form);
    }
    dom::show_text("number-note", &note.unwrap_or_default());
    if let Some(fields) = dom::by_id("credit") {
        dom::set_hidden(&fields, known.is_some_and(|h| h.kind == CardKind::Debit));
    }
}

/// Where the form asks for the number alone: shows the other fields, and has the
/// form send them. They stay when the number is changed.
fn unfold(form: &Element) {
    let (Some(fields), Some(number_only)) = (dom::by_id("card-fields"), dom::by_id("number-only"))
    else {
        return;
    };
    let _ = fields.remove_attribute("disabled");
    dom::set_hidden(&fields, false);
    dom::set_hidden(&number_only, true);
    let _ = form.set_attribute("action", &dom::attribute(form, "data-whole"));
}

/// Groups the digits, and keeps the caret behind the same digit. Text with
/// letters stays as typed; the server's check reports it.
fn group(input: &HtmlInputElement) {
    let typed = input.value();
    if compact(&typed).chars().any(|c| !c.is_ascii_digit()) {
        return;
    }
    let grouped = number::group(&typed);
    if grouped == typed {
        return;
    }
    let caret = input.selection_start().ok().flatten();
    input.set_value(&grouped);
    if let Some(caret) = caret {
        let at = new_caret(&typed, &grouped, caret);
        let _ = input.set_selection_range(at, at);
    }
}

/// The caret's new position: behind as many digits as before.
fn new_caret(typed: &str, grouped: &str, caret: u32) -> u32 {
    let caret = usize::try_from(caret).unwrap_or(usize::MAX);
    let digits = typed
        .chars()
        .take(caret)
        .filter(|c| !c.is_whitespace() && *c != '-')
        .count();
    let mut seen = 0;
    let before = grouped.chars().take_while(|c| {
        if c.is_ascii_digit() {
            seen += 1;
        }
        seen < digits || (seen == digits && c.is_ascii_digit())
    });
    u32::try_from(before.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::new_caret;

    #[test]
    fn the_caret_stays_with_its_digit() {
        assert_eq!(new_caret("62220", "6222 0", 5), 6, "typed the fifth");
        assert_eq!(new_caret("6222 0212", "6222 0212", 4), 4);
        assert_eq!(new_caret("622 20", "6222 0", 3), 3, "in the middle");
        assert_eq!(new_caret("", "", 0), 0);
        assert_eq!(new_caret("6222021", "6222 021", 7), 8);
    }
}
