//! The channels of this desk, by name, as configured.

use crate::channel::{Channel, ProductRoute};
use domain::channel_id::ChannelId;
use domain::merchant::Merchant;
use domain::product::Product;
use domain::visit::Visit;
use std::sync::Arc;

/// The configured channels, in the order of preference. Cheap to clone.
#[derive(Clone, Default)]
pub struct Channels(Arc<[Arc<dyn Channel>]>);

impl Channels {
    /// These channels; the first that carries a product is used for it.
    pub fn new(channels: Vec<Arc<dyn Channel>>) -> Self {
        Self(channels.into())
    }

    /// The channel of this name, if it is configured.
    pub fn get(&self, id: &ChannelId) -> Option<&dyn Channel> {
        self.iter().find(|channel| channel.id() == id)
    }

    /// The channels that carry a product for this visitor, each with its route.
    pub fn carrying(
        &self,
        product: Product,
        visit: &Visit,
    ) -> impl Iterator<Item = (&dyn Channel, &ProductRoute)> {
        let carries =
            move |route: &&ProductRoute| route.product == product && route.is_open_to(visit);
        self.iter().filter_map(move |channel| {
            let route = channel.routes().iter().find(carries)?;
            Some((channel, route))
        })
    }

    /// True if one of them carries this product for some visitor, and the
    /// merchant has an account for it there.
    pub fn carry(&self, merchant: &Merchant, product: Product) -> bool {
        self.iter().any(|channel| {
            let mut routes = channel.routes().iter();
            routes.any(|route| route.product == product)
                && merchant.number_for(product, channel.id()).is_some()
        })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Channel> {
        self.0.iter().map(AsRef::as_ref)
    }
}

impl std::fmt::Debug for Channels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.iter().map(Channel::id))
            .finish()
    }
}
