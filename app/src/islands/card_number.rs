//! The card number while it is typed: groups of four, the bank and kind its
//! first digits suggest, and the credit card's fields only where they matter.

use super::dom;
use domain::card::{BinHint, CardKind, hint, number};
use domain::input::compact;
use leptos::prelude::*;
use web_sys::{Element, HtmlInputElement};

/// Listens to the card number; the form has the words for the kinds.
#[island]
pub(crate) fn CardNumber() -> impl IntoView {
    dom::wake(start);
}

fn start() {
    let Some((form, input)) = dom::by_id("card-form").zip(dom::input("number")) else {
        return;
    };
    let field = input.clone();
    let typed = move || {
        group(&field);
        read(&field, &form);
    };
    typed();
    dom::on(input.as_ref(), "input", Box::new(move |_| typed()));
}

/// Says what the first digits suggest, and hides what a debit card has not.
fn read(input: &HtmlInputElement, form: &Element) {
    let known = hint(&compact(&input.value()));
    let said = known.map(|BinHint { bank, kind }| {
        let kind = match kind {
            CardKind::Credit => dom::word(form, "data-credit"),
            CardKind::Debit => dom::word(form, "data-debit"),
        };
        format!("{} · {kind}", bank.name(dom::locale()))
    });
    dom::say("number-note", &said.unwrap_or_default());
    if let Some(fields) = dom::by_id("credit") {
        dom::hide(&fields, known.is_some_and(|h| h.kind == CardKind::Debit));
    }
}

/// Groups the digits, and leaves the caret behind the digit it was behind.
/// Text with letters in it stays as typed: its message will say so.
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
        let at = place(&typed, &grouped, caret);
        let _ = input.set_selection_range(at, at);
    }
}

/// Where the caret goes: behind as many digits as it was behind before.
fn place(typed: &str, grouped: &str, caret: u32) -> u32 {
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
    use super::place;

    #[test]
    fn the_caret_stays_with_its_digit() {
        assert_eq!(place("62220", "6222 0", 5), 6, "typed the fifth");
        assert_eq!(place("6222 0212", "6222 0212", 4), 4);
        assert_eq!(place("622 20", "6222 0", 3), 3, "in the middle");
        assert_eq!(place("", "", 0), 0);
        assert_eq!(place("6222021", "6222 021", 7), 8);
    }
}
