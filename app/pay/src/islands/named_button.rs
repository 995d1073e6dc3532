//! Writes the name of the chosen bank or card on the main button of its form.

use leptos::prelude::*;
use ui::dom;

/// Listens to every choice of the page.
#[island]
pub(crate) fn NamedButtons() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    // When the shopper returns to the page, the browser restores the choice.
    name_buttons();
    dom::on(document().as_ref(), "change", Box::new(|_| name_buttons()));
    dom::on_window("pageshow", Box::new(|_| name_buttons()));
}

fn name_buttons() {
    for button in dom::all("form > [data-named]") {
        let form = button.parent_element();
        let picked = form.and_then(|form| form.query_selector("[data-name]:checked").ok()?);
        let text = match picked {
            Some(radio) => {
                let name = dom::attribute(&radio, "data-name");
                dom::attribute(&button, "data-named").replacen('%', &name, 1)
            }
            None => dom::attribute(&button, "data-any"),
        };
        button.set_text_content(Some(&text));
    }
}
