//! Removes a field's error when the field is corrected. It never adds one, so
//! that no error appears while the shopper types.
//!
//! A field is corrected when it was changed and passes the server's check. What
//! only the network can check is checked at the next submit. The summary on top
//! stays, because it is about the last submit.

use domain::card::expiry::Expiry;
use domain::card::{entry, holder, number};
use domain::clock::At;
use domain::day::Day;
use domain::{id_number, phone, sms_code};
use leptos::prelude::*;
use ui::dom;
use web_sys::HtmlInputElement;

/// Listens to the fields that have an error.
#[island]
pub(crate) fn ClearErrors() -> impl IntoView {
    dom::start_in_browser(start);
}

fn start() {
    for element in dom::all("input[aria-invalid]") {
        let Some(input) = dom::input(&element.id()) else {
            continue;
        };
        let (field, rejected) = (input.clone(), input.value());
        let typed = move |_| {
            let value = field.value();
            if value != rejected && is_right(&field.id(), &value) {
                clear(&field);
            }
        };
        dom::on(input.as_ref(), "input", Box::new(typed));
    }
}

/// The same check as on the server, for the field with this id.
fn is_right(id: &str, value: &str) -> bool {
    let today = || Day::in_china(At::from_ms(dom::now_ms()));
    match id {
        "number" => number::read(value).is_ok(),
        "name" => holder::read(value).is_ok(),
        "id_number" => id_number::read(value, today()).is_ok(),
        "phone" => phone::read(value).is_ok(),
        "expiry" => Expiry::read(value, today()).is_ok(),
        "security_code" => entry::security_code(value).is_ok(),
        "code" => sms_code::read(value).is_ok(),
        _ => false,
    }
}

fn clear(input: &HtmlInputElement) {
    let id = input.id();
    dom::show_text(&format!("{id}-error"), "");
    let _ = input.remove_attribute("aria-invalid");
    let _ = input.set_attribute("aria-describedby", &format!("{id}-hint"));
    if let Some(field) = input.parent_element() {
        let _ = field.class_list().remove_1("field--wrong");
    }
}

#[cfg(test)]
mod tests {
    use super::is_right;

    #[test]
    fn a_field_is_right_by_the_servers_own_check() {
        assert!(is_right("number", "6225 7531 0012 3454"));
        assert!(!is_right("number", "6225 7531 0012 3455"));
        assert!(is_right("phone", "138 0013 8001"));
        assert!(!is_right("phone", "1380013"));
        assert!(is_right("code", "123 456"));
        assert!(!is_right("code", "12345"));
    }
}
