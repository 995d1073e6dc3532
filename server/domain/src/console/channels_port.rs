//! The calls of the pages on which networks are switched off and on.

use super::{ChannelDetail, ConsoleResult, ConsoleVisit, NewSwitch, SignedIn};
use crate::channel_id::ChannelId;
use crate::ids::{ApprovalId, SwitchId};
use async_trait::async_trait;

/// The provider's networks.
#[async_trait]
pub trait ChannelSwitches: Send + Sync {
    /// A network that the desk is connected to, with what of it is off.
    async fn channel(&self, by: &SignedIn, id: &ChannelId) -> ConsoleResult<ChannelDetail>;

    /// Switches it off, or one of its products, for new attempts: at once, as no
    /// harm is in that.
    ///
    /// # Errors
    /// `Invalid`; `Conflict` where it is off already.
    async fn switch_off(
        &self,
        by: &SignedIn,
        id: &ChannelId,
        new: NewSwitch,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Asks a second person to switch it on again.
    ///
    /// # Errors
    /// `Conflict` if it is on, if a request is open already, or if there is no
    /// second person who may approve.
    async fn ask_switch_on(
        &self,
        by: &SignedIn,
        id: &SwitchId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId>;
}
