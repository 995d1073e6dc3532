//! The JSON of an order in the API.
//!
//! No card number but the last four digits, no phone and no address of the
//! payer: malls do not need them.

use std::collections::BTreeMap;

use domain::attempt::Attempt;
use domain::clock::At;
use domain::order::{Item, Order};
use domain::refund::{Refund, RefundCause};
use engine::amount_json::AmountJson;
use engine::refund_json::RefundJson;
use engine::schema_names::{
    AttemptStateName, DeclineReasonName, LocaleTag, OrderStateName, ProductName,
};
use serde::Serialize;
use utoipa::ToSchema;

/// An order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderView)]
pub(crate) struct OrderJson {
    /// Its id.
    #[schema(pattern = "^ord_[0-9a-z]{26}$")]
    pub id: String,
    /// The mall's own number.
    pub mall_order_no: String,
    /// The payee.
    pub merchant_id: String,
    /// The payee's store that the order is for; null if it names none.
    #[schema(pattern = "^sto_[0-9a-z]{26}$", required = true)]
    pub store_id: Option<String>,
    /// `open`, `paying`, `paid`, `partially_refunded`, `refunded`, `closed`
    /// or `expired`.
    #[schema(value_type = OrderStateName)]
    pub state: String,
    /// What is to be paid.
    pub amount: AmountJson,
    /// One line for the shopper.
    pub subject: String,
    /// The goods.
    pub items: Vec<ItemJson>,
    /// Where the shopper goes afterwards.
    pub return_url: String,
    /// The payment products requested; empty: all that the merchant has.
    #[schema(value_type = Vec<ProductName>)]
    pub products: Vec<String>,
    /// The mall's name for the buyer.
    #[schema(required = true)]
    pub buyer_ref: Option<String>,
    /// The language the page begins in.
    #[schema(value_type = Option<LocaleTag>, required = true)]
    pub locale: Option<String>,
    /// As given by the mall.
    pub metadata: BTreeMap<String, String>,
    /// The address to send the shopper to. Anyone who has it can pay.
    #[schema(format = "uri")]
    pub pay_url: String,
    /// When it was created, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub created_at: String,
    /// Until when it can be paid; later if the shopper asks for more time.
    #[schema(format = "date-time")]
    pub expires_at: String,
    /// When it was paid; null if it is not paid.
    #[schema(format = "date-time", required = true)]
    pub paid_at: Option<String>,
    /// The attempts to pay it, oldest first.
    pub attempts: Vec<AttemptJson>,
    /// The total of the `refunds` that succeeded.
    pub refunded: AmountJson,
    /// The refunds requested by the mall or the merchant, oldest first.
    pub refunds: Vec<RefundJson>,
    /// The automatic refunds of money that came late, twice or in the wrong
    /// amount, oldest first. They do not count in `refunded`.
    pub surplus: Vec<RefundJson>,
}

/// An item of an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemView)]
pub(crate) struct ItemJson {
    /// What is sold.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The price of one, a decimal text in the order's currency.
    #[schema(pattern = r"^[0-9]+\.[0-9]{2}$")]
    pub unit_price: String,
}

/// One attempt to pay an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttemptView)]
pub(crate) struct AttemptJson {
    /// Its id.
    #[schema(pattern = "^att_[0-9a-z]{26}$")]
    pub id: String,
    /// The payment product, as `products` of an order names it.
    #[schema(value_type = ProductName)]
    pub product: String,
    /// The network it is paid through; new ones may be added.
    #[schema(pattern = "^[a-z0-9_]{1,16}$")]
    pub channel: String,
    /// `started`, `awaiting_payer`, `unsettled`, `paid`, `declined`,
    /// `abandoned`, or `surplus` (paid too late or twice; refunded).
    #[schema(value_type = AttemptStateName)]
    pub state: String,
    /// The short code of the chosen bank.
    #[schema(required = true)]
    pub bank: Option<String>,
    /// The last four digits of the card used.
    #[schema(pattern = "^[0-9]{4}$", required = true)]
    pub card_last4: Option<String>,
    /// Why the network declined it; null if it did not.
    #[schema(required = true)]
    pub declined: Option<DeclinedJson>,
    /// The network's id of the payment.
    #[schema(required = true)]
    pub network_id: Option<String>,
    /// When it was created.
    #[schema(format = "date-time")]
    pub created_at: String,
}

/// Why a network declined.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeclinedView)]
pub(crate) struct DeclinedJson {
    /// The reason.
    #[schema(value_type = DeclineReasonName)]
    pub reason: String,
    /// The network's own code.
    pub network_code: String,
}

impl OrderJson {
    /// Converts an order for the API.
    pub(crate) fn of(
        order: &Order,
        attempts: &[Attempt],
        refunds: &[Refund],
        pay_url: String,
    ) -> Self {
        let facts = &order.facts;
        let of_cause = |cause| {
            let these = refunds.iter().filter(move |refund| refund.cause == cause);
            these.map(RefundJson::of).collect()
        };
        Self {
            id: order.id.to_string(),
            mall_order_no: facts.mall_order_no.clone(),
            merchant_id: facts.merchant_id.to_string(),
            store_id: facts.store_id.as_ref().map(ToString::to_string),
            state: order.state.name().to_owned(),
            amount: AmountJson::of(facts.amount),
            subject: facts.subject.clone(),
            items: facts.items.iter().map(ItemJson::of).collect(),
            return_url: facts.return_url.clone(),
            products: facts.products.iter().map(|p| p.name().to_owned()).collect(),
            buyer_ref: facts.buyer_ref.clone(),
            locale: facts.locale.map(|l| l.tag().to_owned()),
            metadata: facts.metadata.clone(),
            pay_url,
            created_at: order.created_at.rfc3339(),
            expires_at: order.expires_at.rfc3339(),
            paid_at: order.paid_at.map(At::rfc3339),
            attempts: attempts.iter().map(AttemptJson::of).collect(),
            refunded: AmountJson::of(order.refunded),
            refunds: of_cause(RefundCause::Merchant),
            surplus: of_cause(RefundCause::Surplus),
        }
    }
}

impl ItemJson {
    fn of(item: &Item) -> Self {
        Self {
            name: item.name.clone(),
            quantity: item.quantity,
            unit_price: item.unit_price.decimal(),
        }
    }
}

impl AttemptJson {
    fn of(attempt: &Attempt) -> Self {
        let state = &attempt.state;
        Self {
            id: attempt.id.to_string(),
            product: attempt.product.name().to_owned(),
            channel: attempt.channel.to_string(),
            state: state.status().name().to_owned(),
            bank: attempt.details.bank().map(str::to_owned),
            card_last4: attempt.details.card().map(|card| card.last4.clone()),
            declined: state.declined().map(|(reason, code)| DeclinedJson {
                reason: reason.name().to_owned(),
                network_code: code.to_owned(),
            }),
            network_id: state.receipt().map(|receipt| receipt.network_id.clone()),
            created_at: attempt.created_at.rfc3339(),
        }
    }
}
