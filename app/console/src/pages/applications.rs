//! The list of merchants' applications.

use super::form::form;
use super::page_context::PageContext;
use super::{PageBody, empty_list, time};
use domain::application::ApplicationState;
use domain::console::{ApplicationPage, ApplicationQuery, ApplicationRow, Right};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The path of the list in the provider's console.
pub(crate) const PATH: &str = "/console/provider/applications";

/// A page of it.
pub(crate) fn view(
    page: &PageContext<'_>,
    query: &ApplicationQuery,
    found: &ApplicationPage,
) -> PageBody {
    let text = &page.text.applications;
    let begin = page.may(Right::EnterApplications).then(|| {
        let button = view! { <button class="button button--own">{text.begin}</button> };
        form(page, PATH, "actions__form", button.into_html())
    });
    let list = if found.rows.is_empty() {
        match query.state {
            None => empty_list::view(text.none, Some(text.none_next), None),
            Some(_) => empty_list::view(text.none_in_state, None, None),
        }
    } else {
        let rows: Vec<_> = found.rows.iter().map(|of| row(page, of)).collect();
        table(page, rows)
    };
    let body = view! {
        <div class="heading">
            <h1 class="title" id="applications">{text.title}</h1>
            {begin}
        </div>
        <p class="lead">{text.lead}</p>
        {states(page, query)}
        {list}
        {pages(page, query, found)}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(text.title, body.into_html())
}

/// An application's name, or that it has none yet.
pub(super) fn name(page: &PageContext<'_>, of: &ApplicationRow) -> String {
    if of.name.is_empty() {
        page.text.applications.unnamed.to_owned()
    } else {
        of.name.clone()
    }
}

/// A state, with what it means for the work.
pub(super) fn state(page: &PageContext<'_>, of: ApplicationState) -> Html {
    let class = match of {
        ApplicationState::Active => "state state--good",
        ApplicationState::Refused | ApplicationState::Withdrawn | ApplicationState::Draft => {
            "state"
        }
        ApplicationState::Submitted
        | ApplicationState::Returned
        | ApplicationState::Proving
        | ApplicationState::Proved => "state state--wait",
    };
    view! { <span class=class>{(page.text.applications.of_state)(of)}</span> }.into_html()
}

/// The address of the list of a state.
fn address(page: &PageContext<'_>, state: Option<ApplicationState>, after: &str) -> String {
    let state = state.map_or("", ApplicationState::name);
    let pairs = [("state", state), ("after", after)];
    let pairs: Vec<_> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let mark = if query.is_empty() { "" } else { "?" };
    page.link(&format!("{PATH}{mark}{query}"))
}

/// The filter: a link for each state.
fn states(page: &PageContext<'_>, query: &ApplicationQuery) -> Html {
    let text = &page.text.applications;
    let states = ApplicationState::ALL.into_iter().map(Some);
    let states = std::iter::once(None).chain(states);
    let links: Vec<_> = states
        .map(|state| {
            let name = state.map_or(text.all, text.of_state);
            let here = (query.state == state).then_some("true");
            let class = if here.is_some() {
                "button button--small button--own"
            } else {
                "button button--small"
            };
            view! { <a class=class href=address(page, state, "") aria-current=here>{name}</a> }
        })
        .collect();
    view! { <nav class="actions" aria-label=text.states>{links}</nav> }.into_html()
}

fn table(page: &PageContext<'_>, rows: Vec<Html>) -> Html {
    let text = &page.text.applications;
    view! {
        <table class="table table--orders" aria-labelledby="applications">
            <thead>
                <tr>
                    <th scope="col">{text.company}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.entered_by}</th>
                    <th scope="col">{text.changed_at}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, of: &ApplicationRow) -> Html {
    let text = &page.text.applications;
    let locale = page.document.locale;
    let path = page.link(&format!("{PATH}/{}", of.id));
    let more = (!of.uscc.is_empty()).then(|| {
        view! { <span class="table__more">{of.uscc.clone()}</span> }
    });
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=path>{foreign::name(locale, &name(page, of))}</a>
                {more}
            </th>
            <td data-label=text.state>{state(page, of.state)}</td>
            <td data-label=text.entered_by>{foreign::name(locale, &of.entered_by)}</td>
            <td data-label=text.changed_at class="table__time">{time::minute(of.changed_at)}</td>
        </tr>
    }
    .into_html()
}

fn pages(page: &PageContext<'_>, query: &ApplicationQuery, found: &ApplicationPage) -> Html {
    let text = &page.text.directory;
    let newest = query.after.is_some().then(|| {
        let to = address(page, query.state, "");
        view! { <a class="button button--small" href=to>{text.newest}</a> }
    });
    let older = found.next.as_ref().map(|next| {
        let to = address(page, query.state, next.as_str());
        view! { <a class="button button--quiet" rel="next" href=to>{text.older}</a> }
    });
    if newest.is_none() && older.is_none() {
        return ().into_html();
    }
    view! { <nav class="actions actions--pages" aria-label=text.pages>{newest}{older}</nav> }
        .into_html()
}
