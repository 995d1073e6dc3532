//! The limit above which a merchant's refunds take a second person.

use super::PageBody;
use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{amount_field, people, summary};
use domain::console::RefundLimitForm;
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::IntoHtml;

/// The page. `done` is true after a change, `typed` the field's value.
pub(crate) fn view(
    page: &PageContext<'_>,
    of: &RefundLimitForm,
    (done, typed): (bool, &str),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.refunds;
    let amount = amount_field::field(text.limit_label, Some(text.limit_hint), typed);
    let list = page.scope_path("/refunds");
    let waiting = of.open.as_ref().map(|open| {
        let to = page.link(&page.scope_path(&format!("/approvals/{}", open.id)));
        let state = (page.text.approvals.of_state)(open.state);
        let words = (page.text.approvals.of_command)(&open.command);
        view! { <p class="warning" role="note"><a href=to>{words}</a> " · " {state}</p> }
    });
    let rule = if of.approvers.is_empty() {
        text.limit_alone.into_html()
    } else {
        view! { {text.limit_second} " " {people::approvers(page, &of.approvers)} }.into_html()
    };
    let fields = view! {
        <input type="hidden" name="shown" value=of.limit.decimal() />
        {amount.view(page, problems)}
        <div class="actions">
            <button class="button button--own">{text.save_limit}</button>
            <a class="button button--quiet" href=page.link(&list)>{page.text.layout.back}</a>
        </div>
    };
    let body = view! {
        {summary::errors(page, problems)}
        {summary::notice(done.then_some(text.limit_saved))}
        <p class="crumb"><a href=page.link(&list)>{text.to_list}</a></p>
        <h1 class="title">{text.limit}</h1>
        <p class="lead">{text.limit_lead} " " {(text.limit_now)(&yuan(of.limit))}</p>
        <p class="part__lead">{rule}</p>
        {waiting}
        {form(page, page.path, "form form--narrow", fields.into_html())}
    };
    PageBody::new(text.limit, body.into_html())
}
