//! The page of a merchant's brand: the form of the draft beside its preview, the
//! logos, and the versions.

pub(crate) mod conflict;
mod contrast;
pub(crate) mod fields;
mod form;
mod logos;
mod preview;
mod versions;

pub(crate) use preview::{PreviewChoice, PreviewParts};

use super::PageBody;
use super::page_context::PageContext;
use super::problems::Problems;
use super::{summary, time};
use domain::console::Branding;
use domain::ids::MallId;
use fields::BrandFields;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// What the page is of.
pub(crate) struct BrandPage<'a> {
    /// The brand with its history.
    pub branding: &'a Branding,
    /// The mall whose pages it is for.
    pub mall: Option<&'a MallId>,
    /// What the form shows.
    pub fields: &'a BrandFields,
    /// What was done last.
    pub done: Option<&'a str>,
}

impl BrandPage<'_> {
    /// A path below the page's own, with the mall.
    fn path(&self, page: &PageContext<'_>, below: &str) -> String {
        let path = page.scope_path(&format!("/brand{below}"));
        match self.mall {
            Some(mall) => format!("{path}?mall={mall}"),
            None => path,
        }
    }
}

/// The page.
pub(crate) fn view(
    page: &PageContext<'_>,
    of: &BrandPage<'_>,
    parts: &PreviewParts,
    problems: &Problems,
) -> PageBody {
    let text = &page.text.brand;
    let body = view! {
        {summary::errors(page, problems)}
        {done(page, of.done)}
        <h1 class="title">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        {malls(page, of)}
        {state(page, of.branding)}
        <div class="brand">
            <div class="brand__settings">
                {form::view(page, of, problems)}
                {logos::view(page, of)}
            </div>
            {preview::view(page, of, parts)}
        </div>
        {versions::view(page, of)}
    };
    PageBody::new(text.title, body.into_html())
}

fn done(page: &PageContext<'_>, done: Option<&str>) -> Option<Html> {
    let text = &page.text.brand;
    let words = match done? {
        "save" => text.saved,
        "publish" => text.published,
        "plan" => text.planned,
        "drop" => text.dropped,
        "restore" => text.restored,
        "withdraw" => text.withdrawn,
        "logo" => text.logo_changed,
        "late" => text.too_late,
        _ => return None,
    };
    Some(view! { <p class="notice" role="status">{words}</p> }.into_html())
}

/// Links to the brands of each mall, where the merchant sells on several.
fn malls(page: &PageContext<'_>, of: &BrandPage<'_>) -> Option<Html> {
    let text = &page.text.brand;
    if of.branding.malls.is_empty() {
        return None;
    }
    let path = page.scope_path("/brand");
    let all = (text.all_malls.to_owned(), path.clone(), of.mall.is_none());
    let malls = of.branding.malls.iter().map(|(id, name)| {
        let here = of.mall == Some(id);
        (name.clone(), format!("{path}?mall={id}"), here)
    });
    let links: Vec<_> = std::iter::once(all)
        .chain(malls)
        .map(|(name, path, here)| {
            let name = foreign::name(page.document.locale, &name);
            let current = here.then_some("page");
            view! { <li><a class="chip" href=page.link(&path) aria-current=current>{name}</a></li> }
        })
        .collect();
    let view = view! {
        <nav class="chips" aria-labelledby="brand-malls">
            <p class="chips__label" id="brand-malls">{text.whose}</p>
            <ul class="chips__list">{links}</ul>
        </nav>
    };
    Some(view.into_html())
}

/// What is live, and whether there is a draft.
fn state(page: &PageContext<'_>, branding: &Branding) -> Html {
    let text = &page.text.brand;
    let live = match branding.live_number {
        0 => text.live_first.to_owned(),
        number => (text.live)(number),
    };
    let draft = branding.draft.as_ref();
    let draft = draft.map(|draft| {
        let at = time::minute_text(draft.saved_at);
        let words = (text.draft)(&draft.saved_by, &at);
        view! { <p class="part__lead">{words}</p> }
    });
    view! { <div class="brand__state"><p class="part__lead">{live}</p>{draft}</div> }.into_html()
}
