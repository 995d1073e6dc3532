//! Texts of malls, merchants, the provider and the law inside a page, marked
//! with their language where it is another than the page's (WCAG 3.1.2).

use crate::html::{Html, IntoHtml as _};
use crate::text::Sentence;
use domain::locale::Locale;
use leptos::prelude::*;

/// Stands for the name while a sentence is split at it. No name has this
/// character (U+FFFC).
const PLACE: &str = "\u{fffc}";

/// The `lang` of a text on a page in `locale`: Chinese where it has Chinese
/// characters and the page is in another language. Other scripts need none.
pub fn lang(locale: Locale, text: &str) -> Option<&'static str> {
    let han = |c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}');
    (locale != Locale::ZhCn && text.contains(han)).then(|| Locale::ZhCn.tag())
}

/// A name or title.
pub fn name(locale: Locale, text: &str) -> Html {
    let text = text.to_owned();
    match lang(locale, &text) {
        Some(lang) => view! { <span lang=lang>{text}</span> }.into_html(),
        None => text.into_html(),
    }
}

/// A sentence of ours with a name in it. One element, as a flex container drops
/// the blanks around the elements in it.
pub(crate) fn sentence(locale: Locale, sentence: Sentence, text: &str) -> Html {
    if lang(locale, text).is_none() {
        return sentence(text).into_html();
    }
    let (before, after) = around(sentence);
    view! { <span>{before}{name(locale, text)}{after}</span> }.into_html()
}

/// What a sentence says before and after the name.
pub(crate) fn around(sentence: Sentence) -> (String, String) {
    let whole = sentence(PLACE);
    let (before, after) = whole.split_once(PLACE).unwrap_or((&whole, ""));
    (before.to_owned(), after.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{lang, sentence};
    use domain::locale::Locale::{En, ZhCn};
    use leptos::prelude::RenderHtml;

    #[test]
    fn only_chinese_on_a_page_in_another_language_is_marked() {
        for (text, on_english) in [
            ("融e购商城", Some("zh-CN")),
            ("Tea 茶", Some("zh-CN")),
            ("\u{20bb7}野家", Some("zh-CN")),
            ("Cloud Tea", None),
            ("Café “Ü”", None),
            ("", None),
        ] {
            assert_eq!(lang(En, text), on_english, "{text}");
            assert_eq!(lang(ZhCn, text), None, "{text}");
        }
    }

    #[test]
    fn only_the_name_in_a_sentence_is_marked() {
        let html = |locale, name| {
            let html = sentence(locale, |name| format!("Back to {name}."), name).to_html();
            html.replace("<!>", "")
        };
        assert_eq!(
            html(En, "融e购"),
            "<span>Back to <span lang=\"zh-CN\">融e购</span>.</span>"
        );
        assert_eq!(html(En, "Cloud Tea"), "Back to Cloud Tea.");
        assert_eq!(html(ZhCn, "融e购"), "Back to 融e购.");
    }
}
