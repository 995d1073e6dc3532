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

pub(crate) use ways::gateway::all_banks;

use crate::blank::{Blank, Filling, Marks, Plate};
use crate::document::{Drawn, Head};
use crate::islands::live::Live;
use crate::islands::once::Once;
use crate::look::Look;
use crate::parts::{deadline, errors, frame, summary};
use crate::stop::Stop;
use crate::text::Text;
use domain::desk::{FormState, PayPage, Place};
use domain::refusal::Code;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
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

impl Shown {
    /// Whether nothing was typed, picked, refused or said: the page of the
    /// order alone. The bank's form is signed for one visit.
    pub(crate) fn is_plain(&self) -> bool {
        let form = &self.form;
        form.errors.is_empty()
            && form.card.is_none()
            && form.sealed.is_none()
            && form.bank.is_none()
            && self.said.is_none()
            && self.place != Place::Bank
    }

    /// Takes out of the page what is another in each answer, and answers it:
    /// the page is then the same until something happens to the order.
    pub(crate) fn settle(&mut self, text: &Text, marks: &Marks) -> Filling {
        let page = &mut self.page;
        let left = deadline::left(text, page.seconds_left);
        let filling = Filling::new(page.seconds_left, left, &page.home);
        page.home = marks.blank(Blank::Home);
        page.seconds_left = page.seconds_left.signum();
        filling
    }
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

/// Draws what is shown.
pub(crate) fn draw(look: &Look, screen: &Screen) -> Drawn {
    match screen {
        Screen::Order(shown) => order(look, shown),
        Screen::Stop { stop, open } => stopped::draw(look, stop, open.as_deref()),
    }
}

fn sheet(look: &Look, shown: &Shown) -> Sheet {
    match shown.place {
        Place::Choose => choose::draw(look, &shown.page, &shown.form),
        Place::Card => card::draw(look, &shown.page, &shown.form),
        Place::Code => code::draw(look, &shown.page, &shown.form),
        Place::Scan => scan::draw(look, &shown.page),
        Place::Bank => bank::draw(look, &shown.page),
        Place::Waiting => waiting::draw(look, &shown.page),
        Place::Paid => paid::draw(look, &shown.page),
        Place::Declined => declined::draw(look, &shown.page),
        Place::Expired | Place::Closed | Place::AlreadyPaid => {
            over::draw(look, &shown.page, shown.place)
        }
    }
}

fn order(look: &Look, shown: &Shown) -> Drawn {
    let Shown {
        page,
        place,
        form,
        said,
    } = shown;
    let sheet = sheet(look, shown);
    let refused = matches!(said, Some(Said::Refused(_)));
    let head = Head {
        title: sheet.title,
        error: refused || !form.errors.is_empty(),
        refresh_s: sheet.refresh_s,
        brand: Some(Arc::clone(&page.brand)),
    };
    let live = (look.islands && sheet.live).then(|| view! { <Live /> });
    // Last, beside the plate that wakes the islands: nothing between the two is
    // compressed by itself.
    let follow = sheet
        .live
        .then(|| InertElement::new(look.marks.plate(Plate::Follow)));
    let lost = sheet.live.then(|| {
        let words = look.text.frame.reconnecting;
        view! { <p class="reconnecting" id="reconnecting" role="status" data-lost=words></p> }
    });
    let once = look.islands.then(|| view! { <Once /> });
    let body = view! {
        {frame::top(look, page, *place, sheet.form)}
        <div class="layout">
            {summary::summary(look, page, *place, sheet.form)}
            <main class="panel" id="main" data-at=page.place.path(&page.token)>
                {lost}
                {said.map(|said| notice(look, said))}
                {errors::summary(look, &form.errors)}
                {sheet.body}
            </main>
        </div>
        {frame::foot(look, Some((page, *place)))}
        {live}
        {once}
        {follow}
    };
    Drawn {
        head,
        body: body.into_any(),
    }
}

fn notice(look: &Look, said: Said) -> AnyView {
    let text = match said {
        Said::Refused(code) => return errors::refused(look, code),
        Said::CodeSent => look.text.code.sent_again,
        Said::MoreTime => look.text.order.more_time_given,
        Said::CardRemoved => look.text.choose.card_removed,
    };
    view! { <p class="notice" role="status">{text}</p> }.into_any()
}
