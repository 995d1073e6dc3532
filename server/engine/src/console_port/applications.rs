//! Implements [`Applications`], the calls of the pages on which the provider signs
//! merchants up.

use super::EngineConsole;
use async_trait::async_trait;
use domain::application::{Entries, Section};
use domain::channel_id::ChannelId;
use domain::console::{
    ApplicationDetail, ApplicationMove, ApplicationPage, ApplicationQuery, Applications,
    ConsoleResult, ConsoleVisit, Document, DocumentKind, OneTimeLink, SignedIn,
};
use domain::ids::{ApplicationId, ApprovalId, DocumentId};
use domain::money::Money;

#[async_trait]
impl Applications for EngineConsole {
    async fn applications(
        &self,
        by: &SignedIn,
        query: &ApplicationQuery,
    ) -> ConsoleResult<ApplicationPage> {
        self.answer(self.people().applications(by, query).await)
    }

    async fn application(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
    ) -> ConsoleResult<ApplicationDetail> {
        self.answer(self.people().application(by, id).await)
    }

    async fn begin_application(
        &self,
        by: &SignedIn,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApplicationId> {
        self.answer(self.people().begin_application(by, visit).await)
    }

    async fn save_section(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        section: (Section, u32, &Entries),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().save_section(by, id, section, visit).await)
    }

    async fn move_application(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        asked: (u32, &ApplicationMove),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().move_application(by, id, asked, visit).await)
    }

    async fn send_sum(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        sum: Money,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().send_sum(by, id, sum, visit).await)
    }

    async fn name_sum(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        sum: Money,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().name_sum(by, id, sum, visit).await)
    }

    async fn ask_activation(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        accounts: &[(ChannelId, String)],
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId> {
        let asked = (accounts, self.engine().network.channels.clone());
        self.answer(self.people().ask_activation(by, id, asked, visit).await)
    }

    async fn owner_link(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink> {
        self.answer(self.people().owner_link(by, id, visit).await)
    }

    async fn add_document(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        document: (DocumentKind, &[u8]),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().add_document(by, id, document, visit).await)
    }

    async fn document(
        &self,
        by: &SignedIn,
        ids: (&ApplicationId, &DocumentId),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<(Document, Vec<u8>)> {
        self.answer(self.people().document(by, ids, visit).await)
    }
}
