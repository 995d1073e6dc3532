//! The contrasts of the brand's colour. The preview keeps the table true while
//! another colour is chosen, by the ids of its cells.

use crate::pages::page_context::PageContext;
use domain::brand::Colour;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::preview::{ContrastPair, contrast_pairs, ratio_text};

/// The table; for a text that is no colour that of black, until it is one.
pub(super) fn view(page: &PageContext<'_>, colour: &str) -> Html {
    let text = &page.text.brand;
    let colour = Colour::parse(colour).unwrap_or(Colour::BLACK);
    let rows: Vec<_> = contrast_pairs(colour)
        .iter()
        .map(|pair| row(page, pair))
        .collect();
    view! {
        <section class="field" aria-labelledby="contrast">
            <h2 class="field__label" id="contrast">{text.contrast}</h2>
            <p class="field__hint">{text.contrast_lead}</p>
            <table class="table contrast" aria-labelledby="contrast">
                <thead>
                    <tr>
                        <th scope="col">{text.pair}</th>
                        <th scope="col">{text.ratio}</th>
                        <th scope="col">{text.result}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, pair: &ContrastPair) -> Html {
    let text = &page.text.brand;
    let id = |part: &str| format!("contrast-{}-{part}", pair.id);
    let passes = pair.nearest.is_none();
    let nearest = pair.nearest.unwrap_or(Colour::BLACK).to_string();
    view! {
        <tr>
            <td data-label=text.pair>{(text.of_pair)(pair.id)}</td>
            <td data-label=text.ratio class="table__number" id=id("ratio")>{ratio_text(pair.ratio)}</td>
            <td data-label=text.result>
                <span class="contrast__pass" id=id("pass") hidden=!passes>{text.passes}</span>
                <span class="contrast__fail" id=id("fail") hidden=passes>
                    {text.fails}
                    " "
                    <button class="button button--small" name="use_colour" value=nearest.clone() id=id("use")>
                        {text.use_colour}
                        " "
                        <svg class="contrast__swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
                            <rect width="12" height="12" rx="3" id=id("swatch") fill=nearest.clone() />
                        </svg>
                        <span id=id("name")>{nearest.clone()}</span>
                    </button>
                </span>
            </td>
        </tr>
    }
    .into_html()
}
