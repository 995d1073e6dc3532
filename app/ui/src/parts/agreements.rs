//! What the shopper agrees to by sending the card form: quick pay for this card,
//! with links to the provider's service agreement and privacy policy where they
//! are set. The links open in another window, so that nothing typed is lost.

use crate::html::{Html, IntoHtml as _};
use crate::settings::Provider;
use crate::text::Text;
use domain::locale::Locale;
use leptos::prelude::*;

/// The sentence.
pub(crate) fn agreements(locale: Locale, provider: &Provider) -> Html {
    let text = &Text::of(locale).card;
    let link = |name: &'static str, href: &Option<String>| {
        let href = href.clone()?;
        Some(view! {
            <a href=href target="_blank" rel="noopener">
                {name}
                <span class="hidden-text">{text.new_window}</span>
            </a>
        })
    };
    let agreement = link(text.agreement, &provider.agreement);
    let privacy = link(text.privacy_policy, &provider.privacy);
    let comma = agreement.is_some().then_some(text.agree_to);
    let and = privacy.is_some().then_some(text.agree_and_read);
    view! {
        <p class="agreements">{text.agree}{comma}{agreement}{and}{privacy}{text.sentence_end}</p>
    }
    .into_html()
}
