//! The id number, checked once it is complete: a quiet "looks right", never a
//! complaint while it is typed.

use super::dom;
use domain::clock::At;
use domain::day::Day;
use domain::id_number;
use leptos::prelude::*;

/// Listens to the id number; the form has the words.
#[island]
pub(crate) fn IdNumber() -> impl IntoView {
    dom::wake(start);
}

fn start() {
    let Some((form, input)) = dom::by_id("card-form").zip(dom::input("id_number")) else {
        return;
    };
    let right = dom::word(&form, "data-right");
    let field = input.clone();
    let typed = move |_| {
        let today = Day::in_china(At::from_ms(dom::now_ms()));
        let fits = id_number::read(&field.value(), today).is_ok();
        dom::say("id_number-note", if fits { &right } else { "" });
    };
    dom::on(input.as_ref(), "input", Box::new(typed));
}
