//! What a request is about beside what changes: the facts of its kind.

use super::facts::fact;
use super::page_context::PageContext;
use super::{freeze, freeze_words, time};
use domain::console::{
    ActivateCommand, ApprovalCommand, ContractCommand, FreezeCommand, FreezeSubject, RefundCommand,
    ReleaseCommand, Right,
};
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The facts of the request's kind.
pub(super) fn facts(page: &PageContext<'_>, command: &ApprovalCommand) -> Vec<Html> {
    match command {
        ApprovalCommand::Refund(of) => refund(page, of),
        ApprovalCommand::RefundLimit(_) => Vec::new(),
        ApprovalCommand::ActivateMerchant(of) => activation(page, of),
        ApprovalCommand::Contract(of) => contract(page, of),
        ApprovalCommand::Freeze(of) => freeze_request(page, of),
        ApprovalCommand::Release(of) => release(page, of),
        ApprovalCommand::SwitchOn(of) => {
            let reason = foreign::name(page.document.locale, &of.reason);
            vec![fact(page.text.channels.reason, reason.into_html())]
        }
    }
}

/// Of which thing it is, in a row of a list.
pub(super) fn subject(page: &PageContext<'_>, command: &ApprovalCommand) -> Option<String> {
    match command {
        ApprovalCommand::Refund(of) => Some(format!(
            "{} {}",
            page.text.approvals.order, of.mall_order_no
        )),
        ApprovalCommand::RefundLimit(_)
        | ApprovalCommand::ActivateMerchant(_)
        | ApprovalCommand::Contract(_) => None,
        ApprovalCommand::Freeze(of) => Some(freeze_words::cause(page, &of.cause)),
        ApprovalCommand::Release(of) => Some(of.note.clone()),
        ApprovalCommand::SwitchOn(of) => Some(of.reason.clone()),
    }
}

fn contract(page: &PageContext<'_>, of: &ContractCommand) -> Vec<Html> {
    let path = page.link(&page.scope_path(&format!("/merchants/{}", of.merchant)));
    let name = foreign::name(page.document.locale, &of.name);
    let link = view! { <a href=path>{name}</a> };
    vec![fact(page.text.applications.merchant, link.into_html())]
}

fn activation(page: &PageContext<'_>, of: &ActivateCommand) -> Vec<Html> {
    let text = &page.text.applications;
    let path = page.link(&page.scope_path(&format!("/applications/{}", of.application)));
    let link = view! { <a href=path>{text.back}</a> };
    vec![fact(text.title, link.into_html())]
}

fn refund(page: &PageContext<'_>, refund: &RefundCommand) -> Vec<Html> {
    let text = &page.text.approvals;
    let locale = page.document.locale;
    let order = page.link(&page.scope_path(&format!("/orders/{}", refund.order)));
    let number = refund.mall_order_no.clone();
    let reason = (page.text.refunds.of_reason)(refund.reason);
    let mut facts = vec![
        fact(text.order, view! { <a href=order>{number}</a> }.into_html()),
        fact(
            text.amount,
            view! { <strong>{yuan(refund.amount)}</strong> }.into_html(),
        ),
        fact(page.text.refunds.reason, reason.into_html()),
    ];
    if !refund.note.is_empty() {
        let note = foreign::name(locale, &refund.note);
        facts.push(fact(page.text.refunds.note, note.into_html()));
    }
    facts
}

fn freeze_request(page: &PageContext<'_>, of: &FreezeCommand) -> Vec<Html> {
    let text = &page.text.freezes;
    let mut facts = frozen(page, &of.subject);
    facts.extend(freeze::cause(page, &of.cause));
    let until = of
        .until
        .map_or_else(|| text.no_end.into_html(), time::second);
    facts.push(fact(text.until, until));
    facts
}

fn release(page: &PageContext<'_>, of: &ReleaseCommand) -> Vec<Html> {
    let text = &page.text.freezes;
    let mut facts = frozen(page, &of.subject);
    let path = page.link(&page.scope_path(&format!("/freezes/{}", of.freeze)));
    let id = of.freeze.to_string();
    facts.push(fact(
        text.title,
        view! { <a href=path>{id}</a> }.into_html(),
    ));
    let note = foreign::name(page.document.locale, &of.note);
    facts.push(fact(text.release_why, note.into_html()));
    facts
}

/// What is frozen, with a link for those who may open it.
fn frozen(page: &PageContext<'_>, of: &FreezeSubject) -> Vec<Html> {
    let text = &page.text.freezes;
    let path = page.link(&page.scope_path(&format!("/merchants/{}", of.merchant)));
    let name = foreign::name(page.document.locale, &of.merchant_name);
    let mut facts = vec![fact(
        text.merchant,
        view! { <a href=path>{name}</a> }.into_html(),
    )];
    if let Some((id, number)) = &of.order {
        let path = page.link(&page.scope_path(&format!("/orders/{id}")));
        let number = number.clone();
        let number = if page.may(Right::SeeOrders) {
            view! { <a href=path>{number}</a> }.into_html()
        } else {
            number.into_html()
        };
        facts.push(fact(text.order, number));
    }
    facts
}
