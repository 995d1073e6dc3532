//! The id number, checked once it is complete: a quiet "looks right", never a
//! complaint while it is typed (product.md 5, rules 5 and 6).

use super::dom;
use domain::clock::At;
use domain::day::Day;
use domain::id_number;
use leptos::prelude::*;

/// Listens to the id number. `right` is what is said of a number that fits.
#[island]
pub(crate) fn IdNumber(right: String) -> impl IntoView {
    Effect::new(move |_| {
        let Some(input) = dom::input("id_number") else {
            return;
        };
        let (field, right) = (input.clone(), right.clone());
        dom::on(input.as_ref(), "input", move |_| {
            let fits = id_number::read(&field.value(), today()).is_ok();
            dom::say("id_number-note", if fits { &right } else { "" });
        });
    });
}

/// Today in China by the browser's clock: good enough for a birth date.
fn today() -> Day {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds since 1970 fit for ages"
    )]
    let now = js_sys::Date::now() as i64;
    Day::in_china(At::from_ms(now))
}
