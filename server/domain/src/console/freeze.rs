//! A freeze: what of a merchant or an order the provider has stopped, by whom
//! and until when. It is in force by its times alone; no job ends it.

use super::{FreezeCause, Person};
use crate::clock::At;
use crate::ids::{FreezeId, MerchantId, OrderId};
use serde::{Deserialize, Serialize};

/// What a freeze stops. At least one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stops {
    /// New orders and new attempts to pay. An attempt under way goes on.
    pub payments: bool,
    /// New refunds of the API and of the consoles. Surplus is refunded as ever.
    pub refunds: bool,
}

impl Stops {
    /// Nothing.
    pub const NONE: Self = Self {
        payments: false,
        refunds: false,
    };

    /// What either of both stops.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            payments: self.payments || other.payments,
            refunds: self.refunds || other.refunds,
        }
    }

    /// True if nothing is stopped.
    pub const fn is_none(self) -> bool {
        !self.payments && !self.refunds
    }
}

/// What is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreezeSubject {
    /// The merchant, or the one of the order.
    pub merchant: MerchantId,
    /// Its short name.
    pub merchant_name: String,
    /// The order, with the mall's number; `None` for the whole merchant.
    pub order: Option<(OrderId, String)>,
}

impl FreezeSubject {
    /// The id: the order's, else the merchant's.
    pub fn id(&self) -> &str {
        match &self.order {
            Some((id, _)) => id.as_str(),
            None => self.merchant.as_str(),
        }
    }
}

/// A release: the end of a freeze by two persons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// When.
    pub at: At,
    /// Who asked for it.
    pub asked_by: Person,
    /// Who approved it.
    pub approved_by: Person,
}

/// How a freeze stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FreezeState {
    /// It stops what it names.
    InForce,
    /// Its time is over.
    Ended,
    /// Two persons released it.
    Released,
}

/// A freeze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// Its id.
    pub id: FreezeId,
    /// What is frozen.
    pub subject: FreezeSubject,
    /// What it stops.
    pub stops: Stops,
    /// Why.
    pub cause: FreezeCause,
    /// From when.
    pub begun_at: At,
    /// The end that was set.
    pub until: Option<At>,
    /// Who asked for it.
    pub asked_by: Person,
    /// Who approved it; `None` for one that one person put in force alone
    /// ([`Freeze::ALONE_S`]) and that is not confirmed yet.
    pub approved_by: Option<Person>,
    /// Its release.
    pub released: Option<Release>,
}

impl Freeze {
    /// How long one person alone may freeze new payments, in seconds.
    pub const ALONE_S: i64 = 24 * 3600;

    /// One person alone does not freeze the same again within this time, in
    /// seconds, unless somebody confirmed the last one.
    pub const ALONE_AGAIN_S: i64 = 7 * 24 * 3600;

    /// How it stands at a time.
    pub fn state_at(&self, now: At) -> FreezeState {
        if self.released.is_some() {
            FreezeState::Released
        } else if self.until.is_some_and(|until| until <= now) {
            FreezeState::Ended
        } else {
            FreezeState::InForce
        }
    }
}

/// What a merchant is told of a freeze: that, not why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreezeNotice {
    /// The order, with the mall's number; `None` for the whole merchant.
    pub order: Option<(OrderId, String)>,
    /// What is stopped.
    pub stops: Stops,
    /// Since when.
    pub since: At,
}
