//! What waits for a second person: before and after, who asked, until when.

use super::PageBody;
use super::page_context::PageContext;
use super::time;
use domain::console::{Approval, ApprovalCommand};
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The list.
pub(crate) fn view(page: &PageContext<'_>, waiting: &[Approval]) -> PageBody {
    let text = &page.text.approvals;
    let list = if waiting.is_empty() {
        view! {
            <section class="empty" role="status">
                <h2 class="part__title">{text.none}</h2>
                <p class="part__lead">{text.none_next}</p>
            </section>
        }
        .into_html()
    } else {
        table(page, waiting)
    };
    let body = view! {
        <h1 class="title" id="approvals">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        {list}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(text.title, body.into_html())
}

/// What is asked for, in words.
pub(super) fn in_words(page: &PageContext<'_>, command: &ApprovalCommand) -> String {
    let text = &page.text.approvals;
    match command {
        ApprovalCommand::Refund(of) => (text.refund)(&yuan(of.amount)),
        ApprovalCommand::RefundLimit(of) => (text.refund_limit)(&yuan(of.after)),
    }
}

fn table(page: &PageContext<'_>, waiting: &[Approval]) -> Html {
    let text = &page.text.approvals;
    let rows: Vec<_> = waiting.iter().map(|of| row(page, of)).collect();
    view! {
        <table class="table table--orders" aria-labelledby="approvals">
            <thead>
                <tr>
                    <th scope="col">{text.what}</th>
                    <th scope="col">{text.change}</th>
                    <th scope="col">{text.asked}</th>
                    <th scope="col">{text.until}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, of: &Approval) -> Html {
    let text = &page.text.approvals;
    let path = page.scope_path(&format!("/approvals/{}", of.id));
    let (before, after) = of.command.figures();
    let (label, more) = match &of.command {
        ApprovalCommand::Refund(refund) => {
            let number = format!("{} {}", text.order, refund.mall_order_no);
            (text.refundable, Some(number))
        }
        ApprovalCommand::RefundLimit(_) => (text.limit, None),
    };
    let more = more.map(|more| view! { <span class="table__more">{more}</span> });
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=page.link(&path)>{in_words(page, &of.command)}</a>
                {more}
            </th>
            <td data-label=text.change>
                <span>
                    {yuan(before)} " → " {yuan(after)}
                    <span class="table__more">{label}</span>
                </span>
            </td>
            <td data-label=text.asked>
                <span>
                    {foreign::name(page.document.locale, &of.maker.name)}
                    <span class="table__more">{time::minute(of.made_at)}</span>
                </span>
            </td>
            <td data-label=text.until class="table__time">{time::minute(of.expires_at)}</td>
        </tr>
    }
    .into_html()
}
