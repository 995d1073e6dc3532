//! The scripts of the pages: which islands stand at which place, and the script
//! `follow.js`, which keeps a page up to date without WebAssembly.
//!
//! It opens the order's event stream, and polls `/pay/{token}/now`: every five
//! seconds while the stream is refused, cut or missing, after twenty seconds
//! without an event, and every thirty seconds beside a stream that flows, in
//! case a proxy delays it. A line of either names the order's page. If it is
//! another one, the page leaves; if a form of this page is being sent, only for
//! the paid page, because the form's answer leads on itself. If the line has
//! other refunds, the island [`RefundUpdates`] reloads them, and if it has the
//! time of a query, `#asked` shows it. While neither stream nor poll is
//! answered, or the browser is offline, `#reconnecting` says so.
//!
//! A hidden page closes its stream and does not poll: over HTTP/1.1 a browser
//! opens six connections to a host, for all tabs together. The page of a final
//! order does so after ten minutes. Both read the state again when the shopper
//! returns. The script is written for old browsers, and needs no island.

use crate::islands::bank_search::BankSearch;
use crate::islands::card_number::CardNumber;
use crate::islands::clear_errors::ClearErrors;
use crate::islands::countdown::Countdown;
use crate::islands::id_number::IdNumber;
use crate::islands::named_button::NamedButtons;
use crate::islands::refunds::RefundUpdates;
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
    named_button: || view! { <NamedButtons /> }.into_any(),
    deadline: || view! { <Countdown /> }.into_any(),
};

/// The text of the script that follows the order.
const FOLLOW_SCRIPT: Fragment = Fragment("follow-script");

/// The text of the script of a page with a receipt: it copies numbers, prints,
/// and saves the receipt as a PNG. What a browser cannot do stays hidden, or
/// stays the plain link to the SVG.
const RECEIPT_SCRIPT: Fragment = Fragment("receipt-script");

/// The static fragments of the scripts. No string in them has a line break, so
/// lines may lose their indentation.
pub(crate) fn fragments() -> [(Fragment, String); 2] {
    let text = |script: &str| {
        let lines = script.lines().map(str::trim_start);
        lines.collect::<Vec<_>>().join("\n")
    };
    [
        (FOLLOW_SCRIPT, text(include_str!("follow.js"))),
        (RECEIPT_SCRIPT, text(include_str!("receipt.js"))),
    ]
}

/// The scripts at the end of each page of an order: what follows it, and what a
/// receipt needs.
pub(crate) fn of_order(context: &DocumentContext, page: Place) -> AnyView {
    let has_receipt = matches!(page, Place::Paid | Place::AlreadyPaid);
    let has_refunds = has_receipt || matches!(page, Place::Expired | Place::Closed);
    let islands = context
        .bundle
        .map(|_| view! { {has_refunds.then(|| view! { <RefundUpdates /> })} <SubmitOnce /> });
    let script = |text: Fragment| {
        view! { <script nonce=context.nonce.clone()>{text.placeholder()}</script> }
    };
    view! {
        {islands}
        {script(FOLLOW_SCRIPT)}
        {has_receipt.then(|| script(RECEIPT_SCRIPT))}
    }
    .into_any()
}
