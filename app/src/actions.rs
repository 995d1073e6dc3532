//! The server functions: everything a shopper can do. Each reads its
//! arguments, calls the port and returns; there is no rule in any of them.
//!
//! They are called two ways: by the plain forms of the pages
//! (`routes::act`, which answers with a page) and over `/fn/<name>` by
//! islands and tests (which get JSON). Both find the desk and the visit in
//! Leptos' context.

pub(crate) mod answer;
mod choice;

use crate::stop::Stop;
use crate::written::Written;
use answer::{Seconds, TurnAnswer};
use domain::desk::{CardEntry, NextPage, SharedPayDesk, Visit};
use domain::ids::{AgreementId, PayToken};
use domain::refusal::{Code, Refusal};
use leptos::prelude::{server, use_context};

/// The desk and the visit, put into context by `routes`.
fn desk() -> Result<(SharedPayDesk, Visit), Stop> {
    let desk = use_context::<SharedPayDesk>().ok_or(Stop::BadForm)?;
    Ok((desk, use_context::<Visit>().unwrap_or_default()))
}

/// A token of the right shape; any other text names no order.
fn token(text: &str) -> Result<PayToken, Stop> {
    PayToken::parse(text).ok_or(Stop::UnknownOrder)
}

/// Makes the order a signed link describes, or finds it. Answers its token.
#[server(prefix = "/fn", endpoint = "create_order")]
pub(crate) async fn create_order(order: String) -> Result<PayToken, Stop> {
    let (desk, _) = desk()?;
    Ok(desk.create_order(&order).await?)
}

/// The shopper confirms a way to pay: `way` is `scan`, `bank`, `new_card` or
/// the id of a signed card; `bank` is the code of the bank picked.
#[server(prefix = "/fn", endpoint = "confirm_payment")]
pub(crate) async fn confirm_payment(
    token: String,
    #[server(default)] way: String,
    #[server(default)] bank: String,
) -> Result<TurnAnswer, Stop> {
    let (desk, visit) = desk()?;
    let token = self::token(&token)?;
    match choice::read(&way, &bank) {
        Ok(choice) => Ok(TurnAnswer::new(
            &token,
            desk.confirm(&token, choice, &visit).await?,
        )),
        Err(form) => Ok(TurnAnswer::new(
            &token,
            NextPage::Show(domain::desk::Place::Choose, form),
        )),
    }
}

/// The card form is handed in; a code is sent by SMS.
#[server(prefix = "/fn", endpoint = "send_code")]
pub(crate) async fn send_code(
    token: String,
    #[server(default)] number: Written,
    #[server(default)] name: Written,
    #[server(default)] id_number: Written,
    #[server(default)] phone: Written,
    #[server(default)] expiry: Written,
    #[server(default)] security_code: Written,
) -> Result<TurnAnswer, Stop> {
    let (desk, visit) = desk()?;
    let token = self::token(&token)?;
    let card = CardEntry {
        number: number.into_secret(),
        name: name.into_secret(),
        id_number: id_number.into_secret(),
        phone: phone.into_secret(),
        expiry: expiry.into_secret(),
        security_code: security_code.into_secret(),
    };
    Ok(TurnAnswer::new(
        &token,
        desk.send_code(&token, card, &visit).await?,
    ))
}

/// Another code for the same card; `sealed` is empty for a signed card.
#[server(prefix = "/fn", endpoint = "resend_code")]
pub(crate) async fn resend_code(
    token: String,
    #[server(default)] sealed: String,
) -> Result<TurnAnswer, Stop> {
    let (desk, visit) = desk()?;
    let token = self::token(&token)?;
    Ok(TurnAnswer::new(
        &token,
        desk.resend_code(&token, &sealed, &visit).await?,
    ))
}

/// The code is handed in: pays.
#[server(prefix = "/fn", endpoint = "pay_with_code")]
pub(crate) async fn pay_with_code(
    token: String,
    #[server(default)] sealed: String,
    #[server(default)] code: Written,
) -> Result<TurnAnswer, Stop> {
    let (desk, visit) = desk()?;
    let token = self::token(&token)?;
    Ok(TurnAnswer::new(
        &token,
        desk.pay(&token, &sealed, code.into_secret(), &visit)
            .await?,
    ))
}

/// The shopper gives the live attempt up and picks another way.
#[server(prefix = "/fn", endpoint = "cancel")]
pub(crate) async fn cancel(token: String) -> Result<TurnAnswer, Stop> {
    let (desk, _) = desk()?;
    let token = self::token(&token)?;
    Ok(TurnAnswer::new(&token, desk.cancel(&token).await?))
}

/// The shopper asks for more time; answers the seconds left.
#[server(prefix = "/fn", endpoint = "more_time")]
pub(crate) async fn more_time(token: String) -> Result<Seconds, Stop> {
    let (desk, _) = desk()?;
    Ok(desk.more_time(&self::token(&token)?).await?)
}

/// The shopper has a signed card removed.
#[server(prefix = "/fn", endpoint = "remove_card")]
pub(crate) async fn remove_card(token: String, card: String) -> Result<TurnAnswer, Stop> {
    let (desk, _) = desk()?;
    let token = self::token(&token)?;
    let card = AgreementId::parse(&card)
        .ok_or_else(|| Stop::Refused(Refusal::new(Code::NotFound, "no such card")))?;
    Ok(TurnAnswer::new(
        &token,
        desk.remove_card(&token, &card).await?,
    ))
}
