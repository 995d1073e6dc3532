//! Registering the merchant of an application: a second person is asked, and its
//! approval makes the merchant in its transaction.

use super::application_entries::plain_entries;
use super::approvals::ask;
use super::one_time_links::{new_invitation, store_link};
use super::people::{Answer, Change, People};
use channels::{Channels, check_account};
use domain::application::{ApplicationState, ApplicationStep, Entries, new_merchant};
use domain::channel_id::ChannelId;
use domain::console::{
    ActivateCommand, ApprovalCommand, ApprovalKind, AuditAction, Conflict, ConsoleError,
    ConsoleField, ConsoleProblem, ConsoleVisit, OneTimeLink, Right, Role, Scope, SignedIn,
};
use domain::ids::{ApplicationId, ApprovalId, MerchantId};
use domain::merchant::AccountNumber;
use std::sync::Arc;
use store::{application_steps, applications, approvals, invitations, members};

/// The longest number at a network.
const NUMBER_MAX: usize = 64;

impl People {
    /// Asks a second person to approve, with the merchant's numbers at the
    /// networks. Each is checked as its network would check it.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn ask_activation(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        (numbers, channels): (&[(ChannelId, String)], Channels),
        visit: &ConsoleVisit,
    ) -> Answer<ApprovalId> {
        let scope = Scope::Provider;
        self.check(by, &scope, Right::ReviewApplications, visit)
            .await?;
        let read = self.store.read({
            let id = id.clone();
            move |tx| {
                Box::pin(async move {
                    let found = applications::find(tx, &id).await?;
                    Ok((found, plain_entries(tx, &id).await?))
                })
            }
        });
        let (Some(found), entries) = read.await? else {
            return Err(ConsoleError::NotFound.into());
        };
        if found.row.state != ApplicationState::Proved {
            return Err(ConsoleError::Conflict(Conflict::Application).into());
        }
        let accounts = accounts(numbers);
        check_accounts(&entries, &accounts, &channels)?;
        let command = ApprovalCommand::ActivateMerchant(ActivateCommand {
            application: id.clone(),
            name: found.row.name.clone(),
            accounts: numbers_of(&accounts),
        });
        let asked = Change::of(AuditAction::AskApproval, id.as_str());
        let entry = self.entry(&scope, Some(&by.person.id), visit, asked);
        let (entropy, now) = (Arc::clone(&self.entropy), self.now());
        let (id, person) = (id.clone(), by.person.id.clone());
        let asked = self.store.write(move |tx| {
            Box::pin(async move {
                let kind = ApprovalKind::ActivateMerchant;
                if let Some(open) = approvals::open_of_subject(tx, kind, id.as_str(), now).await? {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Waiting(open.id))));
                }
                let next = (found.row.state, found.revision);
                // The request is about the revision after it.
                if !applications::set_state(tx, &id, next, now).await? {
                    return Err(store::Fault::stale("the application was changed").into());
                }
                let source = (entropy.as_ref(), now);
                let asked = ask(tx, source, (&person, &entry), &command, None).await?;
                if asked.is_ok() {
                    let step = (ApplicationStep::AskActivation, "");
                    application_steps::insert(tx, &id, step, (&person, now)).await?;
                }
                Ok(asked)
            })
        });
        Ok(asked.await??)
    }

    /// A one-time link for the owner of the merchant that an application became, in
    /// place of those before. It is made while the merchant has no owner.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Unconfirmed`, `Conflict`.
    pub(crate) async fn owner_link(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        visit: &ConsoleVisit,
    ) -> Answer<OneTimeLink> {
        let provider = Scope::Provider;
        self.check(by, &provider, Right::ActivateMerchants, visit)
            .await?;
        self.check_confirmed(by)?;
        let (id, now) = (id.clone(), self.now());
        let ended = self.store.write(move |tx| {
            Box::pin(async move {
                let found = applications::find(tx, &id).await?;
                let Some(merchant) = found.and_then(|found| found.merchant) else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                let scope = Scope::Merchant(merchant);
                if members::count(tx, &scope, Role::Owner).await? > 0 {
                    return Ok(Err(ConsoleError::Conflict(Conflict::Application)));
                }
                for open in invitations::of_scope(tx, &scope, now).await? {
                    invitations::delete(tx, &scope, &open.id).await?;
                }
                Ok(Ok(scope))
            })
        });
        let scope = ended.await??;
        let invited = new_invitation(self.source(), &scope, (Role::Owner, None, ""), None);
        let mut change = Change::of(AuditAction::Invite, invited.invitation.id.as_str());
        change.after = Some(Role::Owner.name().to_owned());
        let entry = self.entry(&scope, Some(&by.person.id), visit, change);
        Ok(store_link(&self.store, self.source(), invited, entry).await?)
    }
}

/// The numbers that were typed.
fn accounts(numbers: &[(ChannelId, String)]) -> Vec<AccountNumber> {
    let typed = numbers.iter().map(|(id, number)| (id, number.trim()));
    let typed = typed.filter(|(_, number)| !number.is_empty());
    let account = |(id, number): (&ChannelId, &str)| {
        AccountNumber::for_all_products(id.clone(), number.to_owned())
    };
    typed.map(account).collect()
}

fn numbers_of(accounts: &[AccountNumber]) -> Vec<(String, String)> {
    let accounts = accounts.iter();
    let pair = |account: &AccountNumber| (account.channel.to_string(), account.number.clone());
    accounts.map(pair).collect()
}

/// A merchant without a number at a network could not be paid.
fn check_accounts(
    entries: &Entries,
    accounts: &[AccountNumber],
    channels: &Channels,
) -> Result<(), ConsoleError> {
    let wrong = |problem| {
        let mistake = (ConsoleField::NetworkAccount, problem);
        Err(ConsoleError::Invalid(vec![mistake]))
    };
    if accounts.is_empty() {
        return wrong(ConsoleProblem::Empty);
    }
    let nobody = MerchantId::stored(String::new());
    let merchant = new_merchant(entries, nobody, Vec::new(), domain::clock::At::from_ms(0));
    for account in accounts {
        let named = merchant.account(&account.number);
        let checked = match channels.get(&account.channel) {
            Some(channel) => channel.check_account(&named),
            None => check_account(&account.channel, &named),
        };
        if account.number.len() > NUMBER_MAX || checked.is_err() {
            return wrong(ConsoleProblem::Format);
        }
    }
    Ok(())
}
