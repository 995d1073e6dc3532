//! The form of a refund. Its button says what it does: how much goes back, and
//! whether a second person is asked. Where another amount was typed than the
//! button says, the form is shown once more with the right button.

use super::PageBody;
use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::select_field::{SelectField, option};
use super::{amount_field, people, summary};
use domain::console::{ConsoleField, RefundForm, RefundReason};
use domain::money::Money;
use leptos::prelude::*;
use ui::amount::yuan;
use ui::parts::foreign;

use super::field::TextField;
use ui::html::{Html, IntoHtml};

/// The values of the form.
pub(crate) struct TypedRefund {
    /// The form's key.
    pub key: String,
    /// The amount.
    pub amount: String,
    /// The name of the reason.
    pub reason: String,
    /// The note.
    pub note: String,
}

impl TypedRefund {
    /// The amount, if it can be refunded.
    fn possible(&self, of: &RefundForm) -> Option<Money> {
        let amount = amount_field::read(&self.amount).ok()?;
        let left = of.order.refundable.minor();
        (1..=left).contains(&amount.minor()).then_some(amount)
    }
}

/// The page.
pub(crate) fn view(
    page: &PageContext<'_>,
    of: &RefundForm,
    typed: &TypedRefund,
    problems: &Problems,
) -> PageBody {
    let text = &page.text.refunds;
    let title = (text.form_title)(&of.order.mall_order_no);
    let order = page.scope_path(&format!("/orders/{}", of.order.id));
    let content = if let Some(open) = &of.open {
        let to = page.link(&page.scope_path(&format!("/approvals/{}", open.id)));
        view! {
            <section class="empty">
                <p>{text.waiting}</p>
                <a class="button button--quiet" href=to>{text.to_waiting}</a>
            </section>
        }
        .into_html()
    } else if of.order.refundable.minor() == 0 {
        view! {
            <section class="empty">
                <h2 class="part__title">{text.nothing_left}</h2>
                <p class="part__lead">{text.nothing_left_lead}</p>
            </section>
        }
        .into_html()
    } else {
        fields(page, of, typed, problems)
    };
    let body = view! {
        {summary::errors(page, problems)}
        <p class="crumb"><a href=page.link(&order)>{text.to_order}</a></p>
        <h1 class="title">{title.clone()}</h1>
        <p class="lead">{foreign::name(page.document.locale, &of.order.subject)}</p>
        {content}
    };
    PageBody::new(title, body.into_html())
}

fn fields(
    page: &PageContext<'_>,
    of: &RefundForm,
    typed: &TypedRefund,
    problems: &Problems,
) -> Html {
    let text = &page.text.refunds;
    let amount = amount_field::field(text.amount, None, &typed.amount);
    let note = TextField {
        hint: Some(text.note_hint),
        ..TextField::line(ConsoleField::Note, text.note, &typed.note)
    };
    let hidden = |name: &'static str, value: String| {
        view! { <input type="hidden" name=name value=value /> }
    };
    let possible = typed.possible(of);
    let second = possible.is_some_and(|amount| of.needs_second(amount));
    let button = match possible {
        None => text.check_button.to_owned(),
        Some(amount) if second => (text.ask_button)(&yuan(amount)),
        Some(amount) => (text.button)(&yuan(amount)),
    };
    let says = possible.map_or_else(String::new, Money::decimal);
    let refundable = of.order.refundable.decimal();
    let second = if second { "yes" } else { "no" };
    let back = page.scope_path(&format!("/orders/{}", of.order.id));
    let content = view! {
        {hidden("key", typed.key.clone())}
        {hidden("refundable", refundable)}
        {hidden("says", says)}
        {hidden("second", second.to_owned())}
        {amount.view(page, problems)}
        {reason(page, &typed.reason, problems)}
        {note.view(page, problems)}
        <p class="part__lead part__fact">{rule(page, of)}</p>
        <div class="actions">
            <button class="button button--own">{button}</button>
            <a class="button button--quiet" href=page.link(&back)>{page.text.layout.back}</a>
        </div>
    };
    view! {
        <p class="part__lead">{(text.refundable)(&yuan(of.order.refundable))}</p>
        {form(page, page.path, "form form--narrow", content.into_html())}
    }
    .into_html()
}

/// When a second person approves, and who.
fn rule(page: &PageContext<'_>, of: &RefundForm) -> Html {
    let text = &page.text.refunds;
    let when = if of.may_alone {
        (text.second_above)(&yuan(of.limit))
    } else {
        text.second_always.to_owned()
    };
    view! { {when} " " {people::approvers(page, &of.approvers)} }.into_html()
}

fn reason(page: &PageContext<'_>, chosen: &str, problems: &Problems) -> Html {
    let text = &page.text.refunds;
    let reasons = RefundReason::ALL.iter();
    let options = reasons.map(|reason| option(reason.name(), (text.of_reason)(*reason), chosen));
    let field = SelectField {
        field: ConsoleField::RefundReason,
        label: text.reason,
        hint: None,
        none: text.choose_reason,
        options: options.collect(),
    };
    field.view(page, problems)
}
