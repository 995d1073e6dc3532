//! The payment provider that runs this desk, as every page names it.

use anyhow::{Context, bail};
use clap::Args;
use domain::display_text;
use domain::origin::Origin;
use ui::settings::Provider;

/// The most characters of one setting.
const LENGTH_MAX: usize = 200;

/// The settings of the provider. Each may be left out, and is then not shown.
#[derive(Debug, Default, Args)]
pub(crate) struct ProviderFlags {
    /// The provider's name, as shoppers see it on every page
    #[arg(
        id = "provider_name",
        long = "provider-name",
        env = "PAYDESK_PROVIDER_NAME"
    )]
    name: Option<String>,
    /// The number of its payment licence
    #[arg(
        id = "provider_licence",
        long = "provider-licence",
        env = "PAYDESK_PROVIDER_LICENCE"
    )]
    licence: Option<String>,
    /// Its service line
    #[arg(
        id = "provider_phone",
        long = "provider-phone",
        env = "PAYDESK_PROVIDER_PHONE"
    )]
    phone: Option<String>,
    /// Its service agreement: an https address, or a path of this site
    #[arg(
        id = "provider_agreement_url",
        long = "provider-agreement-url",
        env = "PAYDESK_PROVIDER_AGREEMENT_URL"
    )]
    agreement_url: Option<String>,
    /// Its privacy policy: an https address, or a path of this site
    #[arg(
        id = "provider_privacy_url",
        long = "provider-privacy-url",
        env = "PAYDESK_PROVIDER_PRIVACY_URL"
    )]
    privacy_url: Option<String>,
    /// Where to complain: a phone number, an https address, or a path of this site
    #[arg(
        id = "provider_complaints",
        long = "provider-complaints",
        env = "PAYDESK_PROVIDER_COMPLAINTS"
    )]
    complaints: Option<String>,
}

impl ProviderFlags {
    /// Checks the settings.
    pub(crate) fn read(&self) -> anyhow::Result<Provider> {
        Ok(Provider {
            name: line("--provider-name", self.name.as_deref())?,
            licence: line("--provider-licence", self.licence.as_deref())?,
            phone: phone("--provider-phone", self.phone.as_deref())?,
            agreement: link("--provider-agreement-url", self.agreement_url.as_deref())?,
            privacy: link("--provider-privacy-url", self.privacy_url.as_deref())?,
            complaints: contact("--provider-complaints", self.complaints.as_deref())?,
        })
    }
}

/// What shoppers must be told and is not set, by its flag.
pub(crate) fn missing(provider: &Provider) -> Vec<&'static str> {
    let required = [
        ("--provider-name", &provider.name),
        ("--provider-licence", &provider.licence),
    ];
    let unset = required.into_iter().filter(|(_, value)| value.is_none());
    unset.map(|(flag, _)| flag).collect()
}

/// One line of text; `None` where it is empty.
fn line(flag: &str, value: Option<&str>) -> anyhow::Result<Option<String>> {
    let Some(text) = value.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if let Err(refusal) = display_text::check(text, LENGTH_MAX, flag) {
        bail!("{flag}: {}", refusal.detail);
    }
    Ok(Some(text.to_owned()))
}

/// A phone number: 5 to 15 digits with blanks and hyphens.
fn phone(flag: &str, value: Option<&str>) -> anyhow::Result<Option<String>> {
    let number = line(flag, value)?;
    if number.as_deref().is_some_and(|number| !is_phone(number)) {
        bail!("{flag}: a phone number has 5 to 15 digits, such as 400-800-1234");
    }
    Ok(number)
}

/// An https address, or a path of this site.
fn link(flag: &str, value: Option<&str>) -> anyhow::Result<Option<String>> {
    let to = line(flag, value)?;
    if let Some(to) = to.as_deref().filter(|to| !is_path(to)) {
        let origin = Origin::of(to).with_context(|| flag.to_owned())?;
        if !origin.is_https() {
            bail!("{flag}: the address must begin with https:// or with /");
        }
    }
    Ok(to)
}

/// A phone number, or a link.
fn contact(flag: &str, value: Option<&str>) -> anyhow::Result<Option<String>> {
    match value {
        Some(number) if is_phone(number.trim()) => line(flag, value),
        _ => link(flag, value),
    }
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let known = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ');
    (5..=15).contains(&digits) && text.trim_start_matches('+').chars().all(known)
}

/// A path on this origin; `//host` is another one.
fn is_path(text: &str) -> bool {
    let rest = text.strip_prefix('/');
    rest.is_some_and(|rest| !rest.starts_with(['/', '\\']) && !text.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::{ProviderFlags, missing};

    #[test]
    fn each_setting_may_be_left_out_or_empty() {
        let some = |text: &str| Some(text.to_owned());
        let none = ProviderFlags::default().read().expect("all are optional");
        assert_eq!(none, ui::settings::Provider::default());
        assert_eq!(missing(&none), ["--provider-name", "--provider-licence"]);
        let empty = ProviderFlags {
            name: some(" "),
            phone: some(""),
            ..ProviderFlags::default()
        };
        assert_eq!(empty.read().expect("the same as not set"), none);
    }

    #[test]
    fn what_is_right_is_taken() {
        let some = |text: &str| Some(text.to_owned());
        let flags = ProviderFlags {
            name: some(" 云河支付有限公司 "),
            licence: some("Z2000131000010"),
            phone: some("+86 571 8888 1234"),
            agreement_url: some("/agreement"),
            privacy_url: some("https://provider.example/privacy?v=2"),
            complaints: some("12378"),
        };
        let provider = flags.read().expect("right");
        assert_eq!(provider.name, some("云河支付有限公司"));
        assert_eq!(provider.privacy, flags.privacy_url);
        assert_eq!(provider.complaints, some("12378"));
        assert_eq!(missing(&provider), [""; 0]);
        let by_link = ProviderFlags {
            complaints: some("/complaints"),
            ..ProviderFlags::default()
        };
        assert_eq!(
            by_link.read().expect("right").complaints,
            some("/complaints")
        );
    }

    #[test]
    fn what_is_wrong_is_refused_by_its_flag() {
        let some = |text: &str| Some(text.to_owned());
        let refused = |flags: ProviderFlags, flag: &str| {
            let told = format!("{:#}", flags.read().expect_err(flag));
            assert!(told.starts_with(&format!("{flag}: ")), "{told}");
        };
        for address in [
            "http://provider.example/privacy",
            "//provider.example",
            "/\\provider.example",
            "privacy.html",
            "javascript:alert(1)",
            "/pri vacy",
        ] {
            let (agreement, privacy, complaints) = (
                ProviderFlags {
                    agreement_url: some(address),
                    ..ProviderFlags::default()
                },
                ProviderFlags {
                    privacy_url: some(address),
                    ..ProviderFlags::default()
                },
                ProviderFlags {
                    complaints: some(address),
                    ..ProviderFlags::default()
                },
            );
            refused(agreement, "--provider-agreement-url");
            refused(privacy, "--provider-privacy-url");
            refused(complaints, "--provider-complaints");
        }
        for number in ["1234", "call us", "400-800-1234 ext 5", "1234567890123456"] {
            let flags = ProviderFlags {
                phone: some(number),
                ..ProviderFlags::default()
            };
            refused(flags, "--provider-phone");
        }
        let flags = ProviderFlags {
            name: some("a\u{202e}b"),
            ..ProviderFlags::default()
        };
        refused(flags, "--provider-name");
    }
}
