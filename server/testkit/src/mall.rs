//! A registered mall.

use crate::clock::NOON;
use domain::entropy::Entropy;
use domain::ids::MallId;
use domain::mall::Mall;

/// The origin of the mall's return addresses.
pub const ORIGIN: &str = "https://mall.example";

/// An active mall without a webhook address.
pub fn mall(entropy: &dyn Entropy) -> Mall {
    Mall {
        id: MallId::new(entropy, NOON),
        name: "江南银行生活商城".to_owned(),
        operator_uscc: "91110000802100433B".to_owned(),
        return_origins: vec![ORIGIN.to_owned()],
        webhook_url: None,
        active: true,
        created_at: NOON,
    }
}
