//! The filter of the list of orders: its form, and one chip for each field that
//! filters, which leads to the list without it.

use super::field::{self, TextField};
use super::order_query::{FIELDS, OrderQuery};
use super::page_context::PageContext;
use super::problems::Problems;
use domain::console::ConsoleField;
use domain::order::OrderState;
use leptos::prelude::*;

/// The form. It is sent by GET: the filter is in the address.
pub(super) fn form(page: &PageContext<'_>, query: &OrderQuery, problems: &Problems) -> AnyView {
    let text = &page.text.orders;
    let number = TextField {
        field: ConsoleField::OrderNumber,
        label: text.number,
        hint: Some(text.number_hint),
        autocomplete: "off",
        kind: "text",
        inputmode: "text",
        width: "input--code",
        value: query.typed(ConsoleField::OrderNumber),
        first: false,
    };
    let days = [
        (ConsoleField::FromDay, text.from),
        (ConsoleField::UntilDay, text.until),
    ];
    let days = days.map(|(of, label)| day(page, query, problems, (of, label)));
    // A browser drops the query of the path that a GET form is sent to.
    let language = page.document.keep_language.then(|| {
        let tag = page.document.locale.tag();
        view! { <input type="hidden" name="lang" value=tag /> }
    });
    view! {
        <form class="filter" role="search" aria-label=text.filter action=page.scope_path("/orders")>
            {language}
            {number.view(page, problems)}
            <div class="filter__row">
                {state(page, query, problems)}
                {days}
                <button class="button button--own">{text.find}</button>
            </div>
        </form>
    }
    .into_any()
}

/// A day. The browser's own calendar keeps no text that is no day, so that is
/// shown in a field for text.
fn day(
    page: &PageContext<'_>,
    query: &OrderQuery,
    problems: &Problems,
    (of, label): (ConsoleField, &'static str),
) -> AnyView {
    let is_wrong = problems.message(page.text, of).is_some();
    let day = TextField {
        field: of,
        label,
        hint: None,
        autocomplete: "off",
        kind: if is_wrong { "text" } else { "date" },
        inputmode: "text",
        width: "input--code",
        value: query.typed(of),
        first: false,
    };
    day.view(page, problems)
}

fn state(page: &PageContext<'_>, query: &OrderQuery, problems: &Problems) -> AnyView {
    let text = &page.text.orders;
    let typed = query.typed(ConsoleField::OrderState);
    let error = field::message(page, problems, ConsoleField::OrderState);
    let has_error = error.is_some();
    let unknown = has_error.then(|| {
        view! { <option value=typed.to_owned() selected=true>{typed.to_owned()}</option> }
    });
    let states = OrderState::ALL.map(|state| {
        let name = state.name();
        view! { <option value=name selected=name == typed>{(text.of_state)(state)}</option> }
    });
    view! {
        <div class="field" class:field--wrong=has_error>
            <label class="field__label" for="state">{text.state}</label>
            {error}
            <select
                class="input"
                id="state"
                name="state"
                aria-describedby=has_error.then_some("state-error")
                aria-invalid=has_error.then_some("true")
            >
                {unknown}
                <option value="">{text.any_state}</option>
                {states}
            </select>
        </div>
    }
    .into_any()
}

/// The chips; empty without a filter.
pub(super) fn chips(page: &PageContext<'_>, query: &OrderQuery) -> AnyView {
    if !query.is_filtered() {
        return ().into_any();
    }
    let text = &page.text.orders;
    let path = page.scope_path("/orders");
    let set = FIELDS.into_iter().filter(|of| !query.typed(*of).is_empty());
    let chips: Vec<_> = set
        .map(|of| {
            let to = page.link(&query.without(of).address(&path));
            let (label, value) = words(page, query, of);
            view! {
                <li>
                    <a class="chip" href=to>
                        <span class="hidden-text">{text.clear}</span>
                        <span class="chip__label">{label}</span>
                        " "
                        <span>{value}</span>
                        <span class="chip__cross" aria-hidden="true">"×"</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <div class="chips">
            <p class="chips__label" id="filtered">{text.filtered}</p>
            <ul class="chips__list" aria-labelledby="filtered">{chips}</ul>
            <a class="line-link" href=page.link(&path)>{text.clear_all}</a>
        </div>
    }
    .into_any()
}

/// The name of a field, and its value in words.
fn words(page: &PageContext<'_>, query: &OrderQuery, of: ConsoleField) -> (&'static str, String) {
    let text = &page.text.orders;
    let typed = query.typed(of);
    let label = match of {
        ConsoleField::OrderState => text.state,
        ConsoleField::FromDay => text.from,
        ConsoleField::UntilDay => text.until,
        _ => text.number,
    };
    let state = OrderState::parse(typed).filter(|_| of == ConsoleField::OrderState);
    let value = state.map_or(typed, text.of_state);
    (label, value.to_owned())
}
