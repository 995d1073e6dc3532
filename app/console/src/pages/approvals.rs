//! What waits for a second person, and what has ended: before and after, who
//! asked, until when or how it ended.

use super::PageBody;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{approval_details, approval_rows, approval_state, empty_list, summary, time};
use domain::console::{Approval, ApprovalPage};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The list of what waits.
pub(crate) fn view(page: &PageContext<'_>, waiting: &[Approval]) -> PageBody {
    let text = &page.text.approvals;
    let list = if waiting.is_empty() {
        empty_list::view(text.none, Some((text.none_next)(page.is_provider())), None)
    } else {
        let rows = waiting.iter().map(|of| row(page, of, open_cell(page, of)));
        table(page, text.until, rows.collect())
    };
    let ended = page.link(&page.scope_path("/approvals/decided"));
    let body = view! {
        <div class="heading">
            <h1 class="title" id="approvals">{text.title}</h1>
            <a class="button button--quiet" href=ended>{text.to_decided}</a>
        </div>
        <p class="lead">{text.lead}</p>
        {list}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(text.title, body.into_html())
}

/// A page of what has ended. `is_first` is true for the newest.
pub(crate) fn decided(page: &PageContext<'_>, found: &ApprovalPage, is_first: bool) -> PageBody {
    let text = &page.text.approvals;
    let list = if found.rows.is_empty() {
        empty_list::view(text.none_decided, None, None)
    } else {
        let rows = found.rows.iter();
        let rows = rows.map(|of| row(page, of, ended_cell(page, of)));
        table(page, text.result, rows.collect())
    };
    let path = page.scope_path(DECIDED);
    let newest = (!is_first).then(|| newest(page));
    let older = found.next.as_ref().map(|next| {
        let path = page.link(&format!("{path}?page={next}"));
        view! { <a class="button button--quiet" rel="next" href=path>{text.older}</a> }
    });
    let list = view! {
        {list}
        <div class="actions actions--pages">{newest}{older}</div>
        <p class="next">{page.text.layout.beijing}</p>
    };
    decided_body(page, &Problems::default(), list.into_html())
}

/// The answer to an address of no page.
pub(crate) fn no_such_page(page: &PageContext<'_>, problems: &Problems) -> PageBody {
    let newest = view! { <p class="actions">{newest(page)}</p> };
    decided_body(page, problems, newest.into_html())
}

/// The path of the list of what has ended, in a scope.
const DECIDED: &str = "/approvals/decided";

fn newest(page: &PageContext<'_>) -> Html {
    let path = page.link(&page.scope_path(DECIDED));
    view! { <a class="button button--quiet" href=path>{page.text.approvals.newest}</a> }.into_html()
}

fn decided_body(page: &PageContext<'_>, problems: &Problems, list: Html) -> PageBody {
    let text = &page.text.approvals;
    let waiting = page.link(&page.scope_path("/approvals"));
    let body = view! {
        {summary::errors(page, problems)}
        <p class="crumb"><a href=waiting>{text.to_list}</a></p>
        <h1 class="title" id="approvals">{text.decided}</h1>
        <p class="lead">{text.decided_lead}</p>
        {list}
    };
    PageBody::new(text.decided, body.into_html())
}

fn table(page: &PageContext<'_>, last: &'static str, rows: Vec<Html>) -> Html {
    let text = &page.text.approvals;
    view! {
        <table class="table table--orders" aria-labelledby="approvals">
            <thead>
                <tr>
                    <th scope="col">{text.what}</th>
                    <th scope="col">{text.change}</th>
                    <th scope="col">{text.asked}</th>
                    <th scope="col">{last}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

/// Until when it can be approved, and who decides it.
fn open_cell(page: &PageContext<'_>, of: &Approval) -> Html {
    let text = &page.text.approvals;
    let is_own = page
        .caller
        .is_some_and(|caller| of.is_by(&caller.by.person.id));
    let mine = !is_own && page.may(of.command.kind().right());
    let mine = mine.then(|| view! { <span class="table__more">{text.yours}</span> });
    view! {
        <td data-label=text.until class="table__time">
            <span>{time::minute(of.expires_at)}{mine}</span>
        </td>
    }
    .into_html()
}

/// What became of it, and who decided.
fn ended_cell(page: &PageContext<'_>, of: &Approval) -> Html {
    let text = &page.text.approvals;
    let checker = of.checker.as_ref().map(|checker| {
        let name = foreign::name(page.document.locale, &checker.name);
        let at = of.checked_at.map(time::minute);
        view! { <span class="table__more">{name} " " {at}</span> }
    });
    view! {
        <td data-label=text.result>
            <span>{approval_state::view(page, of.state)}{checker}</span>
        </td>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, of: &Approval, last: Html) -> Html {
    let text = &page.text.approvals;
    let path = page.scope_path(&format!("/approvals/{}", of.id));
    let more = approval_details::subject(page, &of.command);
    let more = more.map(|more| {
        let more = foreign::name(page.document.locale, &more);
        view! { <span class="table__more">{more}</span> }
    });
    let title = (text.of_command)(&of.command);
    let title = foreign::name(page.document.locale, &title);
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=page.link(&path)>{title}</a>
                {more}
            </th>
            <td data-label=text.change>{approval_rows::cell(page, &of.command.rows())}</td>
            <td data-label=text.asked>
                <span>
                    {foreign::name(page.document.locale, &of.maker.name)}
                    <span class="table__more">{time::minute(of.made_at)}</span>
                </span>
            </td>
            {last}
        </tr>
    }
    .into_html()
}
