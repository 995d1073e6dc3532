//! The provider's merchants and malls.

use super::people::{Answer, People};
use domain::console::{
    ConsoleError, DirectoryPage, DirectoryQuery, MallDetail, MerchantDetail, OrdersOf, Right,
    SignedIn,
};
use domain::ids::{MallId, MerchantId};
use store::{directory, freezes, malls, merchant_fees, merchants};

impl People {
    /// A page of the merchants.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn merchants(
        &self,
        by: &SignedIn,
        query: &DirectoryQuery<MerchantId>,
    ) -> Answer<DirectoryPage<MerchantId>> {
        self.check_staff(by, Right::SeeDesk).await?;
        let query = query.clone();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { directory::merchants(tx, &query).await }));
        Ok(read.await?)
    }

    /// One merchant.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn merchant(&self, by: &SignedIn, id: &MerchantId) -> Answer<MerchantDetail> {
        self.check_staff(by, Right::SeeDesk).await?;
        let id = id.clone();
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let Some(merchant) = merchants::find(tx, &id).await? else {
                    return Ok(None);
                };
                Ok(Some(MerchantDetail {
                    merchant,
                    malls: directory::malls_of(tx, &id).await?,
                    fees: merchant_fees::all(tx, &id).await?,
                    freezes: freezes::of_merchant(tx, &id, MerchantDetail::FREEZES_MAX).await?,
                    activity: directory::activity(tx, &OrdersOf::Merchant(id)).await?,
                }))
            })
        });
        read.await?.ok_or_else(|| ConsoleError::NotFound.into())
    }

    /// A page of the malls.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn malls(
        &self,
        by: &SignedIn,
        query: &DirectoryQuery<MallId>,
    ) -> Answer<DirectoryPage<MallId>> {
        self.check_staff(by, Right::SeeDesk).await?;
        let query = query.clone();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { directory::malls(tx, &query).await }));
        Ok(read.await?)
    }

    /// One mall.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn mall(&self, by: &SignedIn, id: &MallId) -> Answer<MallDetail> {
        self.check_staff(by, Right::SeeDesk).await?;
        let id = id.clone();
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let Some(mall) = malls::find(tx, &id).await? else {
                    return Ok(None);
                };
                Ok(Some(MallDetail {
                    mall,
                    merchants: directory::merchants_of(tx, &id).await?,
                    activity: directory::activity(tx, &OrdersOf::Mall(id)).await?,
                }))
            })
        });
        read.await?.ok_or_else(|| ConsoleError::NotFound.into())
    }
}
