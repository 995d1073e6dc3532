//! The things of a kind that need to be looked at, and what can be done.

use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{PageBody, empty_list, summary, time};
use domain::console::{Right, WorkItem, WorkKind, WorkSubject};
use domain::network_request::Purpose;
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;
use ui::words;

/// The page.
pub(crate) fn view(
    page: &PageContext<'_>,
    (kind, items): (WorkKind, &[WorkItem]),
    done: bool,
    problems: &Problems,
) -> PageBody {
    let text = &page.text.work;
    let of = (text.kind)(kind);
    let is_cut = items.len() >= WorkItem::ROWS as usize;
    let cut = is_cut.then(|| view! { <p class="next">{text.first_rows}</p> });
    let list = if items.is_empty() {
        empty_list::view(text.none, Some(text.none_next), None)
    } else {
        table(page, kind, items)
    };
    let body = view! {
        {summary::errors(page, problems)}
        {summary::notice(done.then_some(text.run_done))}
        <p class="crumb"><a href=page.link(&page.scope_path(""))>{text.back}</a></p>
        <h1 class="title" id="work">{of.name}</h1>
        <p class="lead">{of.about}</p>
        <section class="part">
            <h2 class="part__title">{text.what_to_do}</h2>
            <p class="part__lead">{of.next}</p>
        </section>
        {list}
        {cut}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(of.name, body.into_html())
}

fn table(page: &PageContext<'_>, kind: WorkKind, items: &[WorkItem]) -> Html {
    let text = &page.text.work;
    let has_amounts = items.iter().any(|item| item.amount.is_some());
    let amount =
        has_amounts.then(|| view! { <th scope="col" class="table__sum">{text.amount}</th> });
    let rows: Vec<_> = items
        .iter()
        .map(|item| row(page, kind, item, has_amounts))
        .collect();
    view! {
        <table class="table" aria-labelledby="work">
            <thead>
                <tr>
                    <th scope="col">{(text.kind)(kind).subject}</th>
                    <th scope="col">{text.order}</th>
                    {amount}
                    <th scope="col">{text.progress}</th>
                    <th scope="col">{text.since}</th>
                    {page.may(Right::RunWork).then(|| view! { <th scope="col">{text.act}</th> })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, kind: WorkKind, item: &WorkItem, has_amounts: bool) -> Html {
    let text = &page.text.work;
    let locale = page.document.locale;
    let whose = item
        .channel
        .as_ref()
        .map(|channel| words::network(locale, channel))
        .map(IntoHtml::into_html)
        .or_else(|| {
            item.mall
                .as_deref()
                .map(|mall| foreign::name(locale, mall).into_html())
        });
    let whose = whose.map(|name| view! { <span class="table__more">{name}</span> });
    let amount = has_amounts.then(|| {
        let amount = item.amount.map(yuan).unwrap_or_default();
        view! { <td data-label=text.amount class="table__sum">{amount}</td> }
    });
    view! {
        <tr>
            <th scope="row"><code>{item.subject.clone()}</code>{whose}</th>
            {order(page, item)}
            {amount}
            {progress(page, kind, item)}
            <td data-label=text.since class="table__time">{time::minute(item.since)}</td>
            {page.may(Right::RunWork).then(|| action(page, kind, item))}
        </tr>
    }
    .into_html()
}

/// The order, with a link for those who may open it.
fn order(page: &PageContext<'_>, item: &WorkItem) -> Html {
    let text = &page.text.work;
    let Some((id, number)) = &item.order else {
        return view! { <td data-label=text.order class="table__none"></td> }.into_html();
    };
    let path = page.link(&page.scope_path(&format!("/orders/{id}")));
    let number = number.clone();
    let number = if page.may(Right::SeeOrders) {
        view! { <a class="table__link" href=path>{number}</a> }.into_html()
    } else {
        number.into_html()
    };
    view! { <td data-label=text.order>{number}</td> }.into_html()
}

fn progress(page: &PageContext<'_>, kind: WorkKind, item: &WorkItem) -> Html {
    let text = &page.text.work;
    let note = item.note.as_deref().map(|note| match kind {
        WorkKind::OpenRequests => {
            let purpose = Purpose::parse(note);
            purpose.map_or(note, page.text.timeline.request).to_owned()
        }
        WorkKind::LateJobs => (text.job)(note).to_owned(),
        WorkKind::StuckSurplus => format!("{} {note}", page.text.timeline.code),
        WorkKind::UnsettledPayments | WorkKind::FailingWebhooks => note.to_owned(),
    });
    let note = note.map(|note| view! { <span class="table__more">{note}</span> });
    let tries = item.tries.map(text.tries);
    let next = item.next.map(|at| {
        view! { <span class="table__more">{text.next} " " {time::second(at)}</span> }
    });
    view! { <td data-label=text.progress><span>{tries}{note}{next}</span></td> }.into_html()
}

/// The button that runs now what works on the thing anyway.
fn action(page: &PageContext<'_>, kind: WorkKind, item: &WorkItem) -> Html {
    let text = &page.text.work;
    let WorkSubject { subject, of } = item.named(kind);
    let label = (text.run)(kind);
    let about = subject.clone();
    let fields = view! {
        <input type="hidden" name="subject" value=subject />
        <input type="hidden" name="of" value=of />
        <button class="button button--quiet button--small">
            {label}
            <span class="hidden-text">" " {about}</span>
        </button>
    };
    let form = form(page, page.path, "part__form", fields.into_html());
    view! { <td data-label=text.act>{form}</td> }.into_html()
}
