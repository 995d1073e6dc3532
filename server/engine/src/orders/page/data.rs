//! The records that one pay page is built from.

use super::names::NameCache;
use domain::attempt::Attempt;
use domain::brand::Brand;
use domain::clock::At;
use domain::console::SwitchedOff;
use domain::day::Day;
use domain::limits;
use domain::mall::Mall;
use domain::merchant::Merchant;
use domain::merchant_store::MerchantStore;
use domain::network_request::NetworkRequest;
use domain::order::Order;
use domain::payment_method::PaymentMethod;
use domain::product::Product;
use domain::refund::Refund;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;
use store::agreements::{self, Agreement};
use store::attempts::Spent;
use store::network_requests;
use store::page_orders::PageOrder;
use store::{Error, Tx, attempts, refunds};

/// The records that one pay page is built from.
#[derive(Clone, Debug)]
pub(super) struct PageData {
    pub(super) order: Order,
    pub(super) merchant: Arc<Merchant>,
    /// What its pages look like.
    pub(super) brand: Arc<Brand>,
    /// The store that the order is for.
    pub(super) store: Option<Arc<MerchantStore>>,
    pub(super) mall: Arc<Mall>,
    pub(super) attempt: Option<Attempt>,
    pub(super) requests: Vec<NetworkRequest>,
    /// When the last SMS code was sent to the phone of the attempt's card.
    pub(super) code_sent_at: Option<At>,
    pub(super) contracted: Vec<ContractedProduct>,
    pub(super) cards: Vec<Agreement>,
    pub(super) refunds: Vec<Refund>,
    /// The networks that are switched off.
    pub(super) off: Arc<SwitchedOff>,
}

/// A product of the order's contract, not yet offered to a visitor.
#[derive(Clone, Debug)]
pub(super) struct ContractedProduct {
    pub(super) product: Product,
    /// Why it cannot be chosen: a limit that the order exceeds, or a freeze.
    pub(super) refused: Option<Refusal>,
}

/// The records of one order, beside those that were read for several.
pub(super) async fn view(
    tx: &mut Tx,
    names: &NameCache,
    seen: PageOrder,
    (attempt, off): (Option<Attempt>, Arc<SwitchedOff>),
    now: At,
) -> Result<PageData, Error> {
    let PageOrder {
        order,
        has_other_orders,
        has_cards,
        suspended,
    } = seen;
    let merchant = names.merchant(tx, &order.facts.merchant_id, now).await?;
    let mall = names.mall(tx, &order.mall_id, now).await?;
    let store = match &order.facts.store_id {
        Some(id) => Some(names.store(tx, id, now).await?),
        None => None,
    };
    let of = (&order.facts.merchant_id, &order.mall_id);
    let brand = names.brand(tx, of, now).await?;
    let elsewhere = |a: &&Attempt| a.paid_by() == PaymentMethod::BankPage && a.state.is_live();
    let requests = match attempt.as_ref().filter(elsewhere) {
        Some(attempt) => network_requests::of_subject(tx, attempt.id.as_str()).await?,
        None => Vec::new(),
    };
    let code_sent_at = match &attempt {
        Some(attempt) => last_code(tx, attempt).await?,
        None => None,
    };
    // Finished orders offer no products.
    let mut contracted = if order.state.is_final() {
        Vec::new()
    } else {
        contracted(tx, &order, has_other_orders, &merchant, now).await?
    };
    if suspended {
        for way in &mut contracted {
            let detail = "no new payments are taken at present";
            way.refused = Some(Refusal::new(Code::PaymentsSuspended, detail));
        }
    }
    let quick = |way: &ContractedProduct| way.product == Product::QuickAgreement;
    let cards = match &order.facts.buyer_ref {
        Some(buyer) if has_cards && contracted.iter().any(quick) => {
            agreements::of_buyer(tx, &order.mall_id, buyer).await?
        }
        _ => Vec::new(),
    };
    // Only finished orders that had an attempt can have refunds.
    let refunds = if order.state.is_final() && attempt.is_some() {
        refunds::of_order(tx, &order.id).await?
    } else {
        Vec::new()
    };
    Ok(PageData {
        order,
        merchant,
        brand,
        store,
        mall,
        attempt,
        requests,
        code_sent_at,
        contracted,
        cards,
        refunds,
        off,
    })
}

/// When the last code was sent to the phone of a card: under this attempt, or
/// under an earlier one of the order, whose pause is not over.
async fn last_code(tx: &mut Tx, attempt: &Attempt) -> Result<Option<At>, Error> {
    let card = attempt.details.card().filter(|_| attempt.state.is_live());
    let Some(card) = card else {
        return Ok(None);
    };
    if card.code_sent_at.is_some() {
        return Ok(card.code_sent_at);
    }
    let sent = network_requests::codes_sent(tx, &attempt.order_id, &card.phone_masked).await?;
    Ok(sent.last_to_phone)
}

/// The products of the order's contract, each with the limit it exceeds (rule
/// R6, checked again when an attempt starts). A buyer without other orders has
/// spent nothing else.
async fn contracted(
    tx: &mut Tx,
    order: &Order,
    has_other_orders: bool,
    merchant: &Merchant,
    now: At,
) -> Result<Vec<ContractedProduct>, Error> {
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
    let checked = |product| {
        let (amount, spent) = (order.facts.amount, spent.with(product));
        let refused = limits::check(product, amount, spent, today).err();
        ContractedProduct { product, refused }
    };
    Ok(merchant.offer(&asked)?.into_iter().map(checked).collect())
}
