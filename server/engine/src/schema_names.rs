//! Schemas of the names that bodies of the API carry: a closed list each, from
//! the domain's own.

use std::borrow::Cow;

use domain::attempt::{AttemptStatus, DeclineReason};
use domain::locale::Locale;
use domain::machine::MallEvent;
use domain::order::OrderState;
use domain::product::Product;
use domain::refund::{RefundCause, RefundState};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! names {
    ($($(#[doc = $doc:literal])* $type:ident, $name:literal, $values:expr;)+) => {$(
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub enum $type {}

        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                let description = concat!($($doc),*).trim();
                let schema = ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(description))
                    .enum_values(Some($values));
                schema.into()
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }
    )+};
}

names! {
    /// The state of an order.
    OrderStateName, "OrderState", OrderState::ALL.map(OrderState::name);
    /// The state of an attempt; `surplus` is money that came too late or twice, and goes back.
    AttemptStateName, "AttemptState", AttemptStatus::ALL.map(AttemptStatus::name);
    /// The state of a refund: `unknown` was sent and has no result yet, `failed` moved no money.
    RefundStateName, "RefundState", RefundState::ALL.map(RefundState::name);
    /// Why money goes back: the mall asked, or it came late, twice or in the wrong amount.
    RefundCauseName, "RefundCause", RefundCause::ALL.map(RefundCause::name);
    /// A way to pay.
    ProductName, "Product", Product::ALL.map(Product::name);
    /// Why a network declined.
    DeclineReasonName, "DeclineReason", DeclineReason::ALL.map(DeclineReason::name);
    /// A language of the page.
    LocaleTag, "Locale", [Locale::ZhCn, Locale::En].map(Locale::tag);
    /// What happened.
    EventType, "EventType", MallEvent::ALL.map(MallEvent::name);
}
