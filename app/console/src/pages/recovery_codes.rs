//! Recovery codes: the page that shows them once, and the one that asks before
//! new ones are made.

use super::PageBody;
use super::form::with_way_back;
use super::frame::ACCOUNT;
use super::page_context::PageContext;
use super::time;
use domain::secret::Secret;
use leptos::prelude::*;
use ui::html::IntoHtml;

/// The codes. `account` is the name to print above them, `next` where the link
/// leads.
pub(crate) fn shown(
    page: &PageContext<'_>,
    account: &str,
    codes: &[Secret],
    next: &str,
) -> PageBody {
    let text = &page.text.codes;
    let codes: Vec<_> = codes
        .iter()
        .map(|code| view! { <li class="codes__code">{code.expose().to_owned()}</li> })
        .collect();
    let body = view! {
        <h1 class="title">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        <p class="warning" role="note">{text.keep}</p>
        <ol class="codes">{codes}</ol>
        <dl class="facts">
            <div class="facts__row">
                <dt>{text.of}</dt>
                <dd>{account.to_owned()}</dd>
            </div>
            <div class="facts__row">
                <dt>{text.made}</dt>
                <dd>{time::minute(page.now)}" (UTC+8)"</dd>
            </div>
        </dl>
        <div class="actions">
            <a class="button button--main" href=page.link(next)>{text.go_on}</a>
        </div>
    };
    PageBody::new(text.title, body.into_html())
}

/// The question before new ones are made.
pub(crate) fn ask(page: &PageContext<'_>) -> PageBody {
    let text = &page.text.codes;
    let body = view! {
        <h1 class="title">{text.ask}</h1>
        <p class="lead">{text.ask_lead}</p>
        {with_way_back(page, ().into_html(), text.button, ACCOUNT)}
    };
    PageBody::new(text.ask, body.into_html())
}
