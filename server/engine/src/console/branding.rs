//! A merchant's brand: the draft, its publication, and the way back.
//!
//! A change of the draft names the revision it was made from: when another person
//! changed the draft since, it is refused. A published version is written once: the
//! way back is a new version.

use super::people::{Answer, Change, People};
use crate::logo_image::{LogoError, LogoImage};
use domain::brand::{Brand, LogoId, LogoSlot};
use domain::clock::At;
use domain::console::{
    AuditAction, Branding, ConsoleError, ConsoleField, ConsoleProblem, ConsoleResult, ConsoleVisit,
    Right, Scope, SignedIn,
};
use domain::ids::MallId;
use domain::refusal::Refusal;
use store::audit_entries::{self, NewAuditEntry};
use store::brand_versions::{BrandPlace, NewBrandVersion};
use store::{Error, Tx, brand_drafts, brand_images, brand_versions, malls, merchants};

/// The longest time until a version is live: a year.
const AHEAD_MAX_S: i64 = 366 * 86_400;

impl People {
    /// What is live, the draft, and the versions.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn branding(
        &self,
        by: &SignedIn,
        scope: &Scope,
        mall: Option<&MallId>,
    ) -> Answer<Branding> {
        let visit = ConsoleVisit::default();
        let (place, now) = (self.brand_place(by, scope, mall, &visit).await?, self.now());
        let read = self
            .store
            .read(move |tx| Box::pin(async move { read(tx, &place, now).await }));
        read.await?.ok_or_else(|| ConsoleError::NotFound.into())
    }

    /// Stores the draft.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Changed`.
    pub(crate) async fn save_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        (revision, brand): (i64, &Brand),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let place = self.brand_place(by, scope, mall, visit).await?;
        let brand = brand.clone();
        self.change_draft(by, place, AuditAction::SaveBrand, visit, move |now| {
            if now.revision() != revision {
                return Err(ConsoleError::Changed);
            }
            with_logos(brand, now)
        })
        .await
    }

    /// Puts a logo into the draft, or takes it out.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Changed`.
    pub(crate) async fn put_logo(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        (slot, file): (LogoSlot, Option<&[u8]>),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let place = self.brand_place(by, scope, mall, visit).await?;
        let logo = match file {
            Some(file) => Some(read_logo(slot, file.to_vec()).await?),
            None => None,
        };
        let id = logo.as_ref().map(|logo| logo.id.clone());
        if let Some(logo) = &logo {
            let (merchant, stored, now) = (place.merchant.clone(), logo.stored(), self.now());
            let inserted = self.store.write(move |tx| {
                Box::pin(async move { brand_images::insert(tx, &merchant, &stored, now).await })
            });
            inserted.await?;
        }
        self.change_draft(by, place, AuditAction::ChangeLogo, visit, move |now| {
            let mut brand = now.edited().clone();
            brand.logos.put(slot, id);
            Ok(brand)
        })
        .await
    }

    /// Drops the draft.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Changed`.
    pub(crate) async fn drop_brand_draft(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        revision: i64,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let place = self.brand_place(by, scope, mall, visit).await?;
        let entry = self.brand_entry(by, &place, AuditAction::DropBrand, visit);
        let dropped = self.store.write(move |tx| {
            Box::pin(async move {
                if !brand_drafts::delete(tx, &place, revision).await? {
                    return Ok(Err(ConsoleError::Changed));
                }
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(dropped.await??)
    }

    /// Publishes a brand, which ends the draft that it was made from.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Unconfirmed`, `Invalid`, `Changed`.
    pub(crate) async fn publish_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        (revision, brand, from): (i64, &Brand, Option<At>),
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let place = self.brand_place(by, scope, mall, visit).await?;
        self.check_confirmed(by)?;
        let now = self.now();
        if from.is_some_and(|from| from <= now || from > now.plus_s(AHEAD_MAX_S)) {
            let mistake = (ConsoleField::PublishFrom, ConsoleProblem::Time);
            return Err(ConsoleError::Invalid(vec![mistake]).into());
        }
        let entry = self.brand_entry(by, &place, AuditAction::PublishBrand, visit);
        let (person, brand) = (by.person.id.clone(), brand.clone());
        let published = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(branding) = read(tx, &place, now).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let draft = branding.draft.as_ref();
                let outdated = draft.is_some_and(|draft| draft.base != branding.live_number);
                if branding.revision() != revision || outdated {
                    return Ok(Err(ConsoleError::Changed));
                }
                let brand = match with_logos(brand, &branding) {
                    Ok(brand) => brand,
                    Err(refused) => return Ok(Err(refused)),
                };
                if draft.is_some() && !brand_drafts::delete(tx, &place, revision).await? {
                    return Ok(Err(ConsoleError::Changed));
                }
                let version = NewBrandVersion {
                    brand,
                    live_from: from.unwrap_or(now),
                    made_at: now,
                    made_by: person,
                };
                publish(tx, &place, &version, entry, &branding.live).await?;
                Ok(Ok(()))
            })
        });
        Ok(published.await??)
    }

    /// Publishes what a version was, now; 0 is the brand that the merchant was
    /// registered with.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Unconfirmed`.
    pub(crate) async fn restore_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        number: i64,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let (place, now) = (self.brand_place(by, scope, mall, visit).await?, self.now());
        self.check_confirmed(by)?;
        let entry = self.brand_entry(by, &place, AuditAction::PublishBrand, visit);
        let person = by.person.id.clone();
        let restored = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(branding) = read(tx, &place, now).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let brand = match number {
                    0 => Brand::clone(&merchants::get(tx, &place.merchant).await?.brand),
                    _ => match brand_versions::find(tx, &place, number).await? {
                        Some(version) => version.brand,
                        None => return Ok(Err(ConsoleError::NotFound)),
                    },
                };
                let version = NewBrandVersion {
                    brand,
                    live_from: now,
                    made_at: now,
                    made_by: person,
                };
                publish(tx, &place, &version, entry, &branding.live).await?;
                Ok(Ok(()))
            })
        });
        Ok(restored.await??)
    }

    /// Withdraws a version before its time.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Changed` where its time has come.
    pub(crate) async fn withdraw_brand(
        &self,
        by: &SignedIn,
        (scope, mall): (&Scope, Option<&MallId>),
        number: i64,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let (place, now) = (self.brand_place(by, scope, mall, visit).await?, self.now());
        let entry = self.brand_entry(by, &place, AuditAction::WithdrawBrand, visit);
        let withdrawn = self.store.write(move |tx| {
            Box::pin(async move {
                if !brand_versions::withdraw(tx, &place, number, now).await? {
                    return Ok(Err(ConsoleError::Changed));
                }
                let entry = NewAuditEntry {
                    before: Some(number.to_string()),
                    ..entry
                };
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(withdrawn.await??)
    }

    /// One of the merchant's logos, public or not.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn logo(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &LogoId,
    ) -> Answer<LogoImage> {
        let visit = ConsoleVisit::default();
        let (place, id) = (self.brand_place(by, scope, None, &visit).await?, id.clone());
        let found = self.store.read(move |tx| {
            Box::pin(async move { brand_images::of_merchant(tx, &place.merchant, &id).await })
        });
        let stored = found.await?;
        let logo = stored.and_then(|stored| LogoImage::of_stored(&stored));
        logo.ok_or_else(|| ConsoleError::NotFound.into())
    }

    /// Whose pages are meant, after the right was checked.
    async fn brand_place(
        &self,
        by: &SignedIn,
        scope: &Scope,
        mall: Option<&MallId>,
        visit: &ConsoleVisit,
    ) -> Answer<BrandPlace> {
        let merchant = self.check_merchant(by, scope, Right::ChangeBrand, visit);
        Ok(BrandPlace {
            merchant: merchant.await?.clone(),
            mall: mall.cloned(),
        })
    }

    fn brand_entry(
        &self,
        by: &SignedIn,
        place: &BrandPlace,
        action: AuditAction,
        visit: &ConsoleVisit,
    ) -> NewAuditEntry {
        let subject = place.mall.as_ref().map_or("", MallId::as_str);
        let scope = Scope::Merchant(place.merchant.clone());
        let change = Change::of(action, subject);
        self.entry(&scope, Some(&by.person.id), visit, change)
    }

    /// Changes the draft in one transaction, and begins one where there is none.
    async fn change_draft(
        &self,
        by: &SignedIn,
        place: BrandPlace,
        action: AuditAction,
        visit: &ConsoleVisit,
        change: impl FnOnce(&Branding) -> ConsoleResult<Brand> + Clone + Send + Sync + 'static,
    ) -> Answer<()> {
        let entry = self.brand_entry(by, &place, action, visit);
        let (person, now) = (by.person.id.clone(), self.now());
        let changed = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(branding) = read(tx, &place, now).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let brand = match change(&branding) {
                    Ok(brand) => brand,
                    Err(refused) => return Ok(Err(refused)),
                };
                let base = branding.draft.as_ref().map(|draft| draft.base);
                let base = base.unwrap_or(branding.live_number);
                let (before, saved) = (branding.draft.as_ref(), (&person, now));
                if !brand_drafts::put(tx, &place, (before, base), &brand, saved).await? {
                    return Ok(Err(ConsoleError::Changed));
                }
                let entry = with_values(entry, branding.edited(), &brand);
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(changed.await??)
    }
}

/// A form's brand, checked. Logos are put by themselves, and a form says nothing of
/// them.
fn with_logos(brand: Brand, now: &Branding) -> ConsoleResult<Brand> {
    let logos = now.edited().logos.clone();
    let brand = Brand { logos, ..brand };
    match brand.check() {
        Ok(()) => Ok(brand),
        Err(refusal) => Err(ConsoleError::Invalid(vec![mistake(&refusal)])),
    }
}

/// The field that a brand was refused for.
fn mistake(refusal: &Refusal) -> (ConsoleField, ConsoleProblem) {
    let field = match refusal.pointer.as_deref() {
        Some("/brand/support") => ConsoleField::Support,
        Some("/brand/message") => ConsoleField::Message,
        Some("/brand/terms") => ConsoleField::Terms,
        Some("/brand/privacy") => ConsoleField::Privacy,
        _ => ConsoleField::DisplayName,
    };
    (field, ConsoleProblem::Format)
}

/// Everything about a brand; `None` where the merchant is not on the mall.
async fn read(tx: &mut Tx, place: &BrandPlace, now: At) -> Result<Option<Branding>, Error> {
    let merchant = merchants::get(tx, &place.merchant).await?;
    let malls = malls::of_merchant(tx, &place.merchant).await?;
    let is_own = |mall: &MallId| malls.iter().any(|(own, _)| own == mall);
    if place.mall.as_ref().is_some_and(|mall| !is_own(mall)) {
        return Ok(None);
    }
    let live = brand_versions::live(tx, place, now).await?;
    let (live_number, live) = match live {
        Some(live) => live,
        None => (0, live_of_all(tx, place, now).await?),
    };
    Ok(Some(Branding {
        live,
        live_number,
        draft: brand_drafts::find(tx, place).await?,
        versions: brand_versions::latest(tx, place).await?,
        malls,
        payee: merchant.legal_name,
        products: merchant.products,
    }))
}

/// What the pages of a merchant look like at a mall without a brand of its own.
pub(crate) async fn live_of_all(tx: &mut Tx, place: &BrandPlace, now: At) -> Result<Brand, Error> {
    let of_all = BrandPlace {
        merchant: place.merchant.clone(),
        mall: None,
    };
    if let Some((_, brand)) = brand_versions::live(tx, &of_all, now).await? {
        return Ok(brand);
    }
    let merchant = merchants::get(tx, &place.merchant).await?;
    Ok(Brand::clone(&merchant.brand))
}

async fn publish(
    tx: &mut Tx,
    place: &BrandPlace,
    version: &NewBrandVersion,
    entry: NewAuditEntry,
    before: &Brand,
) -> Result<(), Error> {
    brand_versions::insert(tx, place, version).await?;
    brand_images::publish(tx, &place.merchant, &version.brand.logos).await?;
    let entry = with_values(entry, before, &version.brand);
    audit_entries::insert(tx, &entry).await
}

/// The settings that changed, before and after, as JSON. All of a brand may be
/// shown: shoppers see it.
fn with_values(entry: NewAuditEntry, before: &Brand, after: &Brand) -> NewAuditEntry {
    let fields = |brand: &Brand| match serde_json::to_value(brand) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (mut old, mut new) = (fields(before), fields(after));
    new.retain(|name, value| old.get(name) != Some(value));
    old.retain(|name, _| new.contains_key(name));
    NewAuditEntry {
        before: Some(serde_json::Value::Object(old).to_string()),
        after: Some(serde_json::Value::Object(new).to_string()),
        ..entry
    }
}

/// Decoding takes up to a second of CPU, so it has a thread of its own.
async fn read_logo(slot: LogoSlot, file: Vec<u8>) -> Answer<LogoImage> {
    let read = tokio::task::spawn_blocking(move || LogoImage::read_for(slot, &file));
    let problem = match read.await {
        Ok(Ok(logo)) => return Ok(logo),
        Ok(Err(error)) => match error {
            LogoError::Damaged => ConsoleProblem::Format,
            LogoError::TooLarge => ConsoleProblem::TooLarge,
            LogoError::TooManyPixels => ConsoleProblem::TooManyPixels,
            LogoError::NotPlain(_) => ConsoleProblem::NotPlain,
            LogoError::Shape => ConsoleProblem::Shape,
        },
        Err(_) => ConsoleProblem::Format,
    };
    Err(ConsoleError::Invalid(vec![(ConsoleField::Logo, problem)]).into())
}
