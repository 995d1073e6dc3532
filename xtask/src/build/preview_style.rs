//! The pay page's style sheet for a preview inside another page: a shadow root
//! whose host stands for `<html>` and whose `.page` stands for `<body>`.
//!
//! There `:root` matches nothing, and media queries see the window of the page
//! around it. So the root is the host, conditions on the width ask the host's, and
//! the dark scheme is the host's attribute `data-scheme`. Conditions on the height,
//! rules for `<html>` and for print are left out.

/// The sheet, from a minified one.
pub(super) fn derive(sheet: &str) -> String {
    rules(sheet).map(rule).collect()
}

/// The style rules and at-rules of a sheet, each as prelude and block.
fn rules(sheet: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = sheet;
    std::iter::from_fn(move || {
        let open = rest.find('{')?;
        let close = open + block_length(&rest[open..]);
        let found = (rest[..open].trim(), &rest[open + 1..close]);
        rest = &rest[close + 1..];
        Some(found)
    })
}

/// The position of the brace that closes the first one.
fn block_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn rule((prelude, block): (&str, &str)) -> String {
    if let Some(condition) = prelude.strip_prefix("@media") {
        return media(condition.trim(), block);
    }
    if prelude.starts_with("@supports") {
        return format!("{prelude}{{{}}}", derive(block));
    }
    if prelude.starts_with('@') {
        return format!("{prelude}{{{block}}}");
    }
    let selectors: Vec<_> = prelude.split(',').filter_map(selector).collect();
    if selectors.is_empty() {
        return String::new();
    }
    format!("{}{{{}}}", selectors.join(","), declarations(block))
}

/// A selector. A comma inside `:is()` splits it in two, of which neither names
/// the root or the body, so the parts are joined again as they were.
fn selector(text: &str) -> Option<&str> {
    match text {
        ":root" => Some(":host"),
        "body" => Some(".page"),
        text if text.starts_with("html") => None,
        text => Some(text),
    }
}

fn declarations(block: &str) -> String {
    block
        .replace("color-scheme:light dark", "color-scheme:light")
        .replace("100dvh", "100%")
        .replace("100vh", "100%")
        .replace("30vw", "30cqw")
}

fn media(condition: &str, block: &str) -> String {
    if condition == "(prefers-color-scheme:dark)" {
        let dark = |(_, block)| format!(":host([data-scheme=dark]){{color-scheme:dark;{block}}}");
        return rules(block).map(dark).collect();
    }
    if condition.contains("height") || condition == "print" {
        return String::new();
    }
    let widths: Vec<_> = condition
        .split(" and ")
        .filter(|part| part.contains("width"))
        .collect();
    if widths.is_empty() {
        return format!("@media {condition}{{{}}}", derive(block));
    }
    format!("@container {}{{{}}}", widths.join(" and "), derive(block))
}

#[cfg(test)]
mod tests {
    use super::derive;
    use crate::build::style;
    use crate::workspace::Workspace;

    #[test]
    fn root_body_and_scheme_become_those_of_the_host() {
        let sheet = ":root{color-scheme:light dark;--a:1}body,h1{margin:0;min-height:100vh}html{b:c}\
                     @media (prefers-color-scheme:dark){:root{--a:2}}";
        assert_eq!(
            derive(sheet),
            ":host{color-scheme:light;--a:1}.page,h1{margin:0;min-height:100%}\
             :host([data-scheme=dark]){color-scheme:dark;--a:2}"
        );
    }

    #[test]
    fn conditions_on_the_width_ask_the_host_s() {
        for (media, derived) in [
            (
                "@media (min-width:880px){a{b:c}}",
                "@container (min-width:880px){a{b:c}}",
            ),
            (
                "@media screen and (max-width:879px){html{x:y}a:is(b,c){b:c}}",
                "@container (max-width:879px){a:is(b,c){b:c}}",
            ),
            ("@media (max-width:9px) and (max-height:4px){a{b:c}}", ""),
            ("@media print{:root{a:b}}", ""),
            (
                "@media (forced-colors:active){:root{a:b}}",
                "@media (forced-colors:active){:host{a:b}}",
            ),
            (
                "@supports selector(:has(*)){:root{a:b}}",
                "@supports selector(:has(*)){:host{a:b}}",
            ),
            ("@keyframes t{to{a:b}}", "@keyframes t{to{a:b}}"),
        ] {
            assert_eq!(derive(media), derived);
        }
    }

    #[test]
    fn nothing_of_the_window_is_left_in_the_sheet() {
        let root = Workspace::read().unwrap().root;
        for folder in ["style", "style/outcome"] {
            let sheet = derive(&style::read(&root.join(folder)).unwrap());
            for left in [
                ":root",
                "html",
                "}body",
                "{body",
                ",body,",
                "vh",
                "vw",
                "@media (m",
                "@media screen",
            ] {
                assert!(!sheet.contains(left), "{left} in {folder}: {sheet}");
            }
        }
    }
}
