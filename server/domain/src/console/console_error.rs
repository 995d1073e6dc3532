//! Why a call of a console failed.

use super::Right;
use crate::application::{ApplicationField, EntryProblem};
use crate::display_text;
use crate::ids::ApprovalId;
use crate::merchant_store::MerchantStore;
use crate::money::Money;

/// A field of the consoles' forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsoleField {
    /// The account's name.
    Account,
    /// The person's name.
    Name,
    /// The password in use.
    Password,
    /// A new password.
    NewPassword,
    /// The authenticator's code.
    Code,
    /// A code of the authenticator that is replaced, or a recovery code.
    Factor,
    /// A member's role.
    Role,
    /// What an invitation is noted with.
    Note,
    /// What a passkey is called.
    PasskeyName,
    /// The state of the orders that are listed.
    OrderState,
    /// The first day of the orders that are listed.
    FromDay,
    /// Their last day.
    UntilDay,
    /// The number that orders are looked up by.
    OrderNumber,
    /// The name on the pay page.
    DisplayName,
    /// The colour of the brand.
    Colour,
    /// The line of support.
    Support,
    /// The line on the page of the paid order.
    Message,
    /// The link to the merchant's terms.
    Terms,
    /// The link to the merchant's privacy policy.
    Privacy,
    /// The file of a logo.
    Logo,
    /// From when a brand is published.
    PublishFrom,
    /// The merchant or the mall whose orders are listed.
    OrdersOf,
    /// An amount of money.
    Amount,
    /// The day of a payment.
    Day,
    /// What merchants or malls are searched by.
    Search,
    /// Why money is refunded, from a list.
    RefundReason,
    /// Why a change is refused.
    RefusalReason,
    /// A field of an application.
    Application(ApplicationField),
    /// What the review says of an application, or why it ends.
    Remark,
    /// A merchant's number at a network.
    NetworkAccount,
    /// The file of a document of an application.
    DocumentFile,
    /// What a freeze stops.
    FreezeStops,
    /// Whether an authority or a risk rule is the reason of a freeze.
    FreezeCause,
    /// Who issued the order of a freeze.
    Issuer,
    /// The number of that order.
    Document,
    /// The risk rule.
    RiskRule,
    /// What was seen.
    RiskNote,
    /// The last day of a freeze.
    FreezeUntil,
    /// Why a freeze is released.
    ReleaseReason,
    /// A store: of a member, or of the orders that are listed.
    Store,
    /// The merchant's own number of a store.
    StoreNo,
    /// The name of a store.
    StoreName,
    /// Where a store is.
    StoreAddress,
    /// What of a network is switched off.
    SwitchProduct,
    /// Why it is switched off.
    SwitchReason,
    /// The last day on which it is off.
    SwitchUntil,
}

/// What is wrong with a field. The pages have a text for each, per language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsoleProblem {
    /// Nothing was typed.
    Empty,
    /// Too few characters.
    TooShort,
    /// Too many characters.
    TooLong,
    /// Characters that the field does not allow.
    Format,
    /// Somebody else has it.
    Taken,
    /// A password that is guessed at once.
    Guessable,
    /// Not the right one.
    Wrong,
    /// A file with too many bytes, or an amount above what is possible.
    TooLarge,
    /// A picture with too many pixels.
    TooManyPixels,
    /// A picture that is too wide or too high for its place.
    Shape,
    /// A drawing that is more than shapes.
    NotPlain,
    /// A time that is over, or too far away.
    Time,
    /// An amount of nothing, or less.
    TooSmall,
    /// An amount with more decimals than its currency has.
    TooFine,
    /// What is wrong with an entry of an application.
    Entry(EntryProblem),
}

impl ConsoleProblem {
    /// What is wrong with a line of text that must not be empty. Spaces around it do
    /// not count.
    pub fn of_line(text: &str, max: usize) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::Empty);
        }
        if text.chars().count() > max {
            return Some(Self::TooLong);
        }
        // The tables of characters are left to the server: a browser's preview of a
        // form is small.
        let refused =
            cfg!(not(target_arch = "wasm32")) && display_text::check(text, max, "").is_err();
        refused.then_some(Self::Format)
    }
}

/// Why a form cannot be done as it was shown. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// What can be refunded has changed since the form was shown: to this.
    Refundable(Money),
    /// The form was sent before, with other content.
    FormUsed,
    /// Whether a second person approves has changed: now it is so.
    SecondPerson(bool),
    /// A second person has to approve, and there is none.
    NobodyElse,
    /// The same is asked for already and waits for approval.
    Waiting(ApprovalId),
    /// The provider has stopped the refunds of the order or its merchant.
    RefundsSuspended,
    /// One person alone froze it a short time ago.
    FrozenAlone,
    /// The freeze has ended already.
    FreezeEnded,
    /// The thing needs nothing any more.
    WorkDone,
    /// It is switched off already.
    SwitchedOff,
    /// It is switched on already.
    SwitchedOn,
    /// The limit has changed since the form was shown: to this.
    Limit(Money),
    /// It was approved, refused or withdrawn, or it has expired.
    Ended,
    /// Its subject has changed since it was asked for.
    Stale,
    /// What a form of an application shows was changed by somebody else.
    Application,
    /// The settlement account was proved, or the sum can no longer be named.
    ProofEnded,
    /// The store has changed since the form was shown: to this.
    Store(Box<MerchantStore>),
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsoleError {
    /// The session has ended, or its second factor is missing.
    #[error("not signed in")]
    SignedOut,
    /// There is no such thing, or not for this person.
    #[error("not found")]
    NotFound,
    /// The person's role lacks this right.
    #[error("the role lacks the right {0:?}")]
    Forbidden(Right),
    /// Account name, password or code is wrong. Which one is not said.
    #[error("wrong account name, password or code")]
    WrongSignIn,
    /// The form has mistakes.
    #[error("the form has mistakes: {0:?}")]
    Invalid(Vec<(ConsoleField, ConsoleProblem)>),
    /// Somebody else has changed it since it was shown.
    #[error("changed since it was shown")]
    Changed,
    /// It was too long ago that the person confirmed who it is.
    #[error("who it is has to be confirmed once more")]
    Unconfirmed,
    /// The browser's answer for a passkey is not right, or came too late.
    #[error("the passkey was not taken")]
    WrongPasskey,
    /// The person has a role in this console.
    #[error("the person is a member")]
    AlreadyMember,
    /// The person is the last of the scope who manages its team.
    #[error("the last one who manages the team")]
    LastManager,
    /// The person has an export that is running.
    #[error("an export is running")]
    ExportRunning,
    /// The person who asked for a change cannot approve it.
    #[error("the own request")]
    OwnRequest,
    /// Something changed since the form was shown.
    #[error("the form no longer fits: {0:?}")]
    Conflict(Conflict),
    /// Too many tries.
    #[error("too many tries; again in {wait_s} s")]
    TooMany {
        /// Seconds until the next one.
        wait_s: i64,
    },
    /// A fault, already logged: its reference, to show.
    #[error("fault {0}")]
    Fault(String),
}
