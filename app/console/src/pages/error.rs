//! The page of a failure.

use super::PageBody;
use super::failure::Failure;
use super::page_context::PageContext;
use domain::console::{Right, Role, Scope};
use leptos::prelude::*;
use ui::html::IntoHtml;

/// The page.
pub(crate) fn view(page: &PageContext<'_>, failure: &Failure) -> PageBody {
    let text = &page.text.error;
    let (title, lead) = match failure {
        Failure::NotFound => (text.missing, text.missing_lead.to_owned()),
        Failure::LinkEnded => {
            let text = &page.text.invitation;
            (text.ended, text.ended_lead.to_owned())
        }
        Failure::Forbidden(right, scope) => (text.forbidden, forbidden(page, *right, scope)),
        Failure::SignedOut | Failure::Unconfirmed | Failure::StaleForm => {
            (text.stale, text.stale_lead.to_owned())
        }
        Failure::BadForm => (text.bad_form, text.bad_form_lead.to_owned()),
        Failure::TooLarge => (text.too_large, text.too_large_lead.to_owned()),
        Failure::TooMany(wait_s) => (text.too_many, (page.text.too_many)(*wait_s)),
        Failure::Fault(_) => (text.fault, text.fault_lead.to_owned()),
    };
    let reference = match failure {
        Failure::Fault(id) => Some(view! { <p class="next">{(text.reference)(id)}</p> }),
        _ => None,
    };
    let body = view! {
        <h1 class="title">{title}</h1>
        <p class="lead">{lead}</p>
        {reference}
        <div class="actions">
            <a class="button button--quiet" href=page.link("/console")>{text.go_on}</a>
        </div>
    };
    PageBody::new(title, body.into_html())
}

/// What the own role may not do, and which roles may.
fn forbidden(page: &PageContext<'_>, right: Right, scope: &Scope) -> String {
    let text = &page.text.error;
    let own = page.membership().map(|of| page.role(of.role).name);
    let roles: Vec<_> = Role::of(scope)
        .filter(|role| role.may(right))
        .map(|role| page.role(role).name)
        .collect();
    let roles = roles.join(text.or);
    (text.forbidden_lead)(own.unwrap_or_default(), (page.text.right)(right), &roles)
}
