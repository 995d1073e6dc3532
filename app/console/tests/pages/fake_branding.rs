//! The brand of the console in memory.

use crate::fake_console::{FakeConsole, MARKUP, NOW, invalid, need};
use async_trait::async_trait;
use domain::brand::{Brand, Colour, LogoId, LogoSlot};
use domain::clock::At;
use domain::console::{
    BrandConsole, BrandDraft, BrandVersion, Branding, ConsoleError, ConsoleField, ConsoleProblem,
    ConsoleResult, ConsoleVisit, Right, Scope, SignedIn,
};
use domain::ids::MallId;
use domain::product::Product;

/// The revision of the draft.
const REVISION: i64 = 7;

/// The brand that is live, and a draft with another name.
fn branding() -> Branding {
    let live = Brand::plain("云上茶舍", Colour::parse("#07c160").expect("a colour"));
    let draft = Brand {
        message: Some(MARKUP.into()),
        ..live.clone()
    };
    let version = |number, in_s| BrandVersion {
        number,
        brand: live.clone(),
        live_from: NOW.plus_s(in_s),
        made_at: NOW.plus_s(-86_400),
        made_by: "owner@shop.example".into(),
        withdrawn: number == 3,
    };
    Branding {
        live: live.clone(),
        live_number: 2,
        draft: Some(BrandDraft {
            brand: draft,
            base: 2,
            revision: REVISION,
            saved_at: NOW.plus_s(-60),
            saved_by: "designer@shop.example".into(),
        }),
        versions: vec![
            version(4, 3_600),
            version(3, 60),
            version(2, -600),
            version(1, -9_000),
        ],
        malls: vec![(mall(), "江南银行生活商城".into())],
        payee: "杭州云栖茶业有限公司".into(),
        products: Product::ALL.to_vec(),
    }
}

/// The mall that the merchant sells on.
pub(crate) fn mall() -> MallId {
    MallId::parse("mal_00000000000000000000000001").expect("an id")
}

#[async_trait]
impl BrandConsole for FakeConsole {
    async fn branding(
        &self,
        by: &SignedIn,
        scope: &Scope,
        mall: Option<&MallId>,
    ) -> ConsoleResult<Branding> {
        need(by, scope, Right::ChangeBrand)?;
        match mall {
            Some(other) if *other != self::mall() => Err(ConsoleError::NotFound),
            _ => Ok(branding()),
        }
    }

    async fn save_brand(
        &self,
        by: &SignedIn,
        (scope, _): (&Scope, Option<&MallId>),
        (revision, brand): (i64, &Brand),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ChangeBrand)?;
        if revision != REVISION {
            return Err(ConsoleError::Changed);
        }
        self.note(format!("save {} {}", brand.display_name, brand.colour));
        Ok(())
    }

    async fn put_logo(
        &self,
        by: &SignedIn,
        (scope, _): (&Scope, Option<&MallId>),
        (slot, file): (LogoSlot, Option<&[u8]>),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ChangeBrand)?;
        if file.is_some_and(|file| file.starts_with(b"<svg><script")) {
            return invalid(ConsoleField::Logo, ConsoleProblem::NotPlain);
        }
        self.note(format!("logo {} {:?}", slot.name(), file.map(<[u8]>::len)));
        Ok(())
    }

    async fn drop_brand_draft(
        &self,
        by: &SignedIn,
        (scope, _): (&Scope, Option<&MallId>),
        revision: i64,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ChangeBrand)?;
        self.note(format!("drop {revision}"));
        Ok(())
    }

    async fn publish_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        (revision, brand, from): (i64, &Brand, Option<At>),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ChangeBrand)?;
        if revision != REVISION {
            return Err(ConsoleError::Changed);
        }
        let (name, from) = (&brand.display_name, from.map(At::rfc3339));
        self.note(format!("publish {name} {from:?} {}", mall.is_some()));
        Ok(())
    }

    async fn restore_brand(
        &self,
        by: &SignedIn,
        (scope, _): (&Scope, Option<&MallId>),
        number: i64,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ChangeBrand)?;
        self.note(format!("restore {number}"));
        Ok(())
    }

    async fn withdraw_brand(
        &self,
        by: &SignedIn,
        (scope, _): (&Scope, Option<&MallId>),
        number: i64,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::ChangeBrand)?;
        self.note(format!("withdraw {number}"));
        Ok(())
    }

    async fn logo(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &LogoId,
    ) -> ConsoleResult<(&'static str, Vec<u8>)> {
        need(by, scope, Right::ChangeBrand)?;
        let known = id.as_str() == "img_0";
        let found = known.then(|| ("image/png", b"a picture".to_vec()));
        found.ok_or(ConsoleError::NotFound)
    }
}
