//! Changes a merchant's contract, in the transaction of the approval.

use super::mall_choice;
use domain::application::{
    Entries, contract_entries, requested_fees, requested_malls, requested_products,
};
use domain::clock::At;
use domain::console::ContractCommand;
use domain::merchant::Merchant;
use store::{Error, Tx, directory, mall_merchants, merchant_fees, merchants};

/// The terms of a merchant's contract.
pub(super) async fn terms_of(tx: &mut Tx, merchant: &Merchant) -> Result<Entries, Error> {
    let malls = directory::malls_of(tx, &merchant.id).await?;
    let malls: Vec<_> = malls.into_iter().map(|(id, _)| id).collect();
    let fees = merchant_fees::all(tx, &merchant.id).await?;
    Ok(contract_entries(&merchant.products, &malls, &fees))
}

/// What decides a change: the contract as it is, and whether the merchant may sell
/// on the malls.
pub(super) async fn subject(tx: &mut Tx, of: &ContractCommand) -> Result<String, Error> {
    let merchant = merchants::get(tx, &of.merchant).await?;
    let terms = terms_of(tx, &merchant).await?.to_json(false);
    let wanted = requested_malls(&of.terms());
    let problem = mall_choice::problem(tx, &merchant.uscc, &wanted).await?;
    Ok(format!("{} {} {problem:?}", of.merchant, terms.expose()))
}

/// Makes it. Orders that exist stay as they are.
pub(super) async fn make(tx: &mut Tx, of: &ContractCommand, now: At) -> Result<(), Error> {
    let terms = of.terms();
    merchants::set_products(tx, &of.merchant, &requested_products(&terms)).await?;
    let wanted = requested_malls(&terms);
    for (mall, _) in directory::malls_of(tx, &of.merchant).await? {
        if !wanted.contains(&mall) {
            mall_merchants::delete(tx, &mall, &of.merchant).await?;
        }
    }
    for mall in &wanted {
        mall_merchants::insert(tx, mall, &of.merchant, now).await?;
    }
    for fee in requested_fees(&terms) {
        merchant_fees::put(tx, &of.merchant, &fee).await?;
    }
    Ok(())
}
