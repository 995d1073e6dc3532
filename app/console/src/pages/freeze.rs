//! One freeze, and the form that asks for its release.

use super::PageBody;
use super::facts::{fact, part};
use super::field::TextField;
use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{freeze_words, people, summary, time};
use domain::console::{
    ConsoleField, Freeze, FreezeCause, FreezeDetail, FreezeState, Person, Right,
};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The page. `done` is the change that led to it, `note` what was typed.
pub(crate) fn view(
    page: &PageContext<'_>,
    of: &FreezeDetail,
    (done, note): (Option<&str>, &str),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.freezes;
    let freeze = &of.freeze;
    let title = (text.one)(&freeze_words::subject(page, &freeze.subject));
    let is_alone = freeze.approved_by.is_none();
    let notice = (done == Some("frozen") && is_alone).then_some(text.frozen);
    let is_in_force = freeze.state_at(page.now) == FreezeState::InForce;
    let list = page.link(&page.scope_path("/freezes"));
    let waiting = of.open.as_ref().map(|open| {
        let path = page.link(&page.scope_path(&format!("/approvals/{}", open.id)));
        let words = (page.text.approvals.of_command)(&open.command);
        let words = foreign::name(page.document.locale, &words);
        let state = (page.text.approvals.of_state)(open.state);
        view! { <p class="warning" role="note"><a href=path>{words}</a> " · " {state}</p> }
    });
    let may_release = is_in_force && of.open.is_none() && page.may(Right::AskFreeze);
    let release = may_release.then(|| release(page, of, note, problems));
    let body = view! {
        {summary::errors(page, problems)}
        {summary::notice(notice)}
        <p class="crumb"><a href=list>{text.title}</a></p>
        <h1 class="title">{foreign::name(page.document.locale, &title)}</h1>
        {waiting}
        {part(text.of_merchant, facts(page, freeze))}
        {release}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(title, body.into_html())
}

fn facts(page: &PageContext<'_>, of: &Freeze) -> Vec<Html> {
    let text = &page.text.freezes;
    let locale = page.document.locale;
    let person = |person: &Person| {
        let name = foreign::name(locale, &person.name);
        view! { {name} " · " {person.account.to_string()} }.into_html()
    };
    let merchant = page.link(&page.scope_path(&format!("/merchants/{}", of.subject.merchant)));
    let name = foreign::name(locale, &of.subject.merchant_name);
    let mut facts = vec![
        fact(text.state, freeze_words::state(page, of)),
        fact(
            text.merchant,
            view! { <a href=merchant>{name}</a> }.into_html(),
        ),
    ];
    if let Some((id, number)) = &of.subject.order {
        let path = page.link(&page.scope_path(&format!("/orders/{id}")));
        let number = number.clone();
        let number = if page.may(Right::SeeOrders) {
            view! { <a href=path>{number}</a> }.into_html()
        } else {
            number.into_html()
        };
        facts.push(fact(text.order, number));
    }
    facts.push(fact(text.stops, (text.of_stops)(of.stops).into_html()));
    facts.extend(cause(page, &of.cause));
    facts.push(fact(text.since, time::second(of.begun_at)));
    let until = of
        .until
        .map_or_else(|| text.no_end.into_html(), time::second);
    facts.push(fact(text.until, until));
    facts.push(fact(text.asked_by, person(&of.asked_by)));
    let approved = of.approved_by.as_ref();
    let approved = approved.map_or_else(|| text.nobody.into_html(), person);
    facts.push(fact(text.approved_by, approved));
    if let Some(release) = &of.released {
        facts.push(fact(text.released_at, time::second(release.at)));
        facts.push(fact(text.release_asked_by, person(&release.asked_by)));
        facts.push(fact(text.release_approved_by, person(&release.approved_by)));
    }
    facts
}

/// The reason, as facts.
pub(super) fn cause(page: &PageContext<'_>, of: &FreezeCause) -> Vec<Html> {
    let text = &page.text.freezes;
    let locale = page.document.locale;
    let named = |term, value: &str| fact(term, foreign::name(locale, value).into_html());
    match of {
        FreezeCause::Authority { issuer, document } => vec![
            fact(text.cause, text.by_authority.into_html()),
            named(text.issuer, issuer),
            named(text.document, document),
        ],
        FreezeCause::Risk { rule, note } => vec![
            fact(text.cause, (text.of_rule)(*rule).into_html()),
            named(text.note, note),
        ],
    }
}

fn release(page: &PageContext<'_>, of: &FreezeDetail, note: &str, problems: &Problems) -> Html {
    let text = &page.text.freezes;
    let note = TextField::line(ConsoleField::ReleaseReason, text.release_why, note);
    let fields = view! {
        {note.view(page, problems)}
        <button class="button button--own">{text.release_button}</button>
    };
    view! {
        <section class="part">
            <h2 class="part__title">{text.release}</h2>
            <p class="part__lead">{text.release_lead} " " {people::approvers(page, &of.approvers)}</p>
            {form(page, page.path, "form form--narrow", fields.into_html())}
        </section>
    }
    .into_html()
}
