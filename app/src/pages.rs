//! The pages: one file per state. Plain functions from what the desk says to
//! HTML; nothing here asks or decides.

mod bank;
mod card;
mod choose;
mod code;
mod declined;
mod over;
mod paid;
mod scan;
mod stopped;
mod waiting;
mod ways;

use crate::context::RenderContext;
use crate::document::{Drawn, Head};
use crate::follow::FOLLOW;
use crate::island_loader::island_loader;
use crate::islands::live::Live;
use crate::islands::once::Once;
use crate::parts::{errors, frame, summary};
use crate::render::Fragment;
use crate::settings::PageAssets;
use crate::stop::Stop;
use domain::desk::{FormState, PayPage, Place};
use domain::refusal::Code;
use leptos::prelude::*;
use std::sync::Arc;

/// What is shown.
pub(crate) enum Screen {
    /// A page of an order.
    Order(Box<Shown>),
    /// No order to show; `open` is the address to open at top level.
    Stop { stop: Stop, open: Option<String> },
}

/// A page of an order, with the state of its form.
pub(crate) struct Shown {
    pub page: PayPage,
    pub place: Place,
    pub form: FormState,
    pub said: Option<Said>,
}

/// What is said on top of a page, once, about what was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// It was refused.
    Refused(Code),
    /// Another code was sent.
    CodeSent,
    /// There is more time.
    MoreTime,
    /// The card is gone.
    CardRemoved,
}

impl Said {
    /// What to say after an action went well.
    pub(crate) fn after(act: &str) -> Option<Self> {
        match act {
            "resend_code" => Some(Self::CodeSent),
            "more_time" => Some(Self::MoreTime),
            "remove_card" => Some(Self::CardRemoved),
            _ => None,
        }
    }
}

/// A page's own part: its title, its body, and the form that is half filled.
struct Sheet {
    title: String,
    body: AnyView,
    /// The id of the form whose fields other buttons carry along.
    form: Option<&'static str>,
    /// Reload after so many seconds without scripts.
    refresh_s: Option<u32>,
    /// Listen for changes and leave when the order is elsewhere.
    live: bool,
}

impl Sheet {
    fn new(title: impl Into<String>, body: AnyView) -> Self {
        Self {
            title: title.into(),
            body,
            form: None,
            refresh_s: None,
            live: false,
        }
    }
}

/// The text of a static fragment.
pub(crate) fn static_text(fragment: Fragment, assets: &PageAssets) -> String {
    match fragment {
        Fragment::StyleSheet => assets.css.to_owned(),
        Fragment::IslandLoader => assets
            .islands()
            .map_or_else(String::new, |(js, wasm)| island_loader(js, wasm)),
        Fragment::FollowScript => FOLLOW.to_owned(),
        Fragment::Banks(locale) => ways::gateway::all_banks(locale),
    }
}

/// Draws what is shown.
pub(crate) fn draw(context: &RenderContext, screen: &Screen) -> Drawn {
    match screen {
        Screen::Order(shown) => order(context, shown),
        Screen::Stop { stop, open } => stopped::draw(context, stop, open.as_deref()),
    }
}

fn sheet(context: &RenderContext, shown: &Shown) -> Sheet {
    match shown.place {
        Place::Choose => choose::draw(context, &shown.page, &shown.form),
        Place::Card => card::draw(context, &shown.page, &shown.form),
        Place::Code => code::draw(context, &shown.page, &shown.form),
        Place::Scan => scan::draw(context, &shown.page),
        Place::Bank => bank::draw(context, &shown.page),
        Place::Waiting => waiting::draw(context, &shown.page),
        Place::Paid => paid::draw(context, &shown.page),
        Place::Declined => declined::draw(context, &shown.page),
        Place::Expired | Place::Closed | Place::AlreadyPaid => {
            over::draw(context, &shown.page, shown.place)
        }
    }
}

fn order(context: &RenderContext, shown: &Shown) -> Drawn {
    let Shown {
        page,
        place,
        form,
        said,
    } = shown;
    let sheet = sheet(context, shown);
    let refused = matches!(said, Some(Said::Refused(_)));
    let head = Head {
        title: sheet.title,
        error: refused || !form.errors.is_empty(),
        refresh_s: sheet.refresh_s,
        brand: Some(Arc::clone(&page.brand)),
    };
    let live = (context.islands() && sheet.live).then(|| view! { <Live /> });
    let follow = sheet.live.then(|| {
        let script = Fragment::FollowScript.placeholder();
        view! { <script nonce=context.nonce.clone()>{script}</script> }
    });
    let lost = sheet.live.then(|| {
        let words = context.text.frame.reconnecting;
        view! { <p class="reconnecting" id="reconnecting" role="status" data-lost=words></p> }
    });
    let once = context.islands().then(|| view! { <Once /> });
    let body = view! {
        {frame::top(context, page, *place, sheet.form)}
        <div class="layout">
            {summary::summary(context, page, *place, sheet.form)}
            <main class="panel" id="main" data-at=page.place.path(&page.token)>
                {lost}
                {said.map(|said| notice(context, said))}
                {errors::summary(context, &form.errors)}
                {sheet.body}
            </main>
        </div>
        {frame::foot(context, Some((page, *place)))}
        {live}
        {once}
        {follow}
    };
    Drawn {
        head,
        body: body.into_any(),
    }
}

fn notice(context: &RenderContext, said: Said) -> AnyView {
    let text = match said {
        Said::Refused(code) => return errors::refused(context, code),
        Said::CodeSent => context.text.code.sent_again,
        Said::MoreTime => context.text.order.more_time_given,
        Said::CardRemoved => context.text.choose.card_removed,
    };
    view! { <p class="notice" role="status">{text}</p> }.into_any()
}
