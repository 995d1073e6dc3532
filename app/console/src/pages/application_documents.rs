//! The documents of an application: their list, and the form that adds one.

use super::applications::PATH;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{field, form, time};
use domain::console::{
    ApplicationDetail, ConsoleField, DOCUMENTS_MAX, Document, DocumentKind, Right,
};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The section.
pub(super) fn view(page: &PageContext<'_>, of: &ApplicationDetail, problems: &Problems) -> Html {
    let text = &page.text.applications;
    let list = if of.documents.is_empty() {
        view! { <p class="part__lead">{text.no_documents}</p> }.into_html()
    } else {
        table(page, of)
    };
    let can_add = page.may(Right::EnterApplications)
        && !of.row.state.is_over()
        && of.documents.len() < DOCUMENTS_MAX;
    view! {
        <section class="part">
            <h2 class="part__title" id="documents">{text.documents}</h2>
            <p class="part__lead">{text.documents_lead}</p>
            {list}
            {can_add.then(|| add(page, of, problems))}
        </section>
    }
    .into_html()
}

fn table(page: &PageContext<'_>, of: &ApplicationDetail) -> Html {
    let text = &page.text.applications;
    let rows: Vec<_> = of.documents.iter().map(|one| row(page, of, one)).collect();
    view! {
        <table class="table" aria-labelledby="documents">
            <thead>
                <tr>
                    <th scope="col">{text.document}</th>
                    <th scope="col">{text.download}</th>
                    <th scope="col">{text.added}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, of: &ApplicationDetail, document: &Document) -> Html {
    let text = &page.text.applications;
    let kind = (text.of_document)(document.kind);
    let size = (text.size)(document.bytes);
    let file = if page.may(Right::SeeDocuments) {
        let path = format!("{PATH}/{}/documents/{}", of.row.id, document.id);
        let label = format!("{} {kind} {size}", text.download);
        view! { <a class="line-link" href=path aria-label=label>{text.download} " " {size}</a> }
            .into_html()
    } else {
        size.into_html()
    };
    view! {
        <tr>
            <th scope="row">{kind}</th>
            <td data-label=text.download>{file}</td>
            <td data-label=text.added>
                <span>
                    {foreign::name(page.document.locale, &document.added_by)}
                    <span class="table__more">{time::minute(document.added_at)}</span>
                </span>
            </td>
        </tr>
    }
    .into_html()
}

fn add(page: &PageContext<'_>, of: &ApplicationDetail, problems: &Problems) -> Html {
    let text = &page.text.applications;
    let error = field::message(page, problems, ConsoleField::DocumentFile);
    let has_error = error.is_some();
    let kinds = DocumentKind::ALL.into_iter();
    let kinds: Vec<_> = kinds
        .map(|kind| view! { <option value=kind.name()>{(text.of_document)(kind)}</option> })
        .collect();
    let to = page.link(&format!("{PATH}/{}/documents", of.row.id));
    view! {
        <form class="form form--narrow" method="post" enctype="multipart/form-data" action=to>
            {form::token(page)}
            <div class="field">
                <label class="field__label" for="document-kind">{text.kind}</label>
                <select class="input" id="document-kind" name="kind">{kinds}</select>
            </div>
            <div class="field" class:field--wrong=has_error>
                <label class="field__label" for="document">{text.file}</label>
                {error}
                <input
                    type="file"
                    id="document"
                    name="file"
                    accept="image/jpeg,image/png,application/pdf"
                    aria-describedby=has_error.then_some("document-error")
                    aria-invalid=has_error.then_some("true")
                />
            </div>
            <button class="button button--quiet">{text.add}</button>
        </form>
    }
    .into_html()
}
