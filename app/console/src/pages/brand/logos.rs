//! The logos of the draft: each is put and taken out by a form of its own.

use super::BrandPage;
use crate::pages::form;
use crate::pages::page_context::PageContext;
use domain::brand::LogoSlot;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};

/// The section.
pub(super) fn view(page: &PageContext<'_>, of: &BrandPage<'_>) -> Html {
    let text = &page.text.brand;
    let slots: Vec<_> = LogoSlot::ALL
        .into_iter()
        .map(|slot| slot_view(page, of, slot))
        .collect();
    view! {
        <section class="part" aria-labelledby="logos">
            <h2 class="part__title" id="logos">{text.logos}</h2>
            <p class="part__lead">{text.logos_lead}</p>
            <ul class="logos">{slots}</ul>
        </section>
    }
    .into_html()
}

fn slot_view(page: &PageContext<'_>, of: &BrandPage<'_>, slot: LogoSlot) -> Html {
    let text = &page.text.brand;
    let name = (text.of_slot)(slot);
    let logo = of.branding.edited().logos.of(slot);
    let dark = matches!(slot, LogoSlot::SquareDark | LogoSlot::WideDark);
    let picture = match logo {
        Some(logo) => {
            let source = page.scope_path(&format!("/brand/logos/{logo}"));
            view! { <img class="logos__picture" class:logos__picture--dark=dark src=source alt=name height="48" /> }
                .into_html()
        }
        None => view! { <p class="logos__none">{text.no_logo}</p> }.into_html(),
    };
    let id = format!("logo-{}", slot.name());
    let to = page.link(&of.path(page, "/logo"));
    let take_out = logo.map(|_| {
        let label = format!("{} {name}", text.take_out);
        view! {
            <button class="button button--small" name="do" value="take_out" aria-label=label>
                {text.take_out}
            </button>
        }
    });
    view! {
        <li class="logos__slot">
            <h3 class="logos__name">{name}</h3>
            {picture}
            <form class="logos__form" method="post" enctype="multipart/form-data" action=to>
                {form::token(page)}
                <input type="hidden" name="slot" value=slot.name() />
                <label class="hidden-text" for=id.clone()>{format!("{name} {}", text.file)}</label>
                <input type="file" id=id name="file" accept="image/png,image/jpeg,image/webp,image/svg+xml" />
                <button class="button button--small" name="do" value="put" aria-label=format!("{} {name}", text.upload)>
                    {text.upload}
                </button>
                {take_out}
            </form>
        </li>
    }
    .into_html()
}
