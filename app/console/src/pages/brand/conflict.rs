//! Somebody else changed the draft, or published, while a form was filled in: both
//! versions side by side. Nothing was overwritten.

use super::BrandPage;
use super::fields::BrandFields;
use crate::pages::PageBody;
use crate::pages::form::form;
use crate::pages::page_context::PageContext;
use leptos::prelude::*;
use ui::html::IntoHtml;

/// The page. `mine` is what was sent.
pub(crate) fn view(page: &PageContext<'_>, of: &BrandPage<'_>, mine: &BrandFields) -> PageBody {
    let text = &page.text.brand;
    let theirs = BrandFields::of(of.branding.edited());
    let rows: Vec<_> = mine
        .all()
        .filter(|(name, value)| *name != "publish_from" && theirs.get(name) != *value)
        .map(|(name, value)| {
            let other = theirs.get(name).to_owned();
            view! {
                <tr>
                    <th scope="row" data-label=text.setting>{label(page, name)}</th>
                    <td data-label=text.mine>{value.to_owned()}</td>
                    <td data-label=text.theirs>{other}</td>
                </tr>
            }
        })
        .collect();
    let kept: Vec<_> = mine
        .all()
        .map(|(name, value)| {
            view! { <input type="hidden" name=name.to_owned() value=value.to_owned() /> }
        })
        .collect();
    let to = of.path(page, "");
    let buttons = view! {
        <input type="hidden" name="revision" value=of.branding.revision().to_string() />
        {kept}
        <div class="actions">
            <button class="button button--own" name="do" value="save">{text.keep_mine}</button>
            <a class="button button--quiet" href=page.link(&to)>{text.take_theirs}</a>
        </div>
    };
    let body = view! {
        <h1 class="title" id="conflict">{text.changed}</h1>
        <p class="lead">{text.changed_lead}</p>
        <table class="table" aria-labelledby="conflict">
            <thead>
                <tr>
                    <th scope="col">{text.setting}</th>
                    <th scope="col">{text.mine}</th>
                    <th scope="col">{text.theirs}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {form(page, &to, "form", buttons.into_html())}
    };
    PageBody::new(text.changed, body.into_html())
}

/// A field by its label.
fn label(page: &PageContext<'_>, name: &str) -> &'static str {
    let text = &page.text.brand;
    match name {
        "display_name" => text.display_name,
        "colour" => text.colour,
        "radius" => text.radius,
        "font" => text.font,
        "button" => text.button,
        "support" => text.support,
        "message" => text.message,
        "terms" => text.terms,
        "privacy" => text.privacy,
        _ => text.ways,
    }
}
