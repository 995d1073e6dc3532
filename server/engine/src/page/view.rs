//! What the database says of orders, for their pages: several orders in one
//! view, so that shoppers who come at once share the way to the database.

use super::known::Known;
use domain::attempt::Attempt;
use domain::clock::At;
use domain::day::Day;
use domain::desk::Offer;
use domain::ids::{OrderId, PayToken};
use domain::limits;
use domain::mall::Mall;
use domain::merchant::Merchant;
use domain::order::Order;
use domain::product::Product;
use domain::refund::Refund;
use std::sync::Arc;
use store::agreements::{self, Agreement};
use store::attempts::Spent;
use store::page_orders::{self, PageOrder};
use store::trades::{self, TradeRow};
use store::{Error, Tx, attempts, refunds};

/// The version of an order that is as it was made.
const FIRST: i64 = 1;

/// What is known of one order.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) order: Order,
    pub(super) merchant: Arc<Merchant>,
    pub(super) mall: Arc<Mall>,
    pub(super) attempt: Option<Attempt>,
    pub(super) trades: Vec<TradeRow>,
    pub(super) offers: Vec<Offer>,
    pub(super) cards: Vec<Agreement>,
    pub(super) refunds: Vec<Refund>,
}

/// The orders of these tokens, at most [`store::orders::MOST`]: each
/// once, in any order, where there is one.
pub(super) async fn views(
    tx: &mut Tx,
    known: &Known,
    tokens: &[PayToken],
    now: At,
) -> Result<Vec<View>, Error> {
    let today = Day::in_china(now).start_in_china();
    let seen = page_orders::by_tokens(tx, tokens, attempts::oldest_order(today)).await?;
    // Most pages are looked at before anybody tried to pay. An attempt
    // changes its order when it begins, so these have none.
    let tried = seen.iter().filter(|seen| seen.order.version != FIRST);
    let tried: Vec<&OrderId> = tried.map(|seen| &seen.order.id).collect();
    let mut attempts = attempts::newest_of(tx, &tried).await?;
    let mut views = Vec::with_capacity(seen.len());
    for seen in seen {
        let of_order = |attempt: &Attempt| attempt.order_id == seen.order.id;
        let attempt = attempts.iter().position(of_order);
        let attempt = attempt.map(|at| attempts.swap_remove(at));
        views.push(view(tx, known, seen, attempt, now).await?);
    }
    Ok(views)
}

async fn view(
    tx: &mut Tx,
    known: &Known,
    seen: PageOrder,
    attempt: Option<Attempt>,
    now: At,
) -> Result<View, Error> {
    let PageOrder {
        order,
        has_other_orders,
        has_cards,
    } = seen;
    let merchant = known.merchant(tx, &order.facts.merchant_id, now).await?;
    let mall = known.mall(tx, &order.mall_id, now).await?;
    let elsewhere = |a: &&Attempt| a.product == Product::GatewayPersonal && a.state.is_live();
    let trades = match attempt.as_ref().filter(elsewhere) {
        Some(attempt) => trades::of_attempt(tx, &attempt.id).await?,
        None => Vec::new(),
    };
    // Nothing is offered where nothing can be paid any more.
    let offers = if order.state.is_final() {
        Vec::new()
    } else {
        offers(tx, &order, has_other_orders, &merchant, now).await?
    };
    let quick = offers.iter().any(|o| o.product == Product::QuickAgreement);
    let cards = match &order.facts.buyer_ref {
        Some(buyer) if quick && has_cards => {
            agreements::of_buyer(tx, &order.mall_id, buyer).await?
        }
        _ => Vec::new(),
    };
    // Money goes back only where some came by an attempt, and the order's end
    // is where it does: an order that waits takes it as its payment.
    let refunds = if order.state.is_final() && attempt.is_some() {
        refunds::of_order(tx, &order.id).await?
    } else {
        Vec::new()
    };
    Ok(View {
        order,
        merchant,
        mall,
        attempt,
        trades,
        offers,
        cards,
        refunds,
    })
}

/// The ways to pay, each with the limit it is over (rule R6; it is judged
/// again when an attempt begins). A buyer who has no other order spent nothing
/// else. A contract that ended since the order was made takes its way out of
/// the list.
async fn offers(
    tx: &mut Tx,
    order: &Order,
    has_other_orders: bool,
    merchant: &Merchant,
    now: At,
) -> Result<Vec<Offer>, Error> {
    let asked: Vec<_> = order
        .facts
        .products
        .iter()
        .copied()
        .filter(|p| merchant.products.contains(p))
        .collect();
    if !merchant.active || (asked.is_empty() && !order.facts.products.is_empty()) {
        return Ok(Vec::new());
    }
    let today = Day::in_china(now);
    let spent = match &order.facts.buyer_ref {
        Some(buyer) if has_other_orders => {
            attempts::spent(tx, order, buyer, today.start_in_china()).await?
        }
        _ => Spent::default(),
    };
    let offer = |product| {
        let (amount, spent) = (order.facts.amount, spent.with(product));
        let refused = limits::check(product, amount, spent, today).err();
        Offer { product, refused }
    };
    Ok(merchant.offer(&asked)?.into_iter().map(offer).collect())
}
