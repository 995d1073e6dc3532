//! The pages.

use super::page;
use crate::mall::goods::Article;
use crate::mall::page::{PageFrame, basket, notice, order, orders, shelf};
use crate::mall::purchase::Purchase;
use crate::mall::return_visit::ReturnVisit;
use crate::mall::shop::Shop;
use crate::mall::text::MallText;
use crate::mall::visitor::MallVisitor;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::random_text;
use maud::Markup;
use serde::Deserialize;
use std::sync::Arc;

/// The reload of an unpaid order's page without scripts, in seconds.
const LOOK_AGAIN_S: u32 = 5;

/// The mall, as its handlers take it.
pub(super) type ShopState = State<Arc<Shop>>;

#[derive(Deserialize)]
pub(super) struct ShelfQuery {
    added: Option<String>,
}

/// `GET /`
pub(super) async fn shelf(
    State(shop): ShopState,
    visitor: MallVisitor,
    Query(query): Query<ShelfQuery>,
) -> Response {
    let added = query.added.as_deref().and_then(Article::find);
    let main = shelf::shelf(visitor.locale, added);
    framed(&shop, &visitor, MallText::of(visitor.locale).shop, main)
}

/// `GET /basket`
pub(super) async fn basket(State(shop): ShopState, visitor: MallVisitor) -> Response {
    let goods = shop.baskets.of(visitor.session.as_deref());
    let ticket = random_text(shop.entropy.as_ref());
    match basket::basket(&visitor, &goods, &shop.settings, &ticket) {
        Ok(main) => framed(&shop, &visitor, MallText::of(visitor.locale).basket, main),
        Err(refused) => fault(&shop, &visitor, &refused),
    }
}

/// `GET /orders`
pub(super) async fn orders(State(shop): ShopState, visitor: MallVisitor) -> Response {
    let purchases = shop.purchases.newest(|p| p.buyer == visitor.buyer);
    let main = orders::orders(&purchases, visitor.locale);
    framed(&shop, &visitor, MallText::of(visitor.locale).orders, main)
}

/// `GET /orders/{no}`: the order page, also the return URL. A valid return is
/// recorded; then a redirect removes its query, so that a refresh is not a
/// second return.
pub(super) async fn order(
    State(shop): ShopState,
    visitor: MallVisitor,
    Path(no): Path<String>,
    visit: Result<Query<ReturnVisit>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Some(purchase) = shop.purchases.get(&no) else {
        return not_found(State(shop), visitor).await;
    };
    if let Ok(Query(visit)) = visit {
        return match shop.note_return(&purchase, &visit).await {
            Ok(()) => Redirect::to(&format!("/orders/{no}")).into_response(),
            Err(broken) => fault(&shop, &visitor, &broken),
        };
    }
    if purchase.buyer != visitor.buyer {
        let title = MallText::of(visitor.locale).not_yours;
        return at(
            StatusCode::FORBIDDEN,
            &shop,
            &visitor,
            title,
            notice::not_yours(&visitor),
        );
    }
    match shop.refresh(purchase).await {
        Ok(purchase) => order_page(StatusCode::OK, &shop, &visitor, &purchase, None),
        Err(broken) => fault(&shop, &visitor, &broken),
    }
}

/// The order page. `wrong` is a typed refund amount that was refused.
pub(super) fn order_page(
    status: StatusCode,
    shop: &Shop,
    visitor: &MallVisitor,
    purchase: &Purchase,
    wrong: Option<&str>,
) -> Response {
    let title = format!(
        "{} {}",
        MallText::of(visitor.locale).state(purchase.state).0,
        purchase.no()
    );
    let framed = PageFrame {
        visitor,
        pieces: shop.baskets.of(visitor.session.as_deref()).pieces(),
        title: &title,
        look_again_s: purchase.is_waiting().then_some(LOOK_AGAIN_S),
        script: true,
        main: order::order(purchase, wrong, visitor.locale, shop.now()),
    };
    page(status, visitor, framed.html())
}

/// `GET /orders/{no}/state`: a text that changes when the order page would.
/// Paydesk is not called.
pub(super) async fn state(
    State(shop): ShopState,
    visitor: MallVisitor,
    Path(no): Path<String>,
) -> Response {
    match shop.purchases.get(&no).filter(|p| p.buyer == visitor.buyer) {
        Some(purchase) => order::stamp(&purchase).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Any other path.
pub(super) async fn not_found(State(shop): ShopState, visitor: MallVisitor) -> Response {
    let text = MallText::of(visitor.locale);
    at(
        StatusCode::NOT_FOUND,
        &shop,
        &visitor,
        text.not_found,
        notice::not_found(text),
    )
}

/// A fault of the mall: logged, and shown without detail.
pub(super) fn fault(shop: &Shop, visitor: &MallVisitor, why: &dyn std::fmt::Display) -> Response {
    tracing::error!(fault = %why, path = visitor.path, "the mall failed");
    let text = MallText::of(visitor.locale);
    at(
        StatusCode::INTERNAL_SERVER_ERROR,
        shop,
        visitor,
        text.fault,
        notice::fault(text),
    )
}

fn framed(shop: &Shop, visitor: &MallVisitor, title: &str, main: Markup) -> Response {
    at(StatusCode::OK, shop, visitor, title, main)
}

fn at(
    status: StatusCode,
    shop: &Shop,
    visitor: &MallVisitor,
    title: &str,
    main: Markup,
) -> Response {
    let pieces = shop.baskets.of(visitor.session.as_deref()).pieces();
    let framed = PageFrame {
        visitor,
        pieces,
        title,
        look_again_s: None,
        script: false,
        main,
    };
    page(status, visitor, framed.html())
}
