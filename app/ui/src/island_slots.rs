//! The places of islands in the pay page's views. The islands are in `pay`, so
//! that another page can draw the same views without them.

use leptos::prelude::AnyView;

/// The islands of each place.
pub struct IslandSlots {
    /// Beside the search for a bank.
    pub bank_search: fn() -> AnyView,
    /// On the card form, and beside its first field on another page.
    pub card_form: fn() -> AnyView,
    /// On the form of the SMS code.
    pub code_form: fn() -> AnyView,
    /// Beside the time left to pay.
    pub deadline: fn() -> AnyView,
    /// On a page whose main buttons name a choice.
    pub named_button: fn() -> AnyView,
}
