//! A network, or a product at it, that the provider has switched off for new
//! attempts. Attempts under way, queries, notices and refunds go on.

use super::{Approval, Person};
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::SwitchId;
use crate::product::Product;

/// That something is switched off. It is in force by its times alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelSwitch {
    /// Its id.
    pub id: SwitchId,
    /// The network.
    pub channel: ChannelId,
    /// The product; `None` for all of the network.
    pub product: Option<Product>,
    /// Since when.
    pub off_at: At,
    /// The end that was set.
    pub until: Option<At>,
    /// Why.
    pub reason: String,
    /// Who switched it off.
    pub off_by: Person,
}

impl ChannelSwitch {
    /// The most characters of a reason.
    pub const REASON_MAX: usize = 100;

    /// The longest time to the end that is set, in seconds.
    pub const UNTIL_MAX_S: i64 = 366 * 24 * 3600;

    /// True while it is off.
    pub fn is_off_at(&self, now: At) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

/// What is switched off, for new attempts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SwitchedOff(pub Vec<(ChannelId, Option<Product>)>);

impl SwitchedOff {
    /// True where no attempt with a product begins at a network.
    pub fn has(&self, channel: &ChannelId, product: Product) -> bool {
        let mut off = self.0.iter();
        off.any(|(id, of)| id == channel && of.is_none_or(|of| of == product))
    }
}

/// The page of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelDetail {
    /// The network.
    pub channel: ChannelId,
    /// The products that it carries.
    pub products: Vec<Product>,
    /// What is switched off, with the request to switch it on that waits.
    pub off: Vec<(ChannelSwitch, Option<Approval>)>,
    /// Who else may approve switching on.
    pub approvers: Vec<Person>,
}

/// The form that switches off, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSwitch {
    /// The product; `None` for all of the network.
    pub product: Option<Product>,
    /// Why.
    pub reason: String,
    /// The end.
    pub until: Option<At>,
}

#[cfg(test)]
mod tests {
    use super::SwitchedOff;
    use crate::channel_id::ChannelId;
    use crate::product::Product;

    #[test]
    fn a_network_is_off_with_all_of_its_products_or_with_one() {
        let (one, other) = (ChannelId::constant("one"), ChannelId::constant("other"));
        let off = SwitchedOff(vec![
            (one.clone(), Some(Product::Scan)),
            (other.clone(), None),
        ]);
        assert!(off.has(&one, Product::Scan));
        assert!(!off.has(&one, Product::GatewayPersonal));
        assert!(off.has(&other, Product::GatewayPersonal));
        assert!(!SwitchedOff::default().has(&one, Product::Scan));
    }
}
