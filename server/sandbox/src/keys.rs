//! The sandbox's keys and certificates, generated once and kept as PEM files, a
//! folder for each network.
//!
//! A network's kit has the keys of both sides: what a provider receives at
//! sign-up, and what stays in the sandbox. A data folder of an earlier version
//! gets the kits that it lacks.

use std::path::Path;

use crate::networks::union_pay::keys::UnionPayKeys;
pub use crate::networks::union_pay::keys::UnionPayKit;
use crate::networks::wechat_pay::keys::WechatPayKeys;
pub use crate::networks::wechat_pay::keys::WechatPayKit;
pub use crate::pem_folder::KitError;

/// All keys and certificates of the sandbox.
pub struct SandboxKeys {
    pub(crate) union_pay: UnionPayKeys,
    pub(crate) wechat_pay: WechatPayKeys,
}

impl SandboxKeys {
    /// Loads the kits from the data folder `dir`, and creates those that are
    /// missing (about a second each). The `demo` command calls it at start.
    ///
    /// # Errors
    /// [`KitError`]: a folder cannot be read or written, or contains damaged
    /// files.
    pub fn load_or_create(dir: &Path) -> Result<Self, KitError> {
        Ok(Self {
            union_pay: UnionPayKeys::load_or_create(dir)?,
            wechat_pay: WechatPayKeys::load_or_create(dir)?,
        })
    }

    /// What Paydesk needs to connect to the sandbox UnionPay.
    pub const fn union_pay(&self) -> &UnionPayKit {
        self.union_pay.desk()
    }

    /// What Paydesk needs to connect to the sandbox WeChat Pay.
    pub const fn wechat_pay(&self) -> &WechatPayKit {
        self.wechat_pay.desk()
    }
}

impl std::fmt::Debug for SandboxKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SandboxKeys(..)")
    }
}
