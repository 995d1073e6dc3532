//! The refunds of a merchant, page by page.

use super::PageBody;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{refund_state, summary, time};
use domain::console::{RefundPage, RefundRequester, RefundRow, Right};
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// A page of the list. `is_first` is true for the newest refunds.
pub(crate) fn view(page: &PageContext<'_>, found: &RefundPage, is_first: bool) -> PageBody {
    let text = &page.text.refunds;
    let list = if found.rows.is_empty() {
        empty(page, is_first)
    } else {
        table(page, &found.rows)
    };
    let path = page.scope_path("/refunds");
    let newest = (!is_first).then(|| {
        view! { <a class="button button--quiet" href=page.link(&path)>{text.newest}</a> }
    });
    let older = found.next.as_ref().map(|next| {
        let path = page.link(&format!("{path}?page={next}"));
        view! { <a class="button button--quiet" rel="next" href=path>{text.older}</a> }
    });
    let list = view! {
        {list}
        <div class="actions actions--pages">{newest}{older}</div>
        <p class="next">{page.text.layout.beijing}</p>
    };
    body(page, &Problems::default(), list.into_html())
}

/// The answer to an address of no page.
pub(crate) fn no_such_page(page: &PageContext<'_>, problems: &Problems) -> PageBody {
    let path = page.link(&page.scope_path("/refunds"));
    let newest = view! {
        <p class="actions">
            <a class="button button--quiet" href=path>{page.text.refunds.newest}</a>
        </p>
    };
    body(page, problems, newest.into_html())
}

fn body(page: &PageContext<'_>, problems: &Problems, list: Html) -> PageBody {
    let text = &page.text.refunds;
    let limit = page.may(Right::SetRefundLimit).then(|| {
        let path = page.link(&page.scope_path("/refund-limit"));
        view! { <a class="button button--quiet" href=path>{text.to_limit}</a> }
    });
    let body = view! {
        {summary::errors(page, problems)}
        <div class="heading">
            <h1 class="title" id="refunds">{text.title}</h1>
            {limit}
        </div>
        <p class="lead">{text.lead}</p>
        {list}
    };
    PageBody::new(text.title, body.into_html())
}

fn empty(page: &PageContext<'_>, is_first: bool) -> Html {
    let text = &page.text.refunds;
    let title = if is_first { text.none } else { text.none_here };
    let next = is_first.then(|| view! { <p class="part__lead">{text.none_next}</p> });
    view! {
        <section class="empty" role="status">
            <h2 class="part__title">{title}</h2>
            {next}
        </section>
    }
    .into_html()
}

fn table(page: &PageContext<'_>, rows: &[RefundRow]) -> Html {
    let text = &page.text.refunds;
    let rows: Vec<_> = rows.iter().map(|refund| row(page, refund)).collect();
    view! {
        <table class="table table--orders" aria-labelledby="refunds">
            <thead>
                <tr>
                    <th scope="col">{text.order}</th>
                    <th scope="col" class="table__sum">{text.amount}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.asked_by}</th>
                    <th scope="col">{text.asked_at}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, refund: &RefundRow) -> Html {
    let text = &page.text.refunds;
    let locale = page.document.locale;
    let path = page.scope_path(&format!("/orders/{}", refund.order_id));
    let reason = refund.reason.as_deref().map(|reason| {
        view! { <span class="table__more">{foreign::name(locale, reason)}</span> }
    });
    let (by, approved) = match &refund.requester {
        RefundRequester::Person { name, approved_by } => (
            foreign::name(locale, name).into_html(),
            approved_by.as_deref(),
        ),
        RefundRequester::Mall | RefundRequester::Desk => (text.by_mall.into_html(), None),
    };
    let approved = approved.map(|name| {
        let name = foreign::name(locale, name);
        view! { <span class="table__more">{text.approved_by}{name}</span> }
    });
    let ended = refund.ended_at.map(|at| {
        view! { <span class="table__more">{text.ended_at} " " {time::minute(at)}</span> }
    });
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=page.link(&path)>{refund.mall_order_no.clone()}</a>
                {reason}
            </th>
            <td data-label=text.amount class="table__sum">{yuan(refund.amount)}</td>
            <td data-label=text.state>{refund_state::view(page, refund.state)}</td>
            <td data-label=text.asked_by>
                <span>{by}{approved}</span>
            </td>
            <td data-label=text.asked_at class="table__time">
                <span>{time::minute(refund.created_at)}{ended}</span>
            </td>
        </tr>
    }
    .into_html()
}
