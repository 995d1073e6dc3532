//! The form that changes a merchant's contract; a second person approves it.

use super::application_form::SectionForm;
use super::form::with_way_back;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{PageBody, summary};
use domain::application::Entries;
use domain::console::ContractForm;
use domain::ids::MerchantId;
use leptos::prelude::*;
use ui::html::IntoHtml;
use ui::parts::foreign;

/// The page. `typed` is what was sent, or the contract as it is.
pub(crate) fn view(
    page: &PageContext<'_>,
    (id, of): (&MerchantId, &ContractForm),
    typed: &Entries,
    problems: &Problems,
) -> PageBody {
    let text = &page.text.applications;
    let back = page.scope_path(&format!("/merchants/{id}"));
    let content = if let Some(open) = &of.open {
        let to = page.link(&page.scope_path(&format!("/approvals/{open}")));
        view! {
            <section class="empty">
                <p>{text.contract_waits}</p>
                <a class="button button--quiet" href=to>{text.to_approval}</a>
            </section>
        }
        .into_html()
    } else {
        let form = SectionForm {
            page,
            malls: &of.malls,
            typed,
            saved: &of.terms,
            problems,
        };
        with_way_back(page, form.terms(), text.ask_button, &back)
    };
    let body = view! {
        {summary::errors(page, problems)}
        <p class="crumb">
            <a href=page.link(&back)>{foreign::name(page.document.locale, &of.name)}</a>
        </p>
        <h1 class="title">{text.contract}</h1>
        <p class="lead">{text.contract_lead}</p>
        {content}
    };
    PageBody::new(text.contract, body.into_html())
}
