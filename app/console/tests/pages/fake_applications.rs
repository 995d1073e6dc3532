//! Applications in memory: one in each state, by its place in the states.

use crate::fake_console::{self, FakeConsole, MARKUP, MERCHANT, NOW};
use crate::fake_provider::MALL;
use async_trait::async_trait;
use domain::application::{
    ApplicationField as Field, ApplicationState, ApplicationStep, Entries, EntryProblem, Section,
};
use domain::channel_id::ChannelId;
use domain::console::{
    ApplicationDetail, ApplicationMove, ApplicationPage, ApplicationQuery, ApplicationRow,
    Applications, Conflict, ConsoleError, ConsoleField, ConsoleProblem, ConsoleResult,
    ConsoleVisit, ContractForm, Contracts, Document, DocumentKind, OneTimeLink, Right,
    SavedSection, Scope, SignedIn, StepEntry,
};
use domain::ids::{ApplicationId, ApprovalId, DocumentId, MallId, MerchantId};
use domain::money::Money;

/// The revision of every application and of every saved section.
const REVISION: u32 = 3;

/// The file of the document.
pub(crate) const FILE: &[u8] = b"%PDF-1.7 a licence";

/// The id of the application in this state.
pub(crate) fn application_id(state: ApplicationState) -> ApplicationId {
    let place = ApplicationState::ALL.iter().position(|one| *one == state);
    ApplicationId::parse(&format!("app_{:026}", place.expect("a state"))).expect("an id")
}

/// The id of the document.
pub(crate) fn document_id() -> DocumentId {
    DocumentId::parse("doc_00000000000000000000000001").expect("an id")
}

fn need(by: &SignedIn, right: Right) -> ConsoleResult<()> {
    fake_console::need(by, &Scope::Provider, right)
}

fn state_of(id: &ApplicationId) -> ConsoleResult<ApplicationState> {
    let mut states = ApplicationState::ALL.into_iter();
    let state = states.find(|state| application_id(*state) == *id);
    state.ok_or(ConsoleError::NotFound)
}

fn row(state: ApplicationState) -> ApplicationRow {
    ApplicationRow {
        id: application_id(state),
        name: MARKUP.into(),
        uscc: "914403001922038216".into(),
        state,
        entered_by: "Lucy King".into(),
        created_at: NOW.plus_s(-86_400),
        changed_at: NOW.plus_s(-60),
    }
}

fn sections() -> Vec<SavedSection> {
    let mut entries = Entries::default();
    for (field, text) in [
        (Field::Subject, "enterprise"),
        (Field::RegisteredName, MARKUP),
        (Field::Address, "杭州市西湖区龙井路 1 号"),
        (Field::LegalName, "王芳"),
        (Field::LegalId, "****002X"),
        (Field::Products, "scan quick_agreement"),
        (Field::Malls, MALL),
        (Field::QuickRate, "0.38"),
    ] {
        entries.put(field, text);
    }
    let saved = |section| SavedSection {
        section,
        revision: REVISION,
        entries: entries.of(section),
        remark: (section == Section::Company).then(|| "名称与证照不符".into()),
        saved_by: MARKUP.into(),
        saved_at: NOW.plus_s(-120),
    };
    let sections = [Section::Company, Section::LegalPerson, Section::Terms];
    sections.map(saved).to_vec()
}

fn detail(state: ApplicationState) -> ApplicationDetail {
    let steps = [ApplicationStep::Begin, ApplicationStep::Refuse];
    let step = |step| StepEntry {
        step,
        at: NOW.plus_s(-60),
        by: "Lucy King".into(),
        note: MARKUP.into(),
    };
    let active = state == ApplicationState::Active;
    let merchant = active.then(|| MerchantId::parse(MERCHANT).expect("an id"));
    ApplicationDetail {
        row: row(state),
        revision: REVISION,
        sections: sections(),
        steps: steps.map(step).to_vec(),
        proof: None,
        approval: None,
        merchant,
        has_no_owner: active,
        documents: vec![Document {
            id: document_id(),
            kind: DocumentKind::Licence,
            media: "application/pdf".into(),
            bytes: 2_048,
            added_by: "Lucy King".into(),
            added_at: NOW,
        }],
        malls: vec![(MallId::parse(MALL).expect("an id"), MARKUP.into())],
        channels: vec![ChannelId::constant("union_pay")],
    }
}

/// The terms of the merchant's contract.
fn terms() -> Entries {
    let mut terms = Entries::default();
    terms.put(Field::Products, "scan");
    terms.put(Field::Malls, MALL);
    terms.put(Field::ScanRate, "0.38");
    terms
}

#[async_trait]
impl Contracts for FakeConsole {
    async fn contract(
        &self,
        by: &SignedIn,
        merchant: &MerchantId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<ContractForm> {
        need(by, Right::ChangeContracts)?;
        if merchant.as_str() != MERCHANT {
            return Err(ConsoleError::NotFound);
        }
        Ok(ContractForm {
            name: MARKUP.into(),
            terms: terms(),
            malls: vec![(MallId::parse(MALL).expect("an id"), MARKUP.into())],
            open: None,
        })
    }

    async fn ask_contract(
        &self,
        by: &SignedIn,
        merchant: &MerchantId,
        terms: &Entries,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId> {
        self.contract(by, merchant, visit).await?;
        if terms.text(Field::FeesFrom).is_empty() {
            let problem = ConsoleProblem::Entry(EntryProblem::Empty);
            let field = ConsoleField::Application(Field::FeesFrom);
            return Err(ConsoleError::Invalid(vec![(field, problem)]));
        }
        self.note(format!("contract {}", terms.text(Field::Products)));
        Ok(crate::fake_refunds::approval_id(0))
    }
}

#[async_trait]
impl Applications for FakeConsole {
    async fn applications(
        &self,
        by: &SignedIn,
        query: &ApplicationQuery,
    ) -> ConsoleResult<ApplicationPage> {
        need(by, Right::SeeApplications)?;
        let states = ApplicationState::ALL.into_iter();
        let states = states.filter(|state| query.state.is_none_or(|asked| asked == *state));
        // No application was withdrawn.
        let states = states.filter(|state| *state != ApplicationState::Withdrawn);
        Ok(ApplicationPage {
            rows: states.map(row).collect(),
            next: query
                .after
                .is_none()
                .then(|| application_id(ApplicationState::Draft)),
        })
    }

    async fn application(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
    ) -> ConsoleResult<ApplicationDetail> {
        need(by, Right::SeeApplications)?;
        Ok(detail(state_of(id)?))
    }

    async fn begin_application(
        &self,
        by: &SignedIn,
        _: &ConsoleVisit,
    ) -> ConsoleResult<ApplicationId> {
        need(by, Right::EnterApplications)?;
        self.note("begin");
        Ok(application_id(ApplicationState::Draft))
    }

    async fn save_section(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        (section, revision, entries): (Section, u32, &Entries),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, Right::EnterApplications)?;
        if revision != REVISION || !state_of(id)?.is_editable() {
            return Err(ConsoleError::Conflict(Conflict::Application));
        }
        let required = Field::of(section).filter(|field| field.is_required());
        let empty =
            required.filter(|field| !field.is_personal() && entries.text(*field).is_empty());
        let mistakes: Vec<_> = empty
            .map(|field| {
                let problem = ConsoleProblem::Entry(EntryProblem::Empty);
                (ConsoleField::Application(field), problem)
            })
            .collect();
        if !mistakes.is_empty() {
            return Err(ConsoleError::Invalid(mistakes));
        }
        let malls = entries.text(Field::Malls);
        let products = entries.text(Field::Products);
        self.note(format!("save {} {products} {malls}", section.name()));
        Ok(())
    }

    async fn move_application(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        (revision, asked): (u32, &ApplicationMove),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let right = match asked {
            ApplicationMove::Submit | ApplicationMove::Withdraw(_) => Right::EnterApplications,
            _ => Right::ReviewApplications,
        };
        need(by, right)?;
        if revision != REVISION || state_of(id)?.after(asked.step()).is_none() {
            return Err(ConsoleError::Conflict(Conflict::Application));
        }
        match asked {
            ApplicationMove::Submit => {
                let problem = ConsoleProblem::Entry(EntryProblem::Empty);
                let field = ConsoleField::Application(Field::ContactName);
                Err(ConsoleError::Invalid(vec![(field, problem)]))
            }
            ApplicationMove::Return(remarks) if remarks.is_empty() => {
                let mistake = (ConsoleField::Remark, ConsoleProblem::Empty);
                Err(ConsoleError::Invalid(vec![mistake]))
            }
            other => {
                self.note(format!("{other:?}"));
                Ok(())
            }
        }
    }

    async fn send_sum(
        &self,
        by: &SignedIn,
        _: &ApplicationId,
        sum: Money,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, Right::ProveAccounts)?;
        self.note(format!("sum {sum}"));
        Ok(())
    }

    async fn name_sum(
        &self,
        by: &SignedIn,
        _: &ApplicationId,
        _: Money,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, Right::EnterApplications)?;
        let mistake = (ConsoleField::Amount, ConsoleProblem::Wrong);
        Err(ConsoleError::Invalid(vec![mistake]))
    }

    async fn ask_activation(
        &self,
        by: &SignedIn,
        _: &ApplicationId,
        accounts: &[(ChannelId, String)],
        _: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId> {
        need(by, Right::ReviewApplications)?;
        if accounts.iter().all(|(_, number)| number.is_empty()) {
            let mistake = (ConsoleField::NetworkAccount, ConsoleProblem::Empty);
            return Err(ConsoleError::Invalid(vec![mistake]));
        }
        self.note(format!("ask {accounts:?}"));
        Ok(crate::fake_refunds::approval_id(0))
    }

    async fn owner_link(
        &self,
        by: &SignedIn,
        _: &ApplicationId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink> {
        need(by, Right::ActivateMerchants)?;
        Ok(OneTimeLink::parse(&fake_console::padded("owner")).expect("a link"))
    }

    async fn add_document(
        &self,
        by: &SignedIn,
        _: &ApplicationId,
        (kind, file): (DocumentKind, &[u8]),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, Right::EnterApplications)?;
        if file != FILE {
            let mistake = (ConsoleField::DocumentFile, ConsoleProblem::Format);
            return Err(ConsoleError::Invalid(vec![mistake]));
        }
        self.note(format!("add {}", kind.name()));
        Ok(())
    }

    async fn document(
        &self,
        by: &SignedIn,
        (application, id): (&ApplicationId, &DocumentId),
        _: &ConsoleVisit,
    ) -> ConsoleResult<(Document, Vec<u8>)> {
        need(by, Right::SeeDocuments)?;
        let mut documents = detail(state_of(application)?).documents.into_iter();
        let document = documents.find(|document| document.id == *id);
        Ok((document.ok_or(ConsoleError::NotFound)?, FILE.to_vec()))
    }
}
