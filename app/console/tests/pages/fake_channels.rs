//! The networks of the console in memory: of one, a product is switched off.

use crate::fake_console::{FakeConsole, MARKUP, NOW, need, person};
use crate::fake_refunds::approval_id;
use async_trait::async_trait;
use domain::channel_id::ChannelId;
use domain::console::{
    ChannelDetail, ChannelSwitch, ChannelSwitches, ConsoleError, ConsoleField, ConsoleProblem,
    ConsoleResult, ConsoleVisit, NewSwitch, Right, Scope, SignedIn,
};
use domain::ids::{ApprovalId, SwitchId};
use domain::product::Product;

/// What is switched off.
pub(crate) fn switch() -> ChannelSwitch {
    ChannelSwitch {
        id: SwitchId::parse(&format!("swi_{:026}", 1)).expect("an id"),
        channel: ChannelId::constant("union_pay"),
        product: Some(Product::Scan),
        off_at: NOW.plus_s(-3_600),
        until: None,
        reason: MARKUP.into(),
        off_by: person("operator"),
    }
}

#[async_trait]
impl ChannelSwitches for FakeConsole {
    async fn channel(&self, by: &SignedIn, id: &ChannelId) -> ConsoleResult<ChannelDetail> {
        need(by, &Scope::Provider, Right::SeeDesk)?;
        if *id != switch().channel {
            return Err(ConsoleError::NotFound);
        }
        Ok(ChannelDetail {
            channel: id.clone(),
            products: vec![Product::GatewayPersonal, Product::Scan],
            off: vec![(switch(), None)],
            approvers: vec![person("admin")],
        })
    }

    async fn switch_off(
        &self,
        by: &SignedIn,
        id: &ChannelId,
        new: NewSwitch,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, &Scope::Provider, Right::SwitchChannel)?;
        if new.reason.is_empty() {
            let mistake = (ConsoleField::SwitchReason, ConsoleProblem::Empty);
            return Err(ConsoleError::Invalid(vec![mistake]));
        }
        let of = new.product.map_or("all", Product::name);
        self.note(format!("off {id} {of} {}", new.reason));
        Ok(())
    }

    async fn ask_switch_on(
        &self,
        by: &SignedIn,
        id: &SwitchId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId> {
        need(by, &Scope::Provider, Right::SwitchChannel)?;
        self.note(format!("ask on {id}"));
        Ok(approval_id(0))
    }
}
