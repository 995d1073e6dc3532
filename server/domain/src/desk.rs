//! The interface of the pay page: the calls that pages and server functions
//! make, and the data they show. The engine implements it.

mod form;
mod mall_home;
mod page;
mod page_state;
mod place;

pub use form::{CardEntry, Field, FieldError, FieldProblem, FormState};
pub use mall_home::MallHome;
pub use page::{BankForm, Offer, PageAttempt, PageRefund, PayPage, SavedCard};
pub use page_state::{PageState, refund_digest};
pub use place::Place;

pub use crate::visit::Visit;

use crate::brand::LogoId;
use crate::ids::{AgreementId, MallId, PayToken};
use crate::product::Product;
use crate::refusal::Refusal;
use crate::secret::Secret;
use async_trait::async_trait;
use std::pin::Pin;
use std::sync::Arc;

/// From how many seconds left the page emphasizes the time to pay.
pub const SOON_S: i64 = 300;

/// The way to pay that the shopper chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Online banking with the bank of this code.
    Bank(String),
    /// Quick pay with a new card: the card form follows, nothing is sent yet.
    NewCard,
    /// Quick pay with a saved card: an SMS code is sent.
    SavedCard(AgreementId),
    /// A QR code to scan, for a product that is paid so.
    Qr(Product),
}

/// The page that follows an action.
#[derive(Clone, Debug)]
pub enum NextPage {
    /// Redirect to another page (303).
    Go(Place),
    /// Show a page with a form. Its typed values and sealed card must not appear
    /// in a URL.
    Show(Place, Box<FormState>),
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No order has this token.
    #[error("no such order")]
    UnknownOrder,
    /// A refusal, safe to show.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A fault of database or network, already logged: its reference, to show.
    #[error("fault {0}")]
    Fault(String),
}

/// The states of one order's page: the present one first, then one after each
/// change. The stream may end at any time; callers then open it again.
pub type PageStates = Pin<Box<dyn futures_core::Stream<Item = PageState> + Send>>;

/// The calls of the pay page.
#[async_trait]
pub trait PayDesk: Send + Sync {
    /// Everything that the order's pages show to this visitor.
    async fn page(&self, token: &PayToken, visit: &Visit) -> Result<PayPage, DeskError>;

    /// Creates the order that a signed link describes, or finds it.
    async fn create_order(&self, link: &str) -> Result<PayToken, DeskError>;

    /// The mall that signed this link, for the page that refuses it. `None`
    /// unless the signature verifies.
    async fn mall_of_link(&self, link: &str) -> Result<Option<MallHome>, DeskError>;

    /// A mall in use, for the same page in another language.
    async fn mall(&self, id: &MallId) -> Result<Option<MallHome>, DeskError>;

    /// The shopper confirmed a way to pay. [`Choice::NewCard`] leads to the
    /// card form; any other choice begins an attempt. No attempt begins with
    /// what [`PayDesk::page`] does not offer to this visitor.
    async fn confirm(
        &self,
        token: &PayToken,
        choice: Choice,
        visit: &Visit,
    ) -> Result<NextPage, DeskError>;

    /// Renews the form of [`Place::Bank`] if the network would no longer accept
    /// it. Called before that page is shown; does nothing when the order is on
    /// another page.
    async fn leave_for_bank(&self, token: &PayToken, visit: &Visit) -> Result<(), DeskError>;

    /// The card form was submitted: checks it, has an SMS code sent, and leads
    /// to the code page with the card sealed in its form.
    async fn send_code(
        &self,
        token: &PayToken,
        card: CardEntry,
        visit: &Visit,
    ) -> Result<NextPage, DeskError>;

    /// Has another SMS code sent for the same card. `sealed` is the sealed
    /// card, or empty for a saved one.
    async fn resend_code(
        &self,
        token: &PayToken,
        sealed: &str,
        visit: &Visit,
    ) -> Result<NextPage, DeskError>;

    /// The SMS code was submitted: signs the agreement for a new card, and
    /// pays.
    async fn pay(
        &self,
        token: &PayToken,
        sealed: &str,
        code: Secret,
        visit: &Visit,
    ) -> Result<NextPage, DeskError>;

    /// The shopper corrects a typed card, after a decline or while its code is
    /// awaited, which ends that attempt: the card form with what was typed,
    /// except for the security code. `sealed` is the card that the page carries.
    async fn change_card(&self, token: &PayToken, sealed: &str) -> Result<NextPage, DeskError>;

    /// The shopper cancels the live attempt, to pay in another way.
    async fn cancel(&self, token: &PayToken) -> Result<NextPage, DeskError>;

    /// The shopper asks for more time. Returns the seconds left.
    async fn more_time(&self, token: &PayToken) -> Result<i64, DeskError>;

    /// The shopper removes a saved card, here and at the network.
    async fn remove_card(
        &self,
        token: &PayToken,
        card: &AgreementId,
    ) -> Result<NextPage, DeskError>;

    /// The shopper came back from the bank's page, or opened the waiting page:
    /// queries the network once if the result is unknown (at a limited rate)
    /// and returns the order's page. Ignores what the browser sent.
    async fn returned(&self, token: &PayToken) -> Result<Place, DeskError>;

    /// The signed return URL to the mall with the order's present state, for
    /// pages whose [`PayPage::home`] is empty.
    async fn home(&self, token: &PayToken) -> Result<String, DeskError>;

    /// The paid order whose receipt has this signed reference, the last segment
    /// of [`PayPage::receipt_url`]. `UnknownOrder` for any other text: nothing
    /// says whether an order exists.
    async fn receipt(&self, reference: &str) -> Result<PayPage, DeskError>;

    /// Seals the answer to a form of this order, for the browser to keep for a
    /// few minutes.
    fn seal_answer(&self, token: &PayToken, answer: &Secret) -> String;

    /// Opens what [`PayDesk::seal_answer`] sealed for this order. `None` if it
    /// was altered, or its time is over.
    fn open_answer(&self, token: &PayToken, sealed: &str) -> Option<Secret>;

    /// A merchant's public logo: its media type and its bytes.
    async fn logo(&self, id: &LogoId) -> Result<Option<(&'static str, Vec<u8>)>, DeskError>;

    /// The present state of the order's page.
    async fn page_state(&self, token: &PayToken) -> Result<PageState, DeskError>;

    /// The states of the order's page, as they change. Refused
    /// (`too_many_requests`) where too many are watched; the caller then asks
    /// for [`PayDesk::page_state`] now and then.
    async fn watch(&self, token: &PayToken) -> Result<PageStates, DeskError>;
}

/// The shared implementation, as handlers hold it.
pub type SharedPayDesk = Arc<dyn PayDesk>;
