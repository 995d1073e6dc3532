//! What the pay page shows of an order.

mod data;
mod names;
pub(crate) mod reader;

use data::{ContractedProduct, PageData};

use super::Orders;
use crate::network::PaymentContext;
use crate::orders::current_page::{asked_at, current_page};
use crate::request_log;
use crate::return_link;
use domain::attempt::{Attempt, AttemptState};
use domain::bank::{BANKS, Bank};
use domain::clock::At;
use domain::desk::{BankForm, Offer, PageAttempt, PageRefund, PayPage, Place, SavedCard, Visit};
use domain::ids::PayToken;
use domain::machine::{CODE_PAUSE_S, EXTENSIONS_MAX, WRONG_CODES_MAX};
use domain::merchant::Merchant;
use domain::network_request::Purpose;
use domain::order::Order;
use domain::payment_method::PaymentMethod;
use domain::product::Product;
use domain::refund::Refund;
use store::agreements::Agreement;
use store::{Error, orders};

impl Orders {
    /// Reads the pay page of a token, as this visitor sees it.
    ///
    /// # Errors
    /// `not_found`, or a fault.
    pub(crate) async fn pay_page(&self, token: &PayToken, visit: &Visit) -> Result<PayPage, Error> {
        let now = self.clock.now();
        let view = self.pages.of(token).await?;
        request_log::record(&view.order);
        let at = current_page(&view.order, view.attempt.as_ref(), now);
        let attempt = self.attempt_view(&view, at.place, now)?;
        let offers = self.offers(&view, visit);
        let has = |way| offers.iter().any(|offer| offer.paid_by == way);
        let banks = if has(PaymentMethod::BankPage) {
            BANKS
        } else {
            &[]
        };
        let cards = self.cards(&view, visit);
        let mut places = [at.place].into_iter().chain(at.also.iter().copied());
        let home = if places.any(Place::has_return_link) {
            return_link::signed_url(&self.provider_key, &view.order, now)
        } else {
            String::new()
        };
        let receipt_url = self.receipt_url(&view.order);
        let PageData {
            order,
            merchant,
            brand,
            store,
            mall,
            refunds,
            ..
        } = view;
        Ok(PayPage {
            token: order.token,
            place: at.place,
            also: at.also,
            order_id: order.id,
            mall_order_no: order.facts.mall_order_no,
            state: order.state,
            subject: order.facts.subject,
            items: order.facts.items,
            amount: order.facts.amount,
            expires_at: order.expires_at,
            seconds_left: if order.state.is_final() {
                0
            } else {
                order.expires_at.seconds_left(now)
            },
            more_time: !order.state.is_final()
                && now < order.expires_at
                && order.extensions < EXTENSIONS_MAX,
            payee: merchant.legal_name.clone(),
            brand,
            store: store.map(|store| store.name.clone()),
            mall_name: mall.name.clone(),
            locale: order.facts.locale,
            screen: visit.screen,
            last_way: visit.last_way,
            buyer_known: order.facts.buyer_ref.is_some(),
            offers,
            banks,
            cards,
            attempt,
            refunds: refunds.iter().map(refund_view).collect(),
            home,
            receipt_url,
        })
    }

    /// The address that proves the receipt; empty while the order is not paid.
    fn receipt_url(&self, order: &Order) -> String {
        if order.state.is_paid() {
            self.receipt_keys.url(&self.network.public_url, &order.id)
        } else {
            String::new()
        }
    }

    /// Reads the paid order of a receipt's reference.
    ///
    /// # Errors
    /// `not_found` for a reference that is not genuine, or a fault.
    pub(crate) async fn receipt(&self, reference: &str) -> Result<PayPage, Error> {
        let missing = || Error::not_found("receipt");
        let id = self.receipt_keys.order(reference).ok_or_else(missing)?;
        let find = self
            .store
            .read(move |tx| Box::pin(async move { orders::find(tx, &id).await }));
        let order = find.await?.filter(|order| order.state.is_paid());
        let token = order.ok_or_else(missing)?.token;
        self.pay_page(&token, &Visit::default()).await
    }

    /// What the visitor can pay with. Filtered here, after reading, because
    /// visitors of one order share a query.
    fn offers(&self, view: &PageData, visit: &Visit) -> Vec<Offer> {
        let seen = (visit, view.off.as_ref());
        let offer = |way: &ContractedProduct| {
            let mut routes = self.network.routes(&view.merchant, way.product, seen);
            Some(Offer {
                product: way.product,
                paid_by: routes.next()?.paid_by,
                refused: way.refused.clone(),
            })
        };
        let mut offers: Vec<_> = view.contracted.iter().filter_map(offer).collect();
        offers.sort_by_key(|offer| view.brand.rank(offer.product));
        offers
    }

    /// The buyer's cards at the channels that carry quick pay for the visitor.
    fn cards(&self, view: &PageData, visit: &Visit) -> Vec<SavedCard> {
        if view.cards.is_empty() {
            return Vec::new();
        }
        let quick = Product::QuickAgreement;
        let routes = self
            .network
            .routes(&view.merchant, quick, (visit, &view.off));
        let channels: Vec<_> = routes.map(|route| route.channel).collect();
        let usable = |card: &&Agreement| channels.contains(&&card.channel);
        view.cards.iter().filter(usable).map(saved_card).collect()
    }

    fn attempt_view(
        &self,
        view: &PageData,
        place: Place,
        now: At,
    ) -> Result<Option<PageAttempt>, Error> {
        let explains =
            |a: &&Attempt| !matches!(a.state, AttemptState::Abandoned | AttemptState::Surplus(_));
        let Some(attempt) = view.attempt.as_ref().filter(explains) else {
            return Ok(None);
        };
        let card = attempt.details.card();
        let resend = view
            .code_sent_at
            .map_or(0, |at| at.plus_s(CODE_PAUSE_S).seconds_left(now))
            // The clock may have been set back since.
            .min(CODE_PAUSE_S);
        Ok(Some(PageAttempt {
            channel: attempt.channel.clone(),
            product: attempt.product,
            state: attempt.state.status(),
            bank: attempt.details.bank().and_then(Bank::by_code),
            declined: attempt.state.declined().map(|(reason, _)| reason),
            qr: attempt
                .details
                .qr_code()
                .filter(|_| attempt.state.is_live())
                .map(str::to_owned),
            bank_form: self.bank_form(view, attempt, now)?,
            card_last4: card.map(|card| card.last4.clone()),
            saved_card: attempt.details.agreement().cloned(),
            phone_masked: card.map(|card| card.phone_masked.clone()),
            resend_in_s: resend,
            codes_left: WRONG_CODES_MAX.saturating_sub(card.map_or(0, |card| card.wrong_codes)),
            asked_at: asked_at(place, attempt),
            paid_at: view
                .order
                .paid_at
                .filter(|_| matches!(attempt.state, AttemptState::Paid(_))),
            network_id: attempt.state.receipt().map(|r| r.network_id.clone()),
        }))
    }

    /// `None` after the network's deadline: it would refuse the form.
    fn bank_form(
        &self,
        view: &PageData,
        attempt: &Attempt,
        now: At,
    ) -> Result<Option<BankForm>, Error> {
        let front = view
            .requests
            .iter()
            .rfind(|t| t.purpose == Purpose::PayOnPage);
        let Some(request) = front.filter(|_| attempt.state.is_live() && now < attempt.pay_until)
        else {
            return Ok(None);
        };
        let context = PaymentContext {
            order: view.order.clone(),
            merchant: Merchant::clone(&view.merchant),
            attempt: attempt.clone(),
        };
        let form = self.network.bank_form(&context, request)?;
        Ok(form.map(|form| BankForm {
            action: form.action,
            fields: form.fields,
        }))
    }
}

fn refund_view(refund: &Refund) -> PageRefund {
    PageRefund {
        amount: refund.amount,
        cause: refund.cause,
        state: refund.state,
        at: refund.ended_at.unwrap_or(refund.created_at),
    }
}

fn saved_card(card: &Agreement) -> SavedCard {
    SavedCard {
        id: card.id.clone(),
        bank: card.bank.as_deref().and_then(Bank::by_code),
        credit: card.credit,
        last4: card.last4.clone(),
        phone_masked: card.phone_masked.clone(),
    }
}
