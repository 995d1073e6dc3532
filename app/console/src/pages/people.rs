//! The names of people, in a line.

use super::page_context::PageContext;
use domain::console::Person;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The names, with what stands between names.
pub(super) fn names(page: &PageContext<'_>, people: &[Person]) -> Html {
    let names = people.iter().enumerate().map(|(place, person)| {
        let before = (place > 0).then_some(page.text.refunds.and);
        let name = foreign::name(page.document.locale, &person.name);
        view! { <span>{before}{name}</span> }
    });
    names.collect::<Vec<_>>().into_html()
}

/// A sentence that names who may approve, or says that no other person may.
pub(super) fn approvers(page: &PageContext<'_>, people: &[Person]) -> Html {
    let text = &page.text.refunds;
    if people.is_empty() {
        return text.no_approver.into_html();
    }
    let names = names(page, people);
    view! { <span>{text.approvers}{names}</span> }.into_html()
}
