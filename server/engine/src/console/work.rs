//! What needs the eyes of the provider's staff, and how its networks do.

use super::people::{Answer, People};
use domain::channel_id::ChannelId;
use domain::console::{Right, SignedIn, Work, WorkItem, WorkKind};
use store::work;

impl People {
    /// How many things of each kind there are, and the health of these networks.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn work(&self, by: &SignedIn, channels: Vec<ChannelId>) -> Answer<Work> {
        self.check_staff(by, Right::SeeDesk).await?;
        let now = self.now();
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let mut found = Work::default();
                for kind in WorkKind::ALL {
                    found.counts.push(work::count(tx, kind, now).await?);
                }
                for channel in &channels {
                    found.channels.push(work::channel(tx, channel, now).await?);
                }
                Ok(found)
            })
        });
        Ok(read.await?)
    }

    /// The things of a kind, the oldest first.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn work_items(&self, by: &SignedIn, kind: WorkKind) -> Answer<Vec<WorkItem>> {
        self.check_staff(by, Right::SeeDesk).await?;
        let now = self.now();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { work::items(tx, kind, now).await }));
        Ok(read.await?)
    }
}
