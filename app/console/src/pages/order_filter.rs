//! The filter of the list of orders: its form, and one chip for each field that
//! filters, which leads to the list without it.

use super::field::TextField;
use super::order_query::{FIELDS, HAPPENED, OrderQuery};
use super::page_context::PageContext;
use super::problems::Problems;
use super::select_field::{SelectField, option};
use super::store_choice::StoreChoice;
use domain::clock::At;
use domain::console::{ConsoleField, DayResult, OrderFilter, OrderResult};
use domain::day::Day;
use domain::merchant_store::MerchantStore;
use domain::order::OrderState;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::words;

/// The form. It is sent by GET: the filter is in the address.
pub(super) fn form(
    page: &PageContext<'_>,
    (query, stores): (&OrderQuery, &[MerchantStore]),
    problems: &Problems,
) -> Html {
    let store = StoreChoice {
        stores,
        chosen: query.typed(ConsoleField::Store),
        name: None,
        none: page.text.stores.all,
        hint: None,
    };
    let text = &page.text.orders;
    let number = TextField {
        hint: Some(if page.is_provider() {
            page.text.support.orders_hint
        } else {
            text.number_hint
        }),
        width: "input--code",
        ..TextField::line(
            ConsoleField::OrderNumber,
            text.number,
            query.typed(ConsoleField::OrderNumber),
        )
    };
    let days = [
        (ConsoleField::FromDay, text.from),
        (ConsoleField::UntilDay, text.until),
    ];
    let days = days.map(|(of, label)| {
        TextField::day(page, problems, (of, label), query.typed(of)).view(page, problems)
    });
    let happened = query.day_result().map(|of| {
        view! { <input type="hidden" name=HAPPENED value=of.to_string() /> }
    });
    view! {
        <form class="filter" role="search" aria-label=text.filter action=page.scope_path("/orders")>
            {page.language_field()}
            {happened}
            {number.view(page, problems)}
            {owner(page, query, problems)}
            {store.view(page, problems)}
            <div class="filter__row">
                {state(page, query, problems)}
                {days}
                <button class="button button--own">{text.find}</button>
            </div>
        </form>
    }
    .into_html()
}

/// The merchant or the mall, in the provider's console.
fn owner(page: &PageContext<'_>, query: &OrderQuery, problems: &Problems) -> Html {
    if !page.is_provider() {
        return ().into_html();
    }
    let owner = TextField {
        hint: Some(page.text.support.orders_of_hint),
        width: "input--code",
        ..TextField::line(
            ConsoleField::OrdersOf,
            page.text.support.orders_of,
            query.typed(ConsoleField::OrdersOf),
        )
    };
    owner.view(page, problems)
}

fn state(page: &PageContext<'_>, query: &OrderQuery, problems: &Problems) -> Html {
    let text = &page.text.orders;
    let typed = query.typed(ConsoleField::OrderState);
    let unknown = problems.message(page.text, ConsoleField::OrderState);
    let unknown = unknown.map(|_| option(typed, typed.to_owned(), typed));
    let states = OrderState::ALL.into_iter();
    let states = states.map(|state| option(state.name(), (text.of_state)(state), typed));
    let field = SelectField {
        field: ConsoleField::OrderState,
        label: text.state,
        hint: None,
        none: text.any_state,
        options: unknown.into_iter().chain(states).collect(),
    };
    field.view(page, problems)
}

/// The chips; empty without a filter. `name` is of the merchant or the mall, or
/// of the store, where it is known.
pub(super) fn chips(
    page: &PageContext<'_>,
    query: &OrderQuery,
    name: impl Fn(ConsoleField) -> Option<String>,
) -> Html {
    if !query.is_filtered() {
        return ().into_html();
    }
    let text = &page.text.orders;
    let path = page.scope_path("/orders");
    let set = FIELDS.into_iter().filter(|of| !query.typed(*of).is_empty());
    let fields = set.map(|of| {
        let (label, value) = words(page, query, of);
        (query.without(of), (label, name(of).unwrap_or(value)))
    });
    let happened = query.day_result();
    let happened = happened.map(|of| (query.without_result(), result(page, of)));
    let chips: Vec<_> = fields
        .chain(happened)
        .map(|(without, (label, value))| {
            let to = page.link(&without.address(&path));
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
    .into_html()
}

/// The name of a field, and its value in words.
fn words(page: &PageContext<'_>, query: &OrderQuery, of: ConsoleField) -> (&'static str, String) {
    let text = &page.text.orders;
    let typed = query.typed(of);
    let label = match of {
        ConsoleField::OrderState => text.state,
        ConsoleField::FromDay => text.from,
        ConsoleField::UntilDay => text.until,
        ConsoleField::OrdersOf => page.text.support.orders_of,
        ConsoleField::Store => page.text.stores.store,
        _ => text.number,
    };
    let state = OrderState::parse(typed).filter(|_| of == ConsoleField::OrderState);
    let value = state.map_or(typed, text.of_state);
    (label, value.to_owned())
}

/// What happened on a day, in words.
fn result(page: &PageContext<'_>, of: DayResult) -> (&'static str, String) {
    let text = &page.text.today;
    let locale = page.document.locale;
    let with = match of.result {
        OrderResult::Tried(product)
        | OrderResult::Completed(product)
        | OrderResult::Declined(product)
        | OrderResult::Abandoned(product) => words::product(locale, product),
        OrderResult::DeclinedFor(reason) => words::decline(locale, reason),
        OrderResult::Paid
        | OrderResult::PaidIn(_)
        | OrderResult::Took(_)
        | OrderResult::Refunded => "",
    };
    let words = (text.result)(of.result, with);
    (text.happened, format!("{} {words}", of.day))
}

/// A filter in one line; empty where it leaves out nothing but what came after
/// `asked_at`.
pub(super) fn in_words(page: &PageContext<'_>, filter: &OrderFilter, asked_at: At) -> String {
    let text = &page.text.orders;
    let state = filter.state.map(|state| (text.of_state)(state).to_owned());
    let from = filter
        .created_from
        .map(|at| format!("{} {}", text.from, Day::in_china(at)));
    let until = filter.created_to.filter(|at| *at <= asked_at);
    // The last whole day.
    let until =
        until.map(|at| format!("{} {}", text.until, Day::in_china(At::from_ms(at.ms() - 1))));
    let happened = filter.happened.map(|of| result(page, of).1);
    let number = filter
        .searched()
        .map(|number| format!("{} {number}", text.number));
    let store = filter.store.as_ref();
    let store = store.map(|id| format!("{} {id}", page.text.stores.store));
    let parts = [number, store, state, from, until, happened];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
