//! Implements [`BrandConsole`].

use super::EngineConsole;
use async_trait::async_trait;
use domain::brand::{Brand, LogoId, LogoSlot};
use domain::clock::At;
use domain::console::{BrandConsole, Branding, ConsoleResult, ConsoleVisit, Scope, SignedIn};
use domain::ids::MallId;

#[async_trait]
impl BrandConsole for EngineConsole {
    async fn branding(
        &self,
        by: &SignedIn,
        scope: &Scope,
        mall: Option<&MallId>,
    ) -> ConsoleResult<Branding> {
        self.answer(self.people().branding(by, scope, mall).await)
    }

    async fn save_brand(
        &self,
        by: &SignedIn,
        place: (&Scope, Option<&MallId>),
        draft: (i64, &Brand),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().save_brand(by, place, draft, visit).await)
    }

    async fn put_logo(
        &self,
        by: &SignedIn,
        place: (&Scope, Option<&MallId>),
        logo: (LogoSlot, Option<&[u8]>),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().put_logo(by, place, logo, visit).await)
    }

    async fn drop_brand_draft(
        &self,
        by: &SignedIn,
        place: (&Scope, Option<&MallId>),
        revision: i64,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let dropped = self.people().drop_brand_draft(by, place, revision, visit);
        self.answer(dropped.await)
    }

    async fn publish_brand(
        &self,
        by: &SignedIn,
        place: (&Scope, Option<&MallId>),
        draft: (i64, &Brand, Option<At>),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let published = self.people().publish_brand(by, place, draft, visit).await;
        self.engine().forget_names();
        self.answer(published)
    }

    async fn restore_brand(
        &self,
        by: &SignedIn,
        place: (&Scope, Option<&MallId>),
        number: i64,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let restored = self.people().restore_brand(by, place, number, visit).await;
        self.engine().forget_names();
        self.answer(restored)
    }

    async fn withdraw_brand(
        &self,
        by: &SignedIn,
        place: (&Scope, Option<&MallId>),
        number: i64,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let withdrawn = self.people().withdraw_brand(by, place, number, visit);
        self.answer(withdrawn.await)
    }

    async fn logo(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &LogoId,
    ) -> ConsoleResult<(&'static str, Vec<u8>)> {
        let logo = self.answer(self.people().logo(by, scope, id).await)?;
        Ok((logo.media, logo.bytes))
    }
}
