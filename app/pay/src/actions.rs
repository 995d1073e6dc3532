//! The server functions: every action of a shopper. Each reads its arguments,
//! calls the port [`domain::desk::PayDesk`] and returns the outcome. They
//! contain no business rule.
//!
//! The plain forms of the pages call them through `routes::post_form`, which
//! answers with a page. Islands and tests call `/fn/<name>`, which answers with
//! JSON. Both put the port and the visit into the Leptos context.

#![expect(
    clippy::too_many_arguments,
    reason = "a server function has an argument for each field of its form"
)]

mod choice;
pub(crate) mod outcome;

use crate::secret_field::SecretField;
use domain::desk::{CardEntry, Choice, FormState, NextPage, Place, SharedPayDesk, Visit};
use domain::ids::{AgreementId, PayToken};
use domain::refusal::{Code, Refusal};
use leptos::prelude::{server, use_context};
use outcome::{ActionOutcome, Seconds};
use ui::page_error::PageError;

/// The port and the visit from the context.
fn desk() -> Result<(SharedPayDesk, Visit), PageError> {
    let desk = use_context::<SharedPayDesk>().ok_or(PageError::BadForm)?;
    Ok((desk, use_context::<Visit>().unwrap_or_default()))
}

/// Parses a token; any other text is an unknown order.
fn token(text: &str) -> Result<PayToken, PageError> {
    PayToken::parse(text).ok_or(PageError::UnknownOrder)
}

/// Creates the order of a signed link, or finds it. Returns its token.
#[server(prefix = "/fn", endpoint = "create_order")]
pub(crate) async fn create_order(order: String) -> Result<PayToken, PageError> {
    let (desk, _) = desk()?;
    Ok(desk.create_order(&order).await?)
}

/// Confirms a way to pay: `way` is `bank`, `new_card`, the id of a saved card,
/// or the name of a product that is paid by a QR code, such as `scan`; `bank` is
/// the code of the chosen bank. `number` is the number of a new card, with which
/// the card form begins; it is checked here, so that a mistake is shown where it
/// was typed.
#[server(prefix = "/fn", endpoint = "confirm_payment")]
pub(crate) async fn confirm_payment(
    token: String,
    #[server(default)] way: String,
    #[server(default)] bank: String,
    #[server(default)] number: Option<SecretField>,
) -> Result<ActionOutcome, PageError> {
    let (desk, visit) = desk()?;
    let token = self::token(&token)?;
    let choice = match choice::read(&way, &bank) {
        Ok(choice) => choice,
        Err(form) => return Ok(ActionOutcome::new(&token, choose_again(form))),
    };
    let number = number.filter(|_| choice == Choice::NewCard);
    let card = match number.map(|number| choice::new_card(number.into_secret())) {
        Some(Err(form)) => return Ok(ActionOutcome::new(&token, choose_again(form))),
        Some(Ok(form)) => Some(form),
        None => None,
    };
    let next = match (desk.confirm(&token, choice, &visit).await?, card) {
        (NextPage::Go(Place::Card), Some(form)) => NextPage::Show(Place::Card, form),
        (next, _) => next,
    };
    Ok(ActionOutcome::new(&token, next))
}

fn choose_again(form: Box<FormState>) -> NextPage {
    NextPage::Show(Place::Choose, form)
}

/// Submits the card form; an SMS code is sent. `remember` is `true` or missing.
#[server(prefix = "/fn", endpoint = "send_code")]
pub(crate) async fn send_code(
    token: String,
    #[server(default)] number: SecretField,
    #[server(default)] name: SecretField,
    #[server(default)] id_number: SecretField,
    #[server(default)] phone: SecretField,
    #[server(default)] expiry: SecretField,
    #[server(default)] security_code: SecretField,
    #[server(default)] remember: bool,
) -> Result<ActionOutcome, PageError> {
    let (desk, visit) = desk()?;
    let token = self::token(&token)?;
    let card = CardEntry {
        number: number.into_secret(),
        name: name.into_secret(),
        id_number: id_number.into_secret(),
        phone: phone.into_secret(),
        expiry: expiry.into_secret(),
        security_code: security_code.into_secret(),
        remember,
    };
    Ok(ActionOutcome::new(
        &token,
        desk.send_code(&token, card, &visit).await?,
    ))
}

/// Sends another SMS code for the same card. `sealed` is empty for a saved
/// card.
#[server(prefix = "/fn", endpoint = "resend_code")]
pub(crate) async fn resend_code(
    token: String,
    #[server(default)] sealed: String,
) -> Result<ActionOutcome, PageError> {
    let (desk, visit) = desk()?;
    let token = self::token(&token)?;
    Ok(ActionOutcome::new(
        &token,
        desk.resend_code(&token, &sealed, &visit).await?,
    ))
}

/// Submits the SMS code, and pays.
#[server(prefix = "/fn", endpoint = "pay_with_code")]
pub(crate) async fn pay_with_code(
    token: String,
    #[server(default)] sealed: String,
    #[server(default)] code: SecretField,
) -> Result<ActionOutcome, PageError> {
    let (desk, visit) = desk()?;
    let token = self::token(&token)?;
    Ok(ActionOutcome::new(
        &token,
        desk.pay(&token, &sealed, code.into_secret(), &visit)
            .await?,
    ))
}

/// Opens the card form to correct the card of a declined payment, or of one
/// whose code is awaited.
#[server(prefix = "/fn", endpoint = "change_card")]
pub(crate) async fn change_card(
    token: String,
    #[server(default)] sealed: String,
) -> Result<ActionOutcome, PageError> {
    let (desk, _) = desk()?;
    let token = self::token(&token)?;
    Ok(ActionOutcome::new(
        &token,
        desk.change_card(&token, &sealed).await?,
    ))
}

/// Cancels the live attempt, to pay in another way.
#[server(prefix = "/fn", endpoint = "cancel")]
pub(crate) async fn cancel(token: String) -> Result<ActionOutcome, PageError> {
    let (desk, _) = desk()?;
    let token = self::token(&token)?;
    Ok(ActionOutcome::new(&token, desk.cancel(&token).await?))
}

/// Requests more time. Returns the seconds left.
#[server(prefix = "/fn", endpoint = "more_time")]
pub(crate) async fn more_time(token: String) -> Result<Seconds, PageError> {
    let (desk, _) = desk()?;
    Ok(desk.more_time(&self::token(&token)?).await?)
}

/// Removes a saved card.
#[server(prefix = "/fn", endpoint = "remove_card")]
pub(crate) async fn remove_card(token: String, card: String) -> Result<ActionOutcome, PageError> {
    let (desk, _) = desk()?;
    let token = self::token(&token)?;
    let card = AgreementId::parse(&card)
        .ok_or_else(|| PageError::Refused(Refusal::new(Code::NotFound, "no such card")))?;
    Ok(ActionOutcome::new(
        &token,
        desk.remove_card(&token, &card).await?,
    ))
}
