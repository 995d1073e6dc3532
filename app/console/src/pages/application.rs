//! One application: what comes next, its sections, documents and timeline.

use super::application_actions::Typed;
use super::applications::{PATH, name, state};
use super::page_context::PageContext;
use super::problems::Problems;
use super::{
    PageBody, application_actions, application_documents, application_sections, one_time_link,
    summary, time,
};
use domain::application::ApplicationStep;
use domain::console::{ApplicationDetail, StepEntry};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The page. `done` is the change that led to it.
pub(crate) fn view(
    page: &PageContext<'_>,
    of: &ApplicationDetail,
    (done, typed): (Option<&str>, Typed<'_>),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.applications;
    let title = name(page, &of.row);
    let body = view! {
        {summary::errors(page, problems)}
        {summary::notice(done.and_then(text.done))}
        <p class="crumb"><a href=page.link(PATH)>{text.to_list}</a></p>
        <div class="heading">
            <h1 class="title">{foreign::name(page.document.locale, &title)}</h1>
            {state(page, of.row.state)}
        </div>
        <p class="lead">{(text.next)(of.row.state)}</p>
        {application_actions::next(page, of, typed, problems)}
        {application_sections::view(page, of, problems)}
        {application_documents::view(page, of, problems)}
        {application_actions::decide(page, of, typed, problems)}
        {timeline(page, &of.steps)}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(title, body.into_html())
}

/// The owner's link, shown once.
pub(crate) fn owner_link(page: &PageContext<'_>, address: String) -> PageBody {
    let lead = page.text.applications.owner_link_made.to_owned();
    one_time_link::view(page, lead, address)
}

fn timeline(page: &PageContext<'_>, steps: &[StepEntry]) -> Html {
    let text = &page.text.applications;
    let locale = page.document.locale;
    let entries: Vec<_> = steps
        .iter()
        .map(|entry| {
            let class = match entry.step {
                ApplicationStep::Accept
                | ApplicationStep::ProveAccount
                | ApplicationStep::Activate => "timeline__entry timeline__entry--good",
                ApplicationStep::Refuse | ApplicationStep::WrongSum => {
                    "timeline__entry timeline__entry--bad"
                }
                _ => "timeline__entry",
            };
            let note = (!entry.note.is_empty()).then(|| {
                view! { <p class="timeline__note">{foreign::name(locale, &entry.note)}</p> }
            });
            view! {
                <li class=class>
                    <p class="timeline__at">{time::second(entry.at)}</p>
                    <div class="timeline__words">
                        <p class="timeline__what">{(text.of_step)(entry.step)}</p>
                        {note}
                        <p class="timeline__note">{foreign::name(locale, &entry.by)}</p>
                    </div>
                </li>
            }
        })
        .collect();
    view! {
        <section class="part">
            <h2 class="part__title" id="timeline">{text.timeline}</h2>
            <ol class="timeline" aria-labelledby="timeline">{entries}</ol>
        </section>
    }
    .into_html()
}
