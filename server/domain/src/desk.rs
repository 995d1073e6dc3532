//! The port of the pay page: what pages and server functions call, and what
//! they get to show. The engine carries it out; the page knows nothing else.

mod form;
mod page;
mod place;
mod sight;

pub use form::{CardEntry, Field, FieldError, FieldProblem, FormState};
pub use page::{BankForm, Offer, PageAttempt, PageRefund, PayPage, SavedCard};
pub use place::Place;
pub use sight::{PageState, refund_digest};

use crate::ids::{AgreementId, PayToken};
use crate::refusal::Refusal;
use crate::secret::Secret;
use async_trait::async_trait;
use std::pin::Pin;
use std::sync::Arc;

/// Who asks, as far as it matters: for records the network wants.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// The visitor's address.
    pub ip: Option<std::net::IpAddr>,
    /// A phone (UnionPay `channelType` 08), else a PC (07).
    pub phone: bool,
}

/// What the shopper picked on the choose page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Online banking with this bank.
    Bank(String),
    /// Quick pay with a new card: nothing is sent yet, the card form follows.
    NewCard,
    /// Quick pay with a signed card: a code is sent.
    SavedCard(AgreementId),
    /// A QR.
    Scan,
}

/// Where an action leads.
#[derive(Clone, Debug)]
pub enum NextPage {
    /// To another page (303).
    Go(Place),
    /// This page again, or the next, as the answer to the POST itself: values
    /// typed and sealed cards never travel in an address.
    Show(Place, Box<FormState>),
}

/// Why the desk could not do it.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No order by this token.
    #[error("no such order")]
    UnknownOrder,
    /// An expected no, safe to show.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Database or network; already logged, shown by its reference only.
    #[error("fault {0}")]
    Fault(String),
}

/// Changes of one order's page, as they happen: yields how the order is seen
/// now, once at the start and then at each change. It may end at any time;
/// whoever still wants to know watches anew.
pub type PageStates = Pin<Box<dyn futures_core::Stream<Item = PageState> + Send>>;

/// What the pay page can ask of the house.
#[async_trait]
pub trait PayDesk: Send + Sync {
    /// The page of an order.
    async fn page(&self, token: &PayToken) -> Result<PayPage, DeskError>;

    /// The second door: makes the order a signed link describes, or finds it.
    async fn create_order(&self, link: &str) -> Result<PayToken, DeskError>;

    /// The shopper confirmed a way to pay. With `NewCard` only the way is
    /// noted (turn to the card form); otherwise an attempt begins.
    async fn confirm(
        &self,
        token: &PayToken,
        choice: Choice,
        visit: &Visit,
    ) -> Result<NextPage, DeskError>;

    /// The page that leaves for the bank is about to be shown: sees to it
    /// that its form is one the network still takes. Where the order is
    /// elsewhere, nothing happens.
    async fn leave_for_bank(&self, token: &PayToken, visit: &Visit) -> Result<(), DeskError>;

    /// The card form was handed in: checks it, has a code sent by SMS, and
    /// turns to the code page with the card sealed.
    async fn send_code(
        &self,
        token: &PayToken,
        card: CardEntry,
        visit: &Visit,
    ) -> Result<NextPage, DeskError>;

    /// Another code for the same card (`sealed` empty for a signed card).
    async fn resend_code(
        &self,
        token: &PayToken,
        sealed: &str,
        visit: &Visit,
    ) -> Result<NextPage, DeskError>;

    /// The code was handed in: signs the card where it is new, and pays.
    async fn pay(
        &self,
        token: &PayToken,
        sealed: &str,
        code: Secret,
        visit: &Visit,
    ) -> Result<NextPage, DeskError>;

    /// The shopper gives the live attempt up and picks another way.
    async fn cancel(&self, token: &PayToken) -> Result<NextPage, DeskError>;

    /// The shopper asks for more time; answers the seconds left.
    async fn more_time(&self, token: &PayToken) -> Result<i64, DeskError>;

    /// The shopper has a signed card removed, here and at the network.
    async fn remove_card(
        &self,
        token: &PayToken,
        card: &AgreementId,
    ) -> Result<NextPage, DeskError>;

    /// The shopper came back from the bank's page, or looks at the waiting
    /// page: asks the network once if the result is not known (bounded by
    /// the engine), and says where the order is now. Trusts nothing the
    /// browser brought.
    async fn returned(&self, token: &PayToken) -> Result<Place, DeskError>;

    /// The shopper goes back to the mall, from a page that does not know the way:
    /// the signed address, with the state the order has now.
    async fn home(&self, token: &PayToken) -> Result<String, DeskError>;

    /// Live changes.
    async fn watch(&self, token: &PayToken) -> Result<PageStates, DeskError>;
}

/// The desk as handlers hold it.
pub type SharedPayDesk = Arc<dyn PayDesk>;
