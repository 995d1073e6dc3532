//! Who runs the pages, in the foot of every page: the provider's name, licence,
//! phone, agreement, privacy policy and complaints. It is the same on every page
//! of a language, so it is a static fragment.

use super::{foreign, phone_link};
use crate::html::IntoHtml as _;
use crate::render::Fragment;
use crate::settings::Provider;
use crate::text::Text;
use domain::locale::Locale;
use leptos::prelude::*;

/// The lines about the provider on pages in this language.
pub(crate) const fn fragment(locale: Locale) -> Fragment {
    match locale {
        Locale::ZhCn => Fragment("provider-zh-cn"),
        Locale::En => Fragment("provider-en"),
    }
}

/// These lines in each language.
pub(crate) fn fragments(provider: &Provider) -> [(Fragment, String); 2] {
    [Locale::ZhCn, Locale::En].map(|locale| (fragment(locale), lines(locale, provider)))
}

/// The lines as HTML; empty where nothing about the provider is set.
fn lines(locale: Locale, provider: &Provider) -> String {
    let text = &Text::of(locale).provider;
    let name = provider.name.as_deref();
    let name = name.map(|name| foreign::sentence(locale, text.provided_by, name));
    let licence = provider.licence.as_deref();
    let licence = licence.map(|number| foreign::sentence(locale, text.licence, number));
    let phone = provider.phone.as_deref();
    let phone = phone.map(|number| (text.phone, " ", phone_link::link(number)).into_html());
    let link =
        |to: &str, label: &'static str| view! { <a href=to.to_owned()>{label}</a> }.into_html();
    let agreement = provider.agreement.as_deref();
    let privacy = provider.privacy.as_deref();
    let complaints = provider.complaints.as_deref().map(|to| {
        if to.starts_with("https://") || to.starts_with('/') {
            link(to, text.complaints)
        } else {
            phone_link::labelled(locale, text.complaints, to)
        }
    });
    let items: Vec<_> = [
        name,
        licence,
        phone,
        agreement.map(|to| link(to, text.agreement)),
        privacy.map(|to| link(to, text.privacy)),
        complaints,
    ]
    .into_iter()
    .flatten()
    .map(|item| view! { <li>{item}</li> })
    .collect();
    if items.is_empty() {
        return String::new();
    }
    view! { <ul class="foot__provider">{items}</ul> }.to_html()
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::settings::Provider;
    use domain::locale::Locale;

    #[test]
    fn each_contact_can_be_used_and_what_is_not_set_is_left_out() {
        let some = |text: &str| Some(text.to_owned());
        let mut provider = Provider {
            name: some("云河支付有限公司"),
            licence: some("Z2000131000010"),
            phone: some("400-000-0000"),
            agreement: some("/agreement"),
            privacy: some("https://pay.example/privacy"),
            complaints: some("12378"),
        };
        let html = |provider: &Provider| lines(Locale::En, provider).replace("<!>", "");
        let all = html(&provider);
        for part in [
            "Payment by <span lang=\"zh-CN\">云河支付有限公司</span>",
            "licence Z2000131000010",
            "<a href=\"tel:4000000000\">400-000-0000</a>",
            "<a href=\"/agreement\">",
            "<a href=\"https://pay.example/privacy\">",
            "<a href=\"tel:12378\">12378</a>",
        ] {
            assert!(all.contains(part), "{part} in {all}");
        }
        provider.complaints = some("https://pay.example/complaints");
        assert!(
            html(&provider).contains("<a href=\"https://pay.example/complaints\">Complaints</a>")
        );
        let only = Provider {
            phone: some("95588"),
            ..Provider::default()
        };
        assert_eq!(html(&only).matches("<li>").count(), 1);
        assert_eq!(html(&Provider::default()), "");
    }
}
