//! The visitor's address and device, the wallet app the page is open in, and the
//! way to pay that was used last in this browser.

use super::last_way;
use axum::extract::FromRequestParts;
use domain::desk::Visit;
use domain::visit::{Screen, VisitorAddress, WalletApp};
use http::HeaderMap;
use http::request::Parts;
use std::convert::Infallible;

/// The sender of a request.
pub(super) struct Visitor(pub Visit);

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = parts.extensions.get::<VisitorAddress>();
        Ok(Self(Visit {
            ip: address.map(|address| address.0),
            screen: screen(&parts.headers),
            inside: value(&parts.headers, "user-agent").and_then(wallet_app),
            last_way: last_way::read(&parts.headers),
        }))
    }
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// By client hint, else by the user agent.
fn screen(headers: &HeaderMap) -> Screen {
    let phone = match value(headers, "sec-ch-ua-mobile") {
        Some(hint) => hint == "?1",
        None => value(headers, "user-agent")
            .is_some_and(|agent| agent.contains("Mobi") || agent.contains("Android")),
    };
    Screen::from(phone)
}

/// The wallet app of a user agent. 企业微信 names `MicroMessenger` too but has no
/// wallet of its own, and WeChat on a computer shows a code that a phone can
/// scan: both count as browsers.
fn wallet_app(agent: &str) -> Option<WalletApp> {
    let names = |name: &str| agent.contains(name);
    let not_on_a_phone = ["wxwork", "WindowsWechat", "MacWechat"];
    if names("MicroMessenger") {
        let elsewhere = not_on_a_phone.into_iter().any(names);
        (!elsewhere).then_some(WalletApp::WeChat)
    } else if names("AlipayClient/") || names("AliApp(AP/") {
        Some(WalletApp::Alipay)
    } else if names("UnionPay/") {
        Some(WalletApp::UnionPay)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{screen, wallet_app};
    use domain::visit::{Screen, WalletApp};
    use http::{HeaderMap, HeaderValue};

    #[test]
    fn a_wallet_app_is_known_by_its_user_agent() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
        for (rest, app) in [
            ("", None),
            ("Safari/604.1", None),
            (
                "MicroMessenger/8.0.50(0x18003231) NetType/WIFI",
                Some(WalletApp::WeChat),
            ),
            (
                "MicroMessenger/8.0.50 miniProgram/wx0123456789abcdef",
                Some(WalletApp::WeChat),
            ),
            ("wxwork/4.1.22 MicroMessenger/7.0.1", None),
            ("MicroMessenger/7.0.20 WindowsWechat(0x63090a13)", None),
            ("MicroMessenger/6.8.0 MacWechat/3.8.7", None),
            (
                "AliApp(AP/10.6.60.6000) AlipayClient/10.6.60.6000",
                Some(WalletApp::Alipay),
            ),
            ("(UnionPay/1.0 CloudPay)", Some(WalletApp::UnionPay)),
            ("QQ/9.0.8 Weibo DingTalk", None),
        ] {
            assert_eq!(wallet_app(&format!("{iphone} {rest}")), app, "{rest}");
        }
    }

    #[test]
    fn a_client_hint_comes_before_the_user_agent() {
        let read = |headers: &[(&'static str, &'static str)]| {
            let pairs = headers.iter().map(|(name, value)| {
                let name = http::HeaderName::from_static(name);
                (name, HeaderValue::from_static(value))
            });
            screen(&pairs.collect::<HeaderMap>())
        };
        assert_eq!(read(&[]), Screen::Pc);
        assert_eq!(read(&[("user-agent", "X Mobile")]), Screen::Phone);
        assert_eq!(read(&[("user-agent", "X Android")]), Screen::Phone);
        assert_eq!(read(&[("user-agent", "X Windows")]), Screen::Pc);
        let hinted = [("user-agent", "X Mobile"), ("sec-ch-ua-mobile", "?0")];
        assert_eq!(read(&hinted), Screen::Pc);
        assert_eq!(read(&[("sec-ch-ua-mobile", "?1")]), Screen::Phone);
    }
}
