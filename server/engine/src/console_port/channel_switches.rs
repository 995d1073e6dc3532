//! Implements [`ChannelSwitches`], the calls of the pages on which networks are
//! switched off and on.

use super::EngineConsole;
use async_trait::async_trait;
use domain::channel_id::ChannelId;
use domain::console::{
    ChannelDetail, ChannelSwitches, ConsoleError, ConsoleResult, ConsoleVisit, NewSwitch, SignedIn,
};
use domain::ids::{ApprovalId, SwitchId};
use domain::product::Product;

impl EngineConsole {
    /// The products of a network that the desk is connected to.
    fn products_of(&self, id: &ChannelId) -> ConsoleResult<Vec<Product>> {
        let channel = self.engine().channels().get(id);
        let channel = channel.ok_or(ConsoleError::NotFound)?;
        let mut products = Vec::new();
        for route in channel.routes() {
            if !products.contains(&route.product) {
                products.push(route.product);
            }
        }
        Ok(products)
    }
}

#[async_trait]
impl ChannelSwitches for EngineConsole {
    async fn channel(&self, by: &SignedIn, id: &ChannelId) -> ConsoleResult<ChannelDetail> {
        let products = self.products_of(id)?;
        self.answer(self.people().channel(by, (id, products)).await)
    }

    async fn switch_off(
        &self,
        by: &SignedIn,
        id: &ChannelId,
        new: NewSwitch,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let products = self.products_of(id)?;
        let off = self.people().switch_off(by, (id, &products), new, visit);
        self.answer(off.await)
    }

    async fn ask_switch_on(
        &self,
        by: &SignedIn,
        id: &SwitchId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId> {
        self.answer(self.people().ask_switch_on(by, id, visit).await)
    }
}
