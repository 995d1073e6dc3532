//! The scripts of the pages: which islands stand at which place, and the script
//! that polls the state of the order when the page receives no events (without
//! WebAssembly, behind a proxy that buffers the stream, or after the stream was
//! refused or went silent).
//!
//! The script is written for old browsers. Every five seconds it reads `data-heard` of `main`, which the island
//! [`live_updates`](crate::islands::live_updates) changes with each event and
//! removes when the stream ends. If it is missing, or unchanged for twenty
//! seconds, the script requests `/pay/{token}/now` and leaves the page as the
//! island would. If that fails too, it shows `#reconnecting`. A hidden page
//! does not poll, and the page of a final order polls for ten minutes at a
//! time. While a form of the page is being sent, the script leaves for the paid
//! page only.

use crate::islands::bank_search::BankSearch;
use crate::islands::card_number::CardNumber;
use crate::islands::clear_errors::ClearErrors;
use crate::islands::countdown::Countdown;
use crate::islands::id_number::IdNumber;
use crate::islands::live_updates::LiveUpdates;
use crate::islands::resend::Resend;
use crate::islands::submit_once::SubmitOnce;
use crate::islands::web_otp::WebOtp;
use domain::desk::Place;
use leptos::prelude::*;
use ui::document::DocumentContext;
use ui::island_slots::IslandSlots;
use ui::render::Fragment;

/// The islands of the views.
pub(crate) const ISLANDS: IslandSlots = IslandSlots {
    bank_search: || view! { <BankSearch /> }.into_any(),
    card_form: || view! { <CardNumber /> <IdNumber /> <ClearErrors /> }.into_any(),
    code_form: || view! { <Resend /> <WebOtp /> <ClearErrors /> }.into_any(),
    deadline: || view! { <Countdown /> }.into_any(),
};

/// The text of the script that polls.
const POLL_SCRIPT: Fragment = Fragment("poll-script");

/// The text of the script of a page with a receipt: it copies numbers, prints,
/// and saves the receipt as a PNG. What a browser cannot do stays hidden, or
/// stays the plain link to the SVG.
const RECEIPT_SCRIPT: Fragment = Fragment("receipt-script");

/// The static fragments of the scripts.
pub(crate) fn fragments() -> [(Fragment, String); 2] {
    [
        (POLL_SCRIPT, include_str!("poll.js").to_owned()),
        (RECEIPT_SCRIPT, include_str!("receipt.js").to_owned()),
    ]
}

/// The scripts at the end of each page of an order: what follows it, and what a
/// receipt needs.
pub(crate) fn of_order(context: &DocumentContext, page: Place) -> AnyView {
    let islands = context
        .bundle
        .map(|_| view! { <LiveUpdates /> <SubmitOnce /> });
    let script = |text: Fragment| {
        view! { <script nonce=context.nonce.clone()>{text.placeholder()}</script> }
    };
    let has_receipt = matches!(page, Place::Paid | Place::AlreadyPaid);
    view! {
        {islands}
        {script(POLL_SCRIPT)}
        {has_receipt.then(|| script(RECEIPT_SCRIPT))}
    }
    .into_any()
}
