//! Links that a merchant may put on its pay page.

/// The longest link, in bytes.
const MAX: usize = 200;

/// True for an https link to a host with a name: no user, no blanks, no
/// characters that need escaping.
pub fn is_link(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'`');
    text.len() <= MAX
        && text.bytes().all(plain)
        && name.contains('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
        && !name.starts_with('.')
        && !name.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::is_link;

    #[test]
    fn only_https_links_with_a_host_s_name_are_taken() {
        for good in [
            "https://tea.example/terms",
            "https://tea.example",
            "https://www.tea-shop.example:8443/a?b=c#d",
        ] {
            assert!(is_link(good), "{good}");
        }
        for bad in [
            "",
            "tea.example",
            "http://tea.example/",
            "https://",
            "https://localhost/",
            "https://user@tea.example/",
            "https://tea.example/a b",
            "https://tea.example/\u{8336}",
            "https://.example/",
            "https://tea.example\\@evil.example/",
            "javascript:alert(1)",
            "https://tea.example/\"><script>",
        ] {
            assert!(!is_link(bad), "{bad}");
        }
        assert!(!is_link(&format!(
            "https://tea.example/{}",
            "a".repeat(200)
        )));
    }
}
