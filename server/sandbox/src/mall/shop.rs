//! The use cases of the mall, called by its pages and its webhook: place an
//! order, query it, apply an event, read missed events.

mod refund;

use super::basket::Basket;
use super::basket_book::BasketBook;
use super::buyer::Buyer;
use super::desk_client::{DeskCallError, DeskClient, DeskOrder};
use super::order_request::{ApiAmount, ItemRequest, OrderRequest};
use super::provider_keys::ProviderKeys;
use super::purchase::{
    CreateVia, EventOutcome, NoteKind, PendingEvents, Purchase, PurchaseNote, PurchaseState,
    PurchasedItem,
};
use super::purchase_book::{PlacedPurchase, PurchaseBook};
use super::return_visit::ReturnVisit;
use super::settings::MallSettings;
use super::webhook::WebhookEvent;
use crate::jsonl_file::JsonlError;
use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use domain::locale::Locale;
use domain::money::{Money, MoneyError};
use std::sync::Arc;
use std::time::Duration;

/// The time to pay of an order, in seconds.
const PAYABLE_S: u32 = 30 * 60;

/// Pauses between attempts to reach Paydesk at start, in seconds.
const CATCH_UP_PAUSES_S: [u64; 8] = [1, 1, 2, 3, 5, 10, 30, 60];

/// The mall's state and clients.
pub(super) struct Shop {
    pub(super) settings: MallSettings,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) desk: DeskClient,
    pub(super) provider: ProviderKeys,
    pub(super) purchases: PurchaseBook,
    pub(super) baskets: BasketBook,
}

/// The order form of the basket page.
pub(super) struct CheckoutRequest<'a> {
    pub(super) basket: &'a Basket,
    pub(super) merchant_id: &'a str,
    /// One of the merchant's stores; any other id counts as none.
    pub(super) store_id: &'a str,
    pub(super) buyer: Buyer,
    pub(super) create_via: CreateVia,
    pub(super) ticket: &'a str,
    pub(super) locale: Locale,
}

/// Why an order cannot be placed.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlaceError {
    /// The basket is empty, or the store does not exist.
    #[error("nothing to order")]
    Nothing,
    /// The sum overflows.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The data file cannot be written.
    #[error(transparent)]
    Journal(#[from] JsonlError),
}

impl Shop {
    /// The present instant.
    pub(super) fn now(&self) -> At {
        self.clock.now()
    }

    /// Records an order; Paydesk is not called yet.
    pub(super) fn place(
        &self,
        request: &CheckoutRequest<'_>,
    ) -> Result<PlacedPurchase, PlaceError> {
        if let Some(purchase) = self.purchases.by_ticket(request.ticket) {
            return Ok(PlacedPurchase {
                purchase,
                fresh: false,
            });
        }
        let merchant = self
            .settings
            .merchants
            .iter()
            .find(|m| m.id == request.merchant_id);
        let (Some(merchant), lines) = (merchant, request.basket.lines()) else {
            return Err(PlaceError::Nothing);
        };
        let Some(first) = lines.first() else {
            return Err(PlaceError::Nothing);
        };
        let mut stores = merchant.stores.iter();
        let store = stores.find(|store| store.id == request.store_id);
        let total = request.basket.total()?.for_order()?;
        let item = |line: &super::basket::BasketLine| ItemRequest {
            name: line.article.words(request.locale).name.to_owned(),
            quantity: line.quantity,
            unit_price: line.article.price.decimal(),
        };
        let fill = |no: String| Purchase {
            order: OrderRequest {
                merchant_id: merchant.id.clone(),
                store_id: store.map(|store| store.id.clone()),
                amount: amount(total),
                subject: subject(
                    first.article.words(request.locale).name,
                    lines.len(),
                    request.locale,
                ),
                items: lines.iter().map(item).collect(),
                return_url: format!("{}/orders/{no}", self.settings.own_url),
                expires_in_s: PAYABLE_S,
                buyer_ref: request.buyer.reference().to_owned(),
                locale: request.locale.tag().to_owned(),
                mall_order_no: no,
            },
            buyer: request.buyer,
            seller: merchant.name.clone(),
            create_via: request.create_via,
            ticket: request.ticket.to_owned(),
            bought: lines
                .iter()
                .map(|l| PurchasedItem {
                    sku: l.article.sku.to_owned(),
                    quantity: l.quantity,
                })
                .collect(),
            state: PurchaseState::Sending,
            desk_id: None,
            sequence: 0,
            event_ids: Vec::new(),
            notes: vec![PurchaseNote {
                at: self.now(),
                saw: NoteKind::Placed,
            }],
            refunds: Vec::new(),
            pending_events: PendingEvents::default(),
        };
        Ok(self.purchases.place(request.ticket, self.now(), fill)?)
    }

    /// The URL of the pay page, which shows the receipt once the order is paid;
    /// `None` when there is nothing to pay and no receipt, or Paydesk did not
    /// answer. Idempotent by the order number.
    pub(super) async fn pay_page_url(
        &self,
        purchase: &Purchase,
    ) -> Result<Option<String>, JsonlError> {
        if !purchase.state.is_waiting() && !purchase.state.is_paid() {
            return Ok(None);
        }
        if purchase.create_via == CreateVia::Link && purchase.desk_id.is_none() {
            return Ok(Some(self.desk.link(&purchase.order)));
        }
        let asked = match &purchase.desk_id {
            Some(id) => self.desk.order(id).await,
            None => self.desk.create(&purchase.order).await,
        };
        self.apply_answer(purchase.no(), &asked)?;
        let shown = |order: DeskOrder| {
            let over = matches!(order.state.as_str(), "closed" | "expired");
            order.pay_url.filter(|_| !over)
        };
        Ok(asked
            .ok()
            .and_then(shown)
            .filter(|url| self.is_at_the_desk(url)))
    }

    /// Queries the order where an event may be late, and returns the purchase
    /// as it is then.
    pub(super) async fn refresh(&self, purchase: Purchase) -> Result<Purchase, JsonlError> {
        if !purchase.is_waiting() {
            return Ok(purchase);
        }
        let no = purchase.no();
        let asked = match &purchase.desk_id {
            Some(id) => self.desk.order(id).await.map(Some),
            None => self.desk.order_by_our_no(no).await,
        };
        if let Ok(Some(order)) = asked {
            self.purchases
                .change(no, |p| p.apply_answer(&order, self.now()))?;
        }
        Ok(self.purchases.get(no).unwrap_or(purchase))
    }

    /// Closes an unpaid order.
    pub(super) async fn cancel(&self, purchase: &Purchase) -> Result<(), JsonlError> {
        if let Some(id) = &purchase.desk_id {
            let asked = self.desk.close(id, purchase.no()).await;
            if let Ok(order) = asked {
                self.purchases
                    .change(purchase.no(), |p| p.apply_answer(&order, self.now()))?;
            }
        }
        Ok(())
    }

    /// Records the shopper's return, if its signature is valid and recent.
    pub(super) async fn note_return(
        &self,
        purchase: &Purchase,
        visit: &ReturnVisit,
    ) -> Result<(), JsonlError> {
        let text = visit.signed_text(&purchase.order.return_url);
        let Some(signature) = visit.signature() else {
            return Ok(());
        };
        let (now, text) = (self.now(), text.as_bytes());
        let genuine = visit.mall_order_no == purchase.no()
            && visit.is_fresh(now)
            && self
                .provider
                .signed(&self.desk, text, &[signature], now)
                .await
                .unwrap_or(false);
        if genuine {
            let saw = NoteKind::Returned {
                state: visit.state.clone(),
            };
            self.purchases.change(purchase.no(), |p| p.note(now, saw))?;
        }
        Ok(())
    }

    /// Applies an event. One about an unknown order is logged and acknowledged,
    /// because a repeat would not help.
    pub(super) fn apply_event(&self, event: &WebhookEvent) -> Result<(), JsonlError> {
        let no = &event.data.mall_order_no;
        match self
            .purchases
            .change(no, |p| p.apply_event(event, self.now()))?
        {
            Some(EventOutcome::Taken | EventOutcome::Ignored) => {}
            Some(EventOutcome::Mismatch) => {
                tracing::error!(
                    event = event.id,
                    order = no,
                    "an event names another payee, amount or order"
                );
            }
            None => tracing::warn!(
                event = event.id,
                order = no,
                "an event about an order not made here"
            ),
        }
        Ok(())
    }

    /// Reads the missed events, oldest first.
    pub(super) async fn catch_up(&self) {
        let mut pauses = CATCH_UP_PAUSES_S.into_iter();
        loop {
            match self.read_events().await {
                Ok(()) => return,
                Err(CatchUpError::Desk(DeskCallError::Refused(problem))) => {
                    tracing::error!(
                        code = problem.code,
                        "the desk refuses to tell the mall its events"
                    );
                    return;
                }
                Err(CatchUpError::Journal(fault)) => {
                    tracing::error!(%fault, "the mall cannot write its journal");
                    return;
                }
                Err(CatchUpError::Desk(DeskCallError::NoAnswer(_))) => {
                    let Some(pause) = pauses.next() else {
                        tracing::warn!("the desk did not answer; events will come as webhooks");
                        return;
                    };
                    tokio::time::sleep(Duration::from_secs(pause)).await;
                }
            }
        }
    }

    async fn read_events(&self) -> Result<(), CatchUpError> {
        let mut after = self.purchases.read_up_to();
        loop {
            let page = match self.desk.events(after.as_deref()).await {
                // Paydesk has no such event, because its database is new: start
                // over.
                Err(DeskCallError::Refused(_)) if after.is_some() => {
                    after = None;
                    continue;
                }
                other => other?,
            };
            for event in &page.data {
                self.apply_event(event)?;
            }
            let Some(last) = page.data.last() else {
                return Ok(());
            };
            self.purchases.set_read_up_to(&last.id)?;
            after = Some(last.id.clone());
            if !page.has_more {
                return Ok(());
            }
        }
    }

    fn apply_answer(
        &self,
        no: &str,
        asked: &Result<DeskOrder, DeskCallError>,
    ) -> Result<(), JsonlError> {
        let now = self.now();
        self.purchases.change(no, |purchase| match asked {
            Ok(order) => drop(purchase.apply_answer(order, now)),
            Err(DeskCallError::Refused(problem)) => {
                tracing::warn!(
                    order = no,
                    code = problem.code,
                    detail = problem.detail,
                    request_id = problem.request_id,
                    "the desk refused an order"
                );
                purchase.refuse(&problem.code, now);
            }
            Err(DeskCallError::NoAnswer(_)) => purchase.note(now, NoteKind::NoAnswer),
        })?;
        Ok(())
    }

    /// True for a URL of Paydesk: shoppers are redirected to no other.
    fn is_at_the_desk(&self, address: &str) -> bool {
        let rest = address.strip_prefix(&self.settings.desk_url);
        rest.is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Why reading the missed events stopped.
enum CatchUpError {
    Desk(DeskCallError),
    Journal(JsonlError),
}

impl From<DeskCallError> for CatchUpError {
    fn from(e: DeskCallError) -> Self {
        Self::Desk(e)
    }
}

impl From<JsonlError> for CatchUpError {
    fn from(e: JsonlError) -> Self {
        Self::Journal(e)
    }
}

fn amount(money: Money) -> ApiAmount {
    ApiAmount {
        value: money.decimal(),
        currency: money.currency().code().to_owned(),
    }
}

/// The order's subject: the first article, and how many others.
fn subject(first: &str, kinds: usize, locale: Locale) -> String {
    match (kinds, locale) {
        (0 | 1, _) => first.to_owned(),
        (n, Locale::ZhCn) => format!("{first} 等 {n} 种商品"),
        (n, Locale::En) => format!("{first} and {} more", n - 1),
    }
}
