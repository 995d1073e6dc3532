//! A freeze in words: of what, why, and how it stands.

use super::page_context::PageContext;
use domain::console::{Freeze, FreezeCause, FreezeState, FreezeSubject};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::icon;

/// What is frozen.
pub(super) fn subject(page: &PageContext<'_>, of: &FreezeSubject) -> String {
    page.text.freezes.subject_of(of)
}

/// Why, in a line.
pub(super) fn cause(page: &PageContext<'_>, of: &FreezeCause) -> String {
    let text = &page.text.freezes;
    match of {
        FreezeCause::Authority { issuer, document } => {
            format!("{} · {issuer} · {document}", text.by_authority)
        }
        FreezeCause::Risk { rule, note } => format!("{} · {note}", (text.of_rule)(*rule)),
    }
}

/// How it stands, as a word and a shape.
pub(super) fn state(page: &PageContext<'_>, of: &Freeze) -> Html {
    let text = &page.text.freezes;
    let state = of.state_at(page.now);
    let (class, shape) = match state {
        FreezeState::InForce => ("state state--bad", icon::cross()),
        FreezeState::Ended => ("state", icon::clock()),
        FreezeState::Released => ("state state--good", icon::tick()),
    };
    let alone = (state == FreezeState::InForce && of.approved_by.is_none())
        .then(|| view! { <span class="table__more">{text.unconfirmed}</span> });
    view! { <span><span class=class>{shape}{(text.of_state)(state)}</span>{alone}</span> }
        .into_html()
}
