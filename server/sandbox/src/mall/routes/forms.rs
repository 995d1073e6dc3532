//! The forms, each answered with a redirect, so that a refresh submits nothing
//! twice.

use super::pages::{ShopState, fault, not_found};
use crate::jsonl_file::JsonlError;
use crate::mall::buyer::Buyer;
use crate::mall::goods::Article;
use crate::mall::purchase::{CreateVia, Purchase, PurchaseState};
use crate::mall::shop::{CheckoutRequest, PlaceError, Shop};
use crate::mall::visitor::{MallVisitor, buyer_cookie, session_cookie};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::random_text;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct AddForm {
    sku: String,
}

/// `POST /basket/add`
pub(super) async fn add(
    State(shop): ShopState,
    visitor: MallVisitor,
    Form(form): Form<AddForm>,
) -> Response {
    let Some(article) = Article::find(&form.sku) else {
        return not_found(State(shop), visitor).await;
    };
    let fresh = visitor
        .session
        .is_none()
        .then(|| random_text(shop.entropy.as_ref()));
    let Some(session) = fresh.as_deref().or(visitor.session.as_deref()) else {
        return Redirect::to("/").into_response();
    };
    if let Err(broken) = shop.baskets.change(session, |b| b.add(article)) {
        return fault(&shop, &visitor, &broken);
    }
    let back = Redirect::to(&format!("/?added={}", article.sku));
    match fresh {
        Some(session) => ([(SET_COOKIE, session_cookie(&session))], back).into_response(),
        None => back.into_response(),
    }
}

#[derive(Deserialize)]
pub(super) struct SetForm {
    sku: String,
    /// The number typed into the field.
    quantity: String,
    /// A number from a button, or `typed` for the field's.
    to: String,
}

impl SetForm {
    /// The new quantity; `None` for no number, which changes nothing.
    fn meant(&self) -> Option<u32> {
        let text = if self.to == "typed" {
            &self.quantity
        } else {
            &self.to
        };
        text.trim().parse().ok()
    }
}

/// `POST /basket/set`
pub(super) async fn set(
    State(shop): ShopState,
    visitor: MallVisitor,
    Form(form): Form<SetForm>,
) -> Response {
    if let (Some(session), Some(article), Some(quantity)) =
        (&visitor.session, Article::find(&form.sku), form.meant())
        && let Err(broken) = shop.baskets.change(session, |b| b.set(article, quantity))
    {
        return fault(&shop, &visitor, &broken);
    }
    Redirect::to("/basket").into_response()
}

#[derive(Deserialize)]
pub(super) struct CheckoutForm {
    merchant: String,
    #[serde(default)]
    store: String,
    door: String,
    ticket: String,
}

/// `POST /checkout`: the order is recorded, then created at Paydesk, then the
/// shopper is redirected there.
pub(super) async fn checkout(
    State(shop): ShopState,
    visitor: MallVisitor,
    Form(form): Form<CheckoutForm>,
) -> Response {
    let Some(create_via) = CreateVia::parse(&form.door) else {
        return not_found(State(shop), visitor).await;
    };
    let basket = shop.baskets.of(visitor.session.as_deref());
    let request = CheckoutRequest {
        basket: &basket,
        merchant_id: &form.merchant,
        store_id: &form.store,
        buyer: visitor.buyer,
        create_via,
        ticket: &form.ticket,
        locale: visitor.locale,
    };
    match shop.place(&request) {
        Ok(placed) => {
            let answer = go_and_pay(&shop, &visitor, &placed.purchase).await;
            if placed.fresh
                && let Err(broken) = empty_basket(&shop, &visitor, &placed.purchase)
            {
                return fault(&shop, &visitor, &broken);
            }
            answer
        }
        Err(PlaceError::Nothing) => Redirect::to("/basket").into_response(),
        Err(broken) => fault(&shop, &visitor, &broken),
    }
}

/// `POST /orders/{no}/pay`: redirects to the pay page again.
pub(super) async fn pay(
    State(shop): ShopState,
    visitor: MallVisitor,
    Path(no): Path<String>,
) -> Response {
    match own(&shop, &visitor, &no) {
        Some(purchase) => go_and_pay(&shop, &visitor, &purchase).await,
        None => not_found(State(shop), visitor).await,
    }
}

/// `POST /orders/{no}/cancel`
pub(super) async fn cancel(
    State(shop): ShopState,
    visitor: MallVisitor,
    Path(no): Path<String>,
) -> Response {
    let Some(purchase) = own(&shop, &visitor, &no) else {
        return not_found(State(shop), visitor).await;
    };
    match shop.cancel(&purchase).await {
        Ok(()) => Redirect::to(&format!("/orders/{no}")).into_response(),
        Err(broken) => fault(&shop, &visitor, &broken),
    }
}

#[derive(Deserialize)]
pub(super) struct BuyerForm {
    buyer: String,
    next: String,
}

/// `POST /buyer`: the simulated login.
pub(super) async fn switch_buyer(Form(form): Form<BuyerForm>) -> Response {
    let buyer = Buyer::parse(&form.buyer).unwrap_or_default();
    // A path of this mall only, not `//elsewhere` or `/\elsewhere`.
    let own = form
        .next
        .strip_prefix('/')
        .is_some_and(|rest| !rest.starts_with(['/', '\\']));
    let next = if own { form.next.as_str() } else { "/" };
    ([(SET_COOKIE, buyer_cookie(buyer))], Redirect::to(next)).into_response()
}

pub(super) fn own(shop: &Shop, visitor: &MallVisitor, no: &str) -> Option<Purchase> {
    shop.purchases.get(no).filter(|p| p.buyer == visitor.buyer)
}

/// Redirects to the pay page, or to the order page, which shows why not.
async fn go_and_pay(shop: &Shop, visitor: &MallVisitor, purchase: &Purchase) -> Response {
    match shop.pay_page_url(purchase).await {
        Ok(Some(way)) => Redirect::to(&way).into_response(),
        Ok(None) => Redirect::to(&format!("/orders/{}", purchase.no())).into_response(),
        Err(broken) => fault(shop, visitor, &broken),
    }
}

/// Removes a new order's items from the basket, unless Paydesk refused the
/// order.
fn empty_basket(shop: &Shop, visitor: &MallVisitor, purchase: &Purchase) -> Result<(), JsonlError> {
    let refused = shop
        .purchases
        .get(purchase.no())
        .is_some_and(|p| p.state == PurchaseState::Refused);
    match &visitor.session {
        Some(session) if !refused => shop
            .baskets
            .change(session, |b| b.take_out(&purchase.bought)),
        _ => Ok(()),
    }
}
