//! Makes the merchant of an application, in the transaction of the approval.

use super::application_entries::plain_entries;
use super::mall_choice;
use domain::application::{
    ApplicationField as Field, ApplicationStep, new_merchant, requested_fees, requested_malls,
};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::console::{ActivateCommand, Approval};
use domain::entropy::Entropy;
use domain::ids::{MerchantId, PersonId};
use domain::merchant::AccountNumber;
use store::{
    Error, Fault, Tx, application_steps, applications, mall_merchants, merchant_fees, merchants,
};

/// What decides the approval: the application as it is, whether the company is a
/// merchant already, and whether it operates one of the malls (rule R2).
pub(super) async fn subject(tx: &mut Tx, of: &ActivateCommand) -> Result<String, Error> {
    let id = &of.application;
    let found = applications::find(tx, id).await?;
    let found = found.ok_or_else(|| Fault::new(format!("application {id} is gone")))?;
    let entries = plain_entries(tx, id).await?;
    let uscc = entries.text(Field::Uscc);
    let is_known = applications::is_known(tx, uscc, id).await?;
    let problem = mall_choice::problem(tx, uscc, &requested_malls(&entries)).await?;
    let (state, revision) = (found.row.state.name(), found.revision);
    Ok(format!("{id} {state} {revision} {is_known} {problem:?}"))
}

/// Makes the merchant with its accounts, malls and fees.
pub(super) async fn make(
    tx: &mut Tx,
    entropy: &dyn Entropy,
    (approval, of): (&Approval, &ActivateCommand),
    (checker, now): (&PersonId, At),
) -> Result<(), Error> {
    let id = &of.application;
    let entries = plain_entries(tx, id).await?;
    let channel = |(channel, number): &(String, String)| {
        let channel = ChannelId::parse(channel)?;
        Some(AccountNumber::for_all_products(channel, number.clone()))
    };
    let accounts = of.accounts.iter().filter_map(channel).collect();
    let merchant = new_merchant(&entries, MerchantId::new(entropy, now), accounts, now);
    merchant.check()?;
    merchants::insert(tx, &merchant).await?;
    for mall in requested_malls(&entries) {
        mall_merchants::insert(tx, &mall, &merchant.id, now).await?;
    }
    for fee in requested_fees(&entries) {
        merchant_fees::put(tx, &merchant.id, &fee).await?;
    }
    let found = applications::find(tx, id).await?;
    let found = found.ok_or_else(|| Fault::new(format!("application {id} is gone")))?;
    let made = (&approval.id, &merchant.id);
    if !applications::activate(tx, (id, found.revision), made, now).await? {
        return Err(Fault::stale("the application was changed").into());
    }
    let step = (ApplicationStep::Activate, "");
    application_steps::insert(tx, id, step, (checker, now)).await
}
