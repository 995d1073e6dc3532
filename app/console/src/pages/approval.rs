//! One request: what changes, who asked, and the decision of a second person.

use super::PageBody;
use super::facts::fact;
use super::field::TextField;
use super::form::form;
use super::page_context::{Caller, PageContext};
use super::problems::Problems;
use super::{approval_details, approval_rows, approval_state, people, summary, time};
use domain::console::{Approval, ApprovalDetail, ApprovalState, ConsoleField, Person};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The page. `done` is the change that led to it, `reason` what was typed.
pub(crate) fn view(
    page: &PageContext<'_>,
    caller: &Caller,
    of: &ApprovalDetail,
    (done, reason): (Option<&str>, &str),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.approvals;
    let approval = &of.approval;
    let notice = match (done, approval.state) {
        (Some("asked"), ApprovalState::Open) => Some(text.asked_done),
        (Some("approve"), ApprovalState::Done) => Some(text.approved_done),
        (Some("refuse"), ApprovalState::Refused) => Some(text.refused_done),
        (Some("withdraw"), ApprovalState::Withdrawn) => Some(text.withdrawn_done),
        _ => None,
    };
    let title = (text.of_command)(&approval.command);
    let decision = match approval.state {
        ApprovalState::Open => decision(page, caller, of, reason, problems),
        ApprovalState::Expired => {
            view! { <p class="warning" role="note">{text.expired}</p> }.into_html()
        }
        _ => ().into_html(),
    };
    let list = page.link(&page.scope_path("/approvals"));
    let body = view! {
        {summary::errors(page, problems)}
        {summary::notice(notice)}
        <p class="crumb"><a href=list>{text.to_list}</a></p>
        <div class="heading">
            <h1 class="title">{foreign::name(page.document.locale, &title)}</h1>
        </div>
        {facts(page, approval)}
        {decision}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(title, body.into_html())
}

fn facts(page: &PageContext<'_>, of: &Approval) -> Html {
    let text = &page.text.approvals;
    let locale = page.document.locale;
    let person = |person: &Person| {
        let name = foreign::name(locale, &person.name);
        let account = person.account.to_string();
        view! { {name} " · " {account} }.into_html()
    };
    let checker = of.checker.as_ref();
    let checker = checker.map(|checker| fact(text.checked_by, person(checker)));
    let decided = of.checked_at;
    let decided = decided.map(|at| fact(text.checked_at, time::second(at)));
    let refusal = of.reason.as_deref();
    let refusal =
        refusal.map(|reason| fact(text.refusal, foreign::name(locale, reason).into_html()));
    view! {
        <section class="part">
            <dl class="facts facts--order">
                {fact(text.state, approval_state::view(page, of.state))}
                {approval_details::facts(page, &of.command)}
                {approval_rows::facts(page, &of.command.rows())}
                {fact(page.text.refunds.asked_by, person(&of.maker))}
                {fact(text.asked_at, time::second(of.made_at))}
                {fact(text.until, time::second(of.expires_at))}
                {checker}
                {decided}
                {refusal}
            </dl>
        </section>
    }
    .into_html()
}

/// What this person can do about an open request.
fn decision(
    page: &PageContext<'_>,
    caller: &Caller,
    of: &ApprovalDetail,
    reason: &str,
    problems: &Problems,
) -> Html {
    let text = &page.text.approvals;
    let approval = &of.approval;
    let changed = (!of.fits).then(|| view! { <p class="warning" role="note">{text.changed}</p> });
    let content = if approval.is_by(&caller.by.person.id) {
        let button = view! { <button class="button button--quiet">{text.withdraw}</button> };
        let to = format!("{}?do=withdraw", page.path);
        view! {
            <p class="part__lead">{text.own} " " {people::approvers(page, &of.approvers)}</p>
            {form(page, &to, "part__form", button.into_html())}
        }
        .into_html()
    } else if page.may(approval.command.kind().right()) {
        view! { {of.fits.then(|| approve(page, approval))} {refuse(page, reason, problems)} }
            .into_html()
    } else {
        view! { <p class="part__lead">{text.not_yours} " " {people::approvers(page, &of.approvers)}</p> }
            .into_html()
    };
    view! {
        <section class="part">
            <h2 class="part__title">{text.decide}</h2>
            {changed}
            {content}
        </section>
    }
    .into_html()
}

fn approve(page: &PageContext<'_>, of: &Approval) -> Html {
    let text = &page.text.approvals;
    let label = (text.approve)(&of.command);
    let button = view! { <button class="button button--own">{label}</button> };
    let to = format!("{}?do=approve", page.path);
    form(page, &to, "part__form", button.into_html())
}

fn refuse(page: &PageContext<'_>, reason: &str, problems: &Problems) -> Html {
    let text = &page.text.approvals;
    let reason = TextField {
        hint: Some(text.refuse_hint),
        ..TextField::line(ConsoleField::RefusalReason, text.refuse, reason)
    };
    let fields = view! {
        {reason.view(page, problems)}
        <button class="button button--quiet button--danger">{text.refuse_button}</button>
    };
    let to = format!("{}?do=refuse", page.path);
    form(page, &to, "form form--narrow", fields.into_html())
}
