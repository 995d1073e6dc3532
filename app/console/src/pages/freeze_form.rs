//! The form that asks for a freeze. In an emergency one of risk stops new
//! payments at once, with a button of its own.

use super::PageBody;
use super::field::{self, TextField};
use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::select_field::{SelectField, option};
use super::{freeze_table, freeze_words, people, summary};
use domain::console::{ConsoleField, FreezeForm, FrozenId, RiskRule};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The values of the form, as typed.
#[derive(Default)]
pub(crate) struct TypedFreeze {
    /// The box of new payments is ticked.
    pub payments: bool,
    /// The box of refunds is ticked.
    pub refunds: bool,
    /// `authority` or `risk`; else none is chosen.
    pub by: String,
    /// Who issued the order.
    pub issuer: String,
    /// Its number.
    pub document: String,
    /// The name of the rule.
    pub rule: String,
    /// What was seen.
    pub risk_note: String,
    /// The last day.
    pub until: String,
}

/// The page.
pub(crate) fn view(
    page: &PageContext<'_>,
    (id, of): (&FrozenId, &FreezeForm),
    typed: &TypedFreeze,
    problems: &Problems,
) -> PageBody {
    let text = &page.text.freezes;
    let subject = freeze_words::subject(page, &of.subject);
    let title = (text.form_title)(&subject);
    let back = match id {
        FrozenId::Merchant(id) => format!("/merchants/{id}"),
        FrozenId::Order(id) => format!("/orders/{id}"),
    };
    let back = page.scope_path(&back);
    let in_force = (!of.in_force.is_empty()).then(|| {
        view! {
            <section class="part">
                <h2 class="part__title" id="in-force">{text.in_force}</h2>
                {freeze_table::view(page, "in-force", &of.in_force)}
            </section>
        }
    });
    let content = match &of.open {
        Some(open) => {
            let to = page.link(&page.scope_path(&format!("/approvals/{}", open.id)));
            view! {
                <section class="empty">
                    <p>{text.waiting}</p>
                    <a class="button button--quiet" href=to>{text.to_waiting}</a>
                </section>
            }
            .into_html()
        }
        None => fields(page, of, typed, (&back, problems)),
    };
    let body = view! {
        {summary::errors(page, problems)}
        <p class="crumb">
            <a href=page.link(&back)>{foreign::name(page.document.locale, &subject)}</a>
        </p>
        <h1 class="title">{foreign::name(page.document.locale, &title)}</h1>
        <p class="lead">{text.form_lead} " " {people::approvers(page, &of.approvers)}</p>
        {in_force}
        {content}
    };
    PageBody::new(title, body.into_html())
}

fn fields(
    page: &PageContext<'_>,
    of: &FreezeForm,
    typed: &TypedFreeze,
    (back, problems): (&str, &Problems),
) -> Html {
    let text = &page.text.freezes;
    let until = TextField {
        hint: Some(text.last_day_hint),
        ..TextField::day(
            page,
            problems,
            (ConsoleField::FreezeUntil, text.last_day),
            &typed.until,
        )
    };
    let alone = of.may_alone.then(|| {
        view! {
            <p class="part__lead">{text.at_once_lead}</p>
            <button class="button button--quiet button--danger" name="at_once" value="yes">
                {text.at_once}
            </button>
        }
    });
    let content = view! {
        {stops(page, of, typed, problems)}
        {cause(page, typed, problems)}
        {until.view(page, problems)}
        <div class="actions">
            <button class="button button--own">{text.ask}</button>
            <a class="button button--quiet" href=page.link(back)>{page.text.layout.back}</a>
        </div>
        {alone}
    };
    form(page, page.path, "form form--narrow", content.into_html())
}

/// A box or a radio button with its label, and what it means.
fn choice(
    (kind, id, name, value): (&'static str, &'static str, &'static str, &'static str),
    checked: bool,
    (label, about): (&'static str, Option<&'static str>),
) -> Html {
    let about_id = about.map(|_| format!("about-{id}"));
    let about = about.map(|about| {
        let id = about_id.clone();
        view! { <p class="role__about" id=id>{about}</p> }
    });
    view! {
        <div class="role">
            <input
                class="check__box"
                type=kind
                id=id
                name=name
                value=value
                checked=checked
                aria-describedby=about_id
            />
            <label class="role__label" for=id>{label}</label>
            {about}
        </div>
    }
    .into_html()
}

fn stops(
    page: &PageContext<'_>,
    of: &FreezeForm,
    typed: &TypedFreeze,
    problems: &Problems,
) -> Html {
    let text = &page.text.freezes;
    let error = field::message(page, problems, ConsoleField::FreezeStops);
    let has_error = error.is_some();
    // The error summary leads to the first one.
    let first = field::id(ConsoleField::FreezeStops);
    let payments = of.takes_payments.then(|| {
        let about = (text.payments, Some(text.payments_about));
        choice(
            ("checkbox", first, "payments", "yes"),
            typed.payments,
            about,
        )
    });
    let id = if of.takes_payments { "refunds" } else { first };
    let about = (text.refunds, Some(text.refunds_about));
    let refunds = choice(("checkbox", id, "refunds", "yes"), typed.refunds, about);
    view! {
        <fieldset
            class="field roles"
            class:field--wrong=has_error
            aria-describedby=has_error.then(|| format!("{first}-error"))
        >
            <legend class="field__label">{text.what}</legend>
            {error}
            {payments}
            {refunds}
        </fieldset>
    }
    .into_html()
}

fn cause(page: &PageContext<'_>, typed: &TypedFreeze, problems: &Problems) -> Html {
    let text = &page.text.freezes;
    let error = field::message(page, problems, ConsoleField::FreezeCause);
    let has_error = error.is_some();
    let first = field::id(ConsoleField::FreezeCause);
    let line = |field, label, value| TextField::line(field, label, value);
    let issuer = line(ConsoleField::Issuer, text.issuer, typed.issuer.as_str());
    let document = line(
        ConsoleField::Document,
        text.document,
        typed.document.as_str(),
    );
    let note = line(
        ConsoleField::RiskNote,
        text.risk_note,
        typed.risk_note.as_str(),
    );
    let authority = ("radio", first, "by", "authority");
    let risk = ("radio", "by-risk", "by", "risk");
    view! {
        <fieldset
            class="field roles"
            class:field--wrong=has_error
            aria-describedby=has_error.then(|| format!("{first}-error"))
        >
            <legend class="field__label">{text.why}</legend>
            {error}
            {choice(authority, typed.by == "authority", (text.by_authority, None))}
            {issuer.view(page, problems)}
            {document.view(page, problems)}
            {choice(risk, typed.by == "risk", (text.by_risk, None))}
            {rule(page, &typed.rule, problems)}
            {note.view(page, problems)}
        </fieldset>
    }
    .into_html()
}

fn rule(page: &PageContext<'_>, chosen: &str, problems: &Problems) -> Html {
    let text = &page.text.freezes;
    let rules = RiskRule::ALL.iter();
    let options = rules.map(|rule| option(rule.name(), (text.of_rule)(*rule), chosen));
    let field = SelectField {
        field: ConsoleField::RiskRule,
        label: text.rule,
        hint: None,
        none: text.choose_rule,
        options: options.collect(),
    };
    field.view(page, problems)
}
