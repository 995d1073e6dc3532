//! Confirms a complete and valid id number while it is typed. It shows no
//! error: the server's check does.

use domain::clock::At;
use domain::day::Day;
use domain::id_number;
use leptos::prelude::*;
use ui::dom;

/// Listens to the id number. The form has the text.
#[island]
pub(crate) fn IdNumber() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    let Some((form, input)) = dom::by_id("card-form").zip(dom::input("id_number")) else {
        return;
    };
    let right = dom::attribute(&form, "data-right");
    let field = input.clone();
    let typed = move |_| {
        let today = Day::in_china(At::from_ms(dom::now_ms()));
        let valid = id_number::read(&field.value(), today).is_ok();
        dom::show_text("id_number-note", if valid { &right } else { "" });
    };
    dom::on(input.as_ref(), "input", Box::new(typed));
}
