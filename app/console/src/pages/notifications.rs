//! A merchant's notifications, as one person reads them, and its choice of
//! kinds.

use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{PageBody, empty_list, summary, time};
use domain::console::{Notification, NotificationKind, NotificationPage, NotificationSubject};
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::{Html, IntoHtml};
use ui::parts::icon;

/// The path below a console.
pub(crate) const PATH: &str = "/notifications";

/// The name of the field with the number up to which all are read.
pub(crate) const UP_TO: &str = "up_to";

/// A page of the list. `is_first` is true for the newest; `done` is what a form
/// did.
pub(crate) fn view(
    page: &PageContext<'_>,
    found: &NotificationPage,
    is_first: bool,
    done: Option<&str>,
) -> PageBody {
    let text = &page.text.notifications;
    let notice = match done {
        Some("read") => Some(text.was_read),
        Some("choose") => Some(text.saved),
        _ => None,
    };
    let list = if found.rows.is_empty() {
        let (title, next) = if is_first {
            (text.none, Some(text.none_next))
        } else {
            (text.none_here, None)
        };
        empty_list::view(title, next, None)
    } else {
        table(page, found)
    };
    let newest = found.rows.first().filter(|row| row.number > found.read_to);
    let read = newest.filter(|_| is_first).map(|row| {
        let path = page.scope_path(&format!("{PATH}?do=read"));
        let fields = view! {
            <input type="hidden" name=UP_TO value=row.number.to_string() />
            <button class="button button--quiet">{text.read}</button>
        };
        form(page, &path, "", fields.into_html())
    });
    let path = page.scope_path(PATH);
    let to_newest = (!is_first).then(|| newest_link(page));
    let older = found.next.map(|next| {
        let path = page.link(&format!("{path}?page={next}"));
        view! { <a class="button button--quiet" rel="next" href=path>{text.older}</a> }
    });
    let choice = is_first.then(|| choice(page, &found.kinds));
    let body = view! {
        {summary::notice(notice)}
        <div class="heading">
            <h1 class="title" id="notifications">{text.title}</h1>
            {read}
        </div>
        <p class="lead">{text.lead}</p>
        {list}
        <div class="actions actions--pages">{to_newest}{older}</div>
        <p class="next">{page.text.layout.beijing}</p>
        {choice}
    };
    PageBody::new(text.title, body.into_html())
}

/// The answer to an address of no page.
pub(crate) fn no_such_page(page: &PageContext<'_>, problems: &Problems) -> PageBody {
    let title = page.text.notifications.title;
    let body = view! {
        {summary::errors(page, problems)}
        <h1 class="title">{title}</h1>
        <p class="actions">{newest_link(page)}</p>
    };
    PageBody::new(title, body.into_html())
}

fn newest_link(page: &PageContext<'_>) -> Html {
    let path = page.link(&page.scope_path(PATH));
    view! { <a class="button button--quiet" href=path>{page.text.notifications.newest}</a> }
        .into_html()
}

fn table(page: &PageContext<'_>, found: &NotificationPage) -> Html {
    let text = &page.text.notifications;
    let rows = found.rows.iter();
    let rows: Vec<_> = rows.map(|of| row(page, of, found.read_to)).collect();
    view! {
        <table class="table" aria-labelledby="notifications">
            <thead>
                <tr>
                    <th scope="col">{text.what}</th>
                    <th scope="col">{text.of}</th>
                    <th scope="col" class="table__sum">{text.amount}</th>
                    <th scope="col">{text.at}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, of: &Notification, read_to: i64) -> Html {
    let text = &page.text.notifications;
    let (kind, path, name) = match &of.subject {
        NotificationSubject::OrderPaid(id, number) => (
            NotificationKind::OrderPaid,
            format!("/orders/{id}"),
            number.clone(),
        ),
        NotificationSubject::RefundFailed(id, number) => (
            NotificationKind::RefundFailed,
            format!("/orders/{id}"),
            number.clone(),
        ),
        NotificationSubject::ApprovalWaiting(id) => (
            NotificationKind::ApprovalWaiting,
            format!("/approvals/{id}"),
            text.request.to_owned(),
        ),
    };
    let unread = (of.number > read_to).then(|| {
        view! { <span class="state state--wait">{icon::clock()}{text.unread}</span> }
    });
    let amount = of.amount.map(yuan);
    view! {
        <tr>
            <th scope="row">{(text.kind)(kind)} " " {unread}</th>
            <td data-label=text.of>
                <a class="table__link" href=page.link(&page.scope_path(&path))>{name}</a>
            </td>
            <td data-label=text.amount class="table__sum">{amount.unwrap_or_else(|| "–".to_owned())}</td>
            <td data-label=text.at class="table__time">{time::minute(of.at)}</td>
        </tr>
    }
    .into_html()
}

fn choice(page: &PageContext<'_>, kinds: &[(NotificationKind, bool)]) -> Html {
    let text = &page.text.notifications;
    let boxes = kinds.iter();
    let boxes: Vec<_> = boxes
        .map(|(kind, is_wanted)| {
            let name = kind.name();
            view! {
                <div class="check">
                    <input
                        class="check__box"
                        type="checkbox"
                        id=name
                        name=name
                        value="yes"
                        checked=*is_wanted
                    />
                    <label class="check__label" for=name>{(text.kind)(*kind)}</label>
                </div>
            }
        })
        .collect();
    let fields = view! {
        <fieldset class="field">
            <legend class="field__label">{text.choice}</legend>
            <p class="part__lead">{text.choice_lead}</p>
            {boxes}
        </fieldset>
        <div class="actions">
            <button class="button button--quiet">{text.save}</button>
        </div>
    };
    let path = page.scope_path(&format!("{PATH}?do=choose"));
    form(page, &path, "form form--narrow", fields.into_html())
}
