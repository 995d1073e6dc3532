//! The calls of the pages of a merchant's brand.

use super::{Branding, ConsoleResult, ConsoleVisit, Scope, SignedIn};
use crate::brand::{Brand, LogoId, LogoSlot};
use crate::clock::At;
use crate::ids::MallId;
use async_trait::async_trait;

/// The calls of the pages of a merchant's brand. `mall` is the mall whose pages
/// the brand is for; without one it is for all that have none of their own.
#[async_trait]
pub trait BrandConsole: Send + Sync {
    /// What is live, the draft, and the versions.
    async fn branding(
        &self,
        by: &SignedIn,
        scope: &Scope,
        mall: Option<&MallId>,
    ) -> ConsoleResult<Branding>;

    /// Stores the draft in place of the one with this revision. `Changed` where
    /// that is not the latest.
    async fn save_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        (revision, brand): (i64, &Brand),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Puts a logo into the draft, made harmless and small; takes it out where
    /// there is no file.
    async fn put_logo(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        (slot, file): (LogoSlot, Option<&[u8]>),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Drops the draft.
    async fn drop_brand_draft(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        revision: i64,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Publishes this brand in place of the draft with this revision, from a time
    /// or now. `Changed` where that is not the latest, or where something else was
    /// published since it was begun. Needs a recent confirmation.
    async fn publish_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        (revision, brand, from): (i64, &Brand, Option<At>),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Publishes what a version was, now. Needs a recent confirmation.
    async fn restore_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        number: i64,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Withdraws a version before its time.
    async fn withdraw_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        number: i64,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// One of the merchant's logos: its media type and its bytes.
    async fn logo(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &LogoId,
    ) -> ConsoleResult<(&'static str, Vec<u8>)>;
}
