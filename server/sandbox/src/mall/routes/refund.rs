//! `POST /orders/{no}/refund`: the refund form. In a real mall the merchant's
//! staff has it; in the demo the buyer does.

use super::forms::own;
use super::pages::{fault, not_found, order_page};
use crate::mall::order_request::ApiAmount;
use crate::mall::purchase::Purchase;
use crate::mall::shop::Shop;
use crate::mall::visitor::MallVisitor;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::money::{Currency, Money};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
pub(super) struct RefundForm {
    /// The refund number that the form was rendered with.
    refund_no: String,
    /// Decimal text; empty for all that is left.
    amount: String,
}

/// True unless the mall knows that less is left. A refund that is sent again is
/// one of those already subtracted.
fn may_be_left(purchase: &Purchase, refund_no: &str, amount: Money) -> bool {
    let mut refunds = purchase.refunds.iter();
    let again = refunds.any(|refund| refund.no.as_deref() == Some(refund_no));
    let left = purchase.left_to_refund();
    again || left.is_none_or(|left| amount.minor() <= left.minor())
}

/// Requests the refund, and redirects to the order page.
pub(super) async fn refund(
    State(shop): State<Arc<Shop>>,
    visitor: MallVisitor,
    Path(no): Path<String>,
    Form(form): Form<RefundForm>,
) -> Response {
    let Some(purchase) = own(&shop, &visitor, &no) else {
        return not_found(State(shop), visitor).await;
    };
    if !purchase.may_use_refund_no(&form.refund_no) {
        return not_found(State(shop), visitor).await;
    }
    let amount = match form.amount.trim() {
        "" => None,
        typed => match Money::parse(typed, Currency::Cny) {
            Ok(money) if money.minor() > 0 && may_be_left(&purchase, &form.refund_no, money) => {
                Some(ApiAmount {
                    value: money.decimal(),
                    currency: money.currency().code().to_owned(),
                })
            }
            _ => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return order_page(status, &shop, &visitor, &purchase, Some(typed));
            }
        },
    };
    match shop.refund(&purchase, &form.refund_no, amount).await {
        Ok(()) => Redirect::to(&format!("/orders/{no}#refunds")).into_response(),
        Err(broken) => fault(&shop, &visitor, &broken),
    }
}
