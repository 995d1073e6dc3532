//! One network: what of it is switched off, and the forms that switch off and on.

use super::PageBody;
use super::field::TextField;
use super::form::form;
use super::page_context::PageContext;
use super::problems::Problems;
use super::select_field::{SelectField, option};
use super::{people, summary, time};
use domain::console::{Approval, ChannelDetail, ChannelSwitch, ConsoleField, Right};
use domain::product::Product;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;
use ui::words;

/// The form that switches off, as typed.
#[derive(Default)]
pub(crate) struct TypedSwitch {
    /// The name of a product; empty for all.
    pub product: String,
    /// Why.
    pub reason: String,
    /// The last day.
    pub until: String,
}

/// The page. `done` is true after something was switched off.
pub(crate) fn view(
    page: &PageContext<'_>,
    of: &ChannelDetail,
    (done, typed): (bool, &TypedSwitch),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.channels;
    let title = words::network(page.document.locale, &of.channel);
    let off = if of.off.is_empty() {
        view! { <p class="part__lead">{text.nothing_off}</p> }.into_html()
    } else {
        table(page, of)
    };
    let may = page.may(Right::SwitchChannel);
    let body = view! {
        {summary::errors(page, problems)}
        {summary::notice(done.then_some(text.done))}
        <p class="crumb"><a href=page.link(&page.scope_path(""))>{page.text.work.back}</a></p>
        <h1 class="title">{title.clone()}</h1>
        <p class="lead">{text.lead}</p>
        <section class="part">
            <h2 class="part__title" id="off">{text.off_now}</h2>
            {off}
        </section>
        {may.then(|| switch_off(page, of, typed, problems))}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(title, body.into_html())
}

/// A product, or all.
pub(super) fn product(page: &PageContext<'_>, of: Option<Product>) -> &'static str {
    match of {
        Some(product) => words::product(page.document.locale, product),
        None => page.text.channels.all,
    }
}

fn table(page: &PageContext<'_>, of: &ChannelDetail) -> Html {
    let text = &page.text.channels;
    let rows: Vec<_> = of
        .off
        .iter()
        .map(|(off, open)| row(page, off, open.as_ref()))
        .collect();
    let may = page.may(Right::SwitchChannel);
    let lead = may.then(|| {
        view! {
            <p class="part__lead">
                {text.switch_on_lead} " " {people::approvers(page, &of.approvers)}
            </p>
        }
    });
    view! {
        {lead}
        <table class="table table--orders" aria-labelledby="off">
            <thead>
                <tr>
                    <th scope="col">{text.what}</th>
                    <th scope="col">{text.reason}</th>
                    <th scope="col">{text.since}</th>
                    <th scope="col">{text.until}</th>
                    <th scope="col">{page.text.work.act}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, of: &ChannelSwitch, open: Option<&Approval>) -> Html {
    let text = &page.text.channels;
    let locale = page.document.locale;
    let until = of
        .until
        .map_or_else(|| text.no_end.into_html(), time::minute);
    let action = match open {
        Some(open) => {
            let path = page.link(&page.scope_path(&format!("/approvals/{}", open.id)));
            view! { <a class="line-link" href=path>{text.waiting}</a> }.into_html()
        }
        None if page.may(Right::SwitchChannel) => {
            let id = of.id.to_string();
            let fields = view! {
                <input type="hidden" name="switch" value=id />
                <button class="button button--quiet button--small">{text.switch_on}</button>
            };
            let path = format!("{}?do=on", page.path);
            form(page, &path, "part__form", fields.into_html())
        }
        None => ().into_html(),
    };
    view! {
        <tr>
            <th scope="row">{product(page, of.product)}</th>
            <td data-label=text.reason>
                <span>
                    {foreign::name(locale, &of.reason)}
                    <span class="table__more">{foreign::name(locale, &of.off_by.name)}</span>
                </span>
            </td>
            <td data-label=text.since class="table__time">{time::minute(of.off_at)}</td>
            <td data-label=text.until class="table__time">{until}</td>
            <td data-label=page.text.work.act>{action}</td>
        </tr>
    }
    .into_html()
}

fn switch_off(
    page: &PageContext<'_>,
    of: &ChannelDetail,
    typed: &TypedSwitch,
    problems: &Problems,
) -> Html {
    let text = &page.text.channels;
    let reason = TextField::line(ConsoleField::SwitchReason, text.reason, &typed.reason);
    let until = TextField {
        hint: Some(text.last_day_hint),
        ..TextField::day(
            page,
            problems,
            (ConsoleField::SwitchUntil, text.last_day),
            &typed.until,
        )
    };
    let products = of.products.iter();
    let products = products.map(|of| {
        let words = words::product(page.document.locale, *of);
        option(of.name(), words, &typed.product)
    });
    let product = SelectField {
        field: ConsoleField::SwitchProduct,
        label: text.what,
        hint: None,
        none: text.all,
        options: products.collect(),
    };
    let fields = view! {
        {product.view(page, problems)}
        {reason.view(page, problems)}
        {until.view(page, problems)}
        <button class="button button--quiet button--danger">{text.switch_off_button}</button>
    };
    let path = format!("{}?do=off", page.path);
    view! {
        <section class="part">
            <h2 class="part__title">{text.switch_off}</h2>
            <p class="part__lead">{text.switch_off_lead}</p>
            {form(page, &path, "form form--narrow", fields.into_html())}
        </section>
    }
    .into_html()
}
