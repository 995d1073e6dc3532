//! The words of the pay page that the consoles repeat.

use crate::text::{Text, networks};
use domain::attempt::DeclineReason;
use domain::channel_id::ChannelId;
use domain::locale::Locale;
use domain::product::Product;

/// The name of a way to pay.
pub fn product(locale: Locale, product: Product) -> &'static str {
    (Text::of(locale).product)(product).name
}

/// Why a payment was declined, as the shopper reads it.
pub fn decline(locale: Locale, reason: DeclineReason) -> &'static str {
    (Text::of(locale).declined)(reason).reason
}

/// The name of the number that a network gave a payment or refund.
pub fn network_number(locale: Locale, channel: &ChannelId) -> &'static str {
    Text::of(locale).result.network_no.of(channel)
}

/// The name of a network.
pub fn network(locale: Locale, channel: &ChannelId) -> String {
    networks::name(locale, channel)
}
