//! Everything the pay page shows of an order.

use crate::begin::within_limits;
use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::pay::RESEND_PAUSE_S;
use crate::place::place;
use crate::store::agreements::{self, Agreement};
use crate::store::trades::{self, Kind, TradeRow};
use crate::store::{Tx, attempts, malls, merchants, orders};
use crate::wire::Case;
use domain::attempt::{Attempt, AttemptState};
use domain::bank::{BANKS, Bank};
use domain::clock::At;
use domain::desk::{AttemptView, BankForm, Offer, PayPage, SavedCard};
use domain::ids::PayToken;
use domain::machine::{EXTENSIONS_MAX, WRONG_CODES_MAX};
use domain::mall::Mall;
use domain::merchant::Merchant;
use domain::order::Order;
use domain::product::Product;

/// What one view of the database gives.
struct View {
    order: Order,
    merchant: Merchant,
    mall: Mall,
    attempt: Option<Attempt>,
    trades: Vec<TradeRow>,
    offers: Vec<Offer>,
    cards: Vec<Agreement>,
}

impl Engine {
    /// The page of an order.
    ///
    /// # Errors
    /// `not_found`, or a fault.
    pub(crate) async fn pay_page(&self, token: &PayToken) -> Result<PayPage, Error> {
        let (token, now) = (token.clone(), self.now());
        let view = self
            .store
            .read(move |tx| Box::pin(async move { view(tx, &token, now).await }))
            .await?;
        let at = place(&view.order, view.attempt.as_ref(), now);
        let attempt = self.attempt_view(&view, now)?;
        let has = |product| view.offers.iter().any(|o| o.product == product);
        let banks = if has(Product::GatewayPersonal) {
            BANKS.to_vec()
        } else {
            Vec::new()
        };
        let home = self.home_link(&view.order, now);
        let View {
            order,
            merchant,
            mall,
            offers,
            cards,
            ..
        } = view;
        Ok(PayPage {
            token: order.token,
            place: at.place,
            also: at.also.to_vec(),
            order_id: order.id,
            mall_order_no: order.facts.mall_order_no,
            state: order.state,
            subject: order.facts.subject,
            items: order.facts.items,
            amount: order.facts.amount,
            seconds_left: if order.state.is_final() {
                0
            } else {
                order.expires_at.seconds_left(now)
            },
            more_time: !order.state.is_final()
                && now < order.expires_at
                && order.extensions < EXTENSIONS_MAX,
            payee: merchant.legal_name,
            brand: merchant.brand,
            mall_name: mall.name,
            locale: order.facts.locale,
            offers,
            banks,
            cards: cards.into_iter().map(saved_card).collect(),
            attempt,
            home,
        })
    }

    fn attempt_view(&self, view: &View, now: At) -> Result<Option<AttemptView>, Error> {
        let explains =
            |a: &&Attempt| !matches!(a.state, AttemptState::Abandoned | AttemptState::Surplus);
        let Some(attempt) = view.attempt.as_ref().filter(explains) else {
            return Ok(None);
        };
        let resend = attempt
            .code_sent_at
            .map_or(0, |at| at.plus_s(RESEND_PAUSE_S).seconds_left(now));
        Ok(Some(AttemptView {
            product: attempt.product,
            state: attempt.state,
            bank: attempt.bank.as_deref().and_then(Bank::by_code),
            declined: attempt.declined.as_ref().map(|(reason, _)| *reason),
            qr: attempt.qr.clone().filter(|_| attempt.state.is_live()),
            bank_form: self.bank_form(view, attempt, now)?,
            card_last4: attempt.card_last4.clone(),
            saved_card: attempt.agreement.clone(),
            phone_masked: attempt.phone_masked.clone(),
            resend_in_s: resend,
            codes_left: WRONG_CODES_MAX.saturating_sub(attempt.wrong_codes),
            paid_at: view
                .order
                .paid_at
                .filter(|_| attempt.state == AttemptState::Paid)
                .map(At::rfc3339),
            network_id: attempt.receipt.as_ref().map(|r| r.network_id.clone()),
        }))
    }

    /// None once the network's own time is over: it would be refused there.
    fn bank_form(
        &self,
        view: &View,
        attempt: &Attempt,
        now: At,
    ) -> Result<Option<BankForm>, Error> {
        let front = view.trades.iter().rfind(|t| t.kind == Kind::Front);
        let Some(trade) = front.filter(|_| attempt.state.is_live() && now < attempt.pay_until)
        else {
            return Ok(None);
        };
        let case = Case {
            order: view.order.clone(),
            merchant: view.merchant.clone(),
            attempt: attempt.clone(),
        };
        let form = self.front_form(&case, trade)?;
        Ok(Some(BankForm {
            action: form.action,
            fields: form.fields,
        }))
    }
}

async fn view(tx: &mut Tx, token: &PayToken, now: At) -> Result<View, Error> {
    let order = orders::by_token(tx, token)
        .await?
        .ok_or_else(|| Error::not_found("order"))?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let mall = malls::find(tx, &order.mall_id).await?;
    let mall = mall.ok_or_else(|| Fault::new(format!("mall {} is gone", order.mall_id)))?;
    let attempt = attempts::newest(tx, &order.id).await?;
    let trades = match &attempt {
        Some(attempt) => trades::of_attempt(tx, &attempt.id).await?,
        None => Vec::new(),
    };
    let offers = offers(tx, &order, &merchant, now).await?;
    let quick = offers.iter().any(|o| o.product == Product::QuickAgreement);
    let cards = match &order.facts.buyer_ref {
        Some(buyer) if quick => agreements::of_buyer(tx, &order.mall_id, buyer).await?,
        _ => Vec::new(),
    };
    Ok(View {
        order,
        merchant,
        mall,
        attempt,
        trades,
        offers,
        cards,
    })
}

/// The ways to pay, each with the limit it is over. A contract that ended
/// since the order was made takes its way out of the list.
async fn offers(
    tx: &mut Tx,
    order: &Order,
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
    let mut offers = Vec::new();
    for product in merchant.offer(&asked)? {
        let refused = match within_limits(tx, order, product, now).await {
            Ok(()) => None,
            Err(Error::Refused(refusal)) => Some(refusal),
            Err(fault) => return Err(fault),
        };
        offers.push(Offer { product, refused });
    }
    Ok(offers)
}

fn saved_card(card: Agreement) -> SavedCard {
    SavedCard {
        id: card.id,
        bank: card.bank.as_deref().and_then(Bank::by_code),
        credit: card.credit,
        last4: card.last4,
        phone_masked: card.phone_masked,
    }
}
