//! `GET, POST /console/{scope}/orders/{order}/refund`: the form of a refund.
//!
//! The form has a key, under which it is done once; what could be refunded when
//! it was shown; and what its button said. Where these no longer fit, nothing is
//! refunded and the form is shown once more, with what was typed.

use super::asked::Asked;
use super::form_data::FormData;
use super::site::{Body, Site};
use crate::pages::amount_field;
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::refund_form::{self, TypedRefund};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{
    Conflict, ConsoleError, ConsoleField, ConsoleProblem, FormKey, NewRefund, RefundAsked,
    RefundForm, RefundReason, Right, Scope,
};
use domain::ids::{OrderId, random_text};
use domain::money::{Currency, Money};

/// The form with what can be refunded.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, order)): Path<(String, String)>,
) -> Response {
    let shown = show(&site, &asked, &scope, &order).await;
    site.answer(&asked, shown).await
}

/// Refunds, or asks for approval.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, order)): Path<(String, String)>,
    body: Body,
) -> Response {
    let done = refund(&site, &asked, &scope, &order, body).await;
    site.answer(&asked, done).await
}

/// An order of a merchant, and who refunds.
struct Found {
    caller: Caller,
    scope: Scope,
    order: OrderId,
}

impl Found {
    async fn form(&self, site: &Site, asked: &Asked) -> Result<RefundForm, Failure> {
        let (by, scope) = (&self.caller.by, &self.scope);
        let form = site
            .console
            .refund_form(by, scope, &self.order, &asked.visit);
        form.await.map_err(|error| Failure::of(error, Some(scope)))
    }

    fn page(
        &self,
        site: &Site,
        asked: &Asked,
        form: &RefundForm,
        (typed, problems): (&TypedRefund, &Problems),
    ) -> Response {
        site.form_page(asked, Some(&self.caller), problems, |page| {
            refund_form::view(page, form, typed, problems)
        })
    }
}

async fn find(site: &Site, asked: &Asked, scope: &str, order: &str) -> Result<Found, Failure> {
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::AskRefund)
        .await?;
    let order = OrderId::parse(order).ok_or(Failure::NotFound)?;
    Ok(Found {
        caller,
        scope,
        order,
    })
}

fn new_key(site: &Site) -> String {
    random_text(&*site.pages.settings().entropy)
}

async fn show(site: &Site, asked: &Asked, scope: &str, order: &str) -> Result<Response, Failure> {
    let found = find(site, asked, scope, order).await?;
    let form = found.form(site, asked).await?;
    let typed = TypedRefund {
        key: new_key(site),
        amount: form.order.refundable.decimal(),
        reason: String::new(),
        note: String::new(),
    };
    Ok(found.page(site, asked, &form, (&typed, &Problems::default())))
}

async fn refund(
    site: &Site,
    asked: &Asked,
    scope: &str,
    order: &str,
    body: Body,
) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let found = find(site, asked, scope, order).await?;
    let mut typed = TypedRefund {
        key: data.text("key"),
        amount: data.text("amount"),
        reason: data.text("reason"),
        note: data.text("note"),
    };
    let new = read(&data, &typed).ok_or(Failure::BadForm)?;
    let (refundable, new) = match new {
        (refundable, Ok(new)) => (refundable, new),
        (_, Err(problems)) => {
            let form = found.form(site, asked).await?;
            return Ok(found.page(site, asked, &form, (&typed, &problems)));
        }
    };
    if data.text("says") != new.amount.decimal() {
        let form = found.form(site, asked).await?;
        let left = form.order.refundable;
        let problems = if left != refundable {
            Problems::conflict(Conflict::Refundable(left))
        } else if new.amount.minor() > left.minor() {
            Problems::field(ConsoleField::Amount, ConsoleProblem::TooLarge)
        } else if new.amount.minor() <= 0 {
            Problems::field(ConsoleField::Amount, ConsoleProblem::TooSmall)
        } else {
            Problems::confirm()
        };
        return Ok(found.page(site, asked, &form, (&typed, &problems)));
    }
    let (by, scope, visit) = (&found.caller.by, &found.scope, &asked.visit);
    let done = site.console.refund(by, scope, (&found.order, new), visit);
    let error = match done.await {
        Ok(RefundAsked::Begun(_)) => {
            let to = format!("/console/{scope}/orders/{}?done=refund", found.order);
            return Ok(site.go(asked, &to));
        }
        Ok(RefundAsked::Waiting(id)) => {
            let to = format!("/console/{scope}/approvals/{id}?done=asked");
            return Ok(site.go(asked, &to));
        }
        Err(error) => error,
    };
    if error == ConsoleError::Conflict(Conflict::FormUsed) {
        typed.key = new_key(site);
    }
    let problems = Problems::of(error, Some(scope))?;
    let form = found.form(site, asked).await?;
    Ok(found.page(site, asked, &form, (&typed, &problems)))
}

/// What could be refunded, and the form, or what is wrong with it. `None` where
/// no page sends this.
fn read(data: &FormData, typed: &TypedRefund) -> Option<(Money, Result<NewRefund, Problems>)> {
    let key = FormKey::parse(&typed.key)?;
    let refundable = Money::parse(&data.text("refundable"), Currency::Cny).ok()?;
    let amount = amount_field::read(&typed.amount);
    let reason = RefundReason::parse(&typed.reason);
    let (Ok(amount), Some(reason)) = (amount, reason) else {
        let amount = amount.err().map(|problem| (ConsoleField::Amount, problem));
        let no_reason = (ConsoleField::RefundReason, ConsoleProblem::Empty);
        let no_reason = reason.is_none().then_some(no_reason);
        let wrong = amount.into_iter().chain(no_reason).collect();
        return Some((refundable, Err(Problems::of_fields(wrong)?)));
    };
    let new = NewRefund {
        key,
        amount,
        reason,
        note: typed.note.clone(),
        refundable,
        second_person: data.text("second") == "yes",
    };
    Some((refundable, Ok(new)))
}
