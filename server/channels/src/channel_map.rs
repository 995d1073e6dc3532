//! The channels of this desk, by name, as configured.

use crate::channel::Channel;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::product::Product;
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

    /// The channel that carries a product. One with a certificate that has
    /// ended carries nothing.
    pub fn carrying(&self, product: Product, now: At) -> Option<&dyn Channel> {
        let carries = |channel: &&dyn Channel| {
            let mut routes = channel.routes().iter();
            routes.any(|route| route.product == product) && channel.ended_certificate(now).is_none()
        };
        self.iter().find(carries)
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
