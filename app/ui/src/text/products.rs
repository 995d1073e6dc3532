//! The words of each product: among the ways to pay, on the receipt, and on the
//! page of its QR code.

use super::table::{ProductText, QrText};
use domain::product::Product;
use domain::visit::Screen;

/// Chinese.
pub(super) fn zh_cn(product: Product) -> ProductText {
    let (name, hint) = match product {
        Product::QuickAgreement => ("快捷支付", "储蓄卡或信用卡，短信验证码确认"),
        Product::Scan => ("扫码支付", "使用云闪付或银行 App 扫一扫"),
        Product::Wechat => ("微信支付", "用手机微信扫一扫"),
        Product::GatewayPersonal => ("网银支付", "前往银行网站付款"),
    };
    ProductText {
        name,
        hint,
        phone_hint: match product {
            Product::Wechat => "用另一部手机的微信扫一扫",
            Product::QuickAgreement | Product::Scan | Product::GatewayPersonal => hint,
        },
    }
}

/// English.
pub(super) fn en(product: Product) -> ProductText {
    let (name, hint) = match product {
        Product::QuickAgreement => ("Bank card", "Debit or credit, confirmed by a text message"),
        Product::Scan => ("QR code", "Scan with your bank’s app or the UnionPay app"),
        Product::Wechat => ("WeChat Pay", "Scan a code with WeChat on your phone"),
        Product::GatewayPersonal => ("Online banking", "Pay on your bank’s own website"),
    };
    ProductText {
        name,
        hint,
        phone_hint: match product {
            Product::Wechat => "Scan a code with WeChat on another phone",
            Product::QuickAgreement | Product::Scan | Product::GatewayPersonal => hint,
        },
    }
}

/// Chinese.
pub(super) fn zh_cn_qr(product: Product, screen: Screen) -> QrText {
    match (product, screen) {
        (Product::Wechat, Screen::Pc) => QrText {
            next: "下一步：用手机微信扫描二维码。此步不扣款。",
            title: "微信支付",
            lead: "请用手机微信扫描二维码完成付款",
            steps: [
                "打开手机上的微信",
                "点击右上角“+”里的“扫一扫”，对准此二维码",
                "核对收款方和金额，确认付款",
            ],
            save: None,
            on_phone: "此二维码只能用微信“扫一扫”对准屏幕付款，不能从相册选取，也不能长按识别。",
        },
        (Product::Wechat, Screen::Phone) => QrText {
            next: "下一步：显示二维码，用另一部手机的微信扫描。此步不扣款。",
            title: "微信支付",
            lead: "请用另一部手机的微信扫描此二维码",
            steps: [
                "在另一部手机上打开微信",
                "点击右上角“+”里的“扫一扫”，对准此屏幕上的二维码",
                "核对收款方和金额，确认付款",
            ],
            save: None,
            on_phone: "只有这一部手机？微信不能从相册或长按识别此二维码付款，请返回选择其他方式。",
        },
        (Product::Scan | Product::QuickAgreement | Product::GatewayPersonal, Screen::Phone) => {
            QrText {
                next: "下一步：显示二维码，用云闪付或手机银行 App 扫描。此步不扣款。",
                title: "扫码支付",
                lead: "请用云闪付或手机银行 App 扫描二维码完成付款",
                steps: [
                    "点“保存二维码图片”，或长按图片保存",
                    "打开云闪付或手机银行 App，点“扫一扫”",
                    "点“相册”选取此图片，核对收款方和金额，确认付款",
                ],
                save: Some("保存二维码图片"),
                on_phone: "有另一部手机？也可以用它直接扫描此屏幕上的二维码。",
            }
        }
        (Product::Scan | Product::QuickAgreement | Product::GatewayPersonal, Screen::Pc) => {
            QrText {
                next: "下一步：用手机扫描二维码。此步不扣款。",
                title: "扫码支付",
                lead: "请用手机扫描二维码完成付款",
                steps: [
                    "打开云闪付或您的手机银行 App",
                    "点“扫一扫”，对准此二维码",
                    "核对收款方和金额，确认付款",
                ],
                save: None,
                on_phone: "正在用手机浏览？请截屏保存二维码，在 App 的“扫一扫”中从相册选取；或返回选择其他方式。",
            }
        }
    }
}

/// English.
pub(super) fn en_qr(product: Product, screen: Screen) -> QrText {
    match (product, screen) {
        (Product::Wechat, Screen::Pc) => QrText {
            next: "Next: scan the code with WeChat on your phone. Nothing is charged yet.",
            title: "Pay with WeChat",
            lead: "Scan this code with WeChat on your phone to pay",
            steps: [
                "Open WeChat on your phone",
                "Tap “+”, then “Scan”, and point it at the code",
                "Check the payee and the amount, then confirm",
            ],
            save: None,
            on_phone: "Point WeChat’s scanner at the screen: it does not pay this code from an album or by a long press.",
        },
        (Product::Wechat, Screen::Phone) => QrText {
            next: "Next: a code to scan with WeChat on another phone. Nothing is charged yet.",
            title: "Pay with WeChat",
            lead: "Scan this code with WeChat on another phone",
            steps: [
                "Open WeChat on the other phone",
                "Tap “+”, then “Scan”, and point it at the code on this screen",
                "Check the payee and the amount, then confirm",
            ],
            save: None,
            on_phone: "Only this phone? WeChat does not pay this code from an album or by a long press: go back and pay another way.",
        },
        (Product::Scan | Product::QuickAgreement | Product::GatewayPersonal, Screen::Phone) => {
            QrText {
                next: "Next: a code to scan with your bank’s app. Nothing is charged yet.",
                title: "Scan to pay",
                lead: "Scan this code with your bank’s app to pay",
                steps: [
                    "Tap “Save the code”, or hold the picture to save it",
                    "Open your bank’s app or the UnionPay app and tap “Scan”",
                    "Tap “Album”, pick the picture, check the payee and the amount, then confirm",
                ],
                save: Some("Save the code"),
                on_phone: "Have another phone? You can also scan the code on this screen with it.",
            }
        }
        (Product::Scan | Product::QuickAgreement | Product::GatewayPersonal, Screen::Pc) => {
            QrText {
                next: "Next: scan the code with your phone. Nothing is charged yet.",
                title: "Scan to pay",
                lead: "Scan this code with your phone to pay",
                steps: [
                    "Open your bank’s app or the UnionPay app",
                    "Choose “Scan” and point it at the code",
                    "Check the payee and the amount, then confirm",
                ],
                save: None,
                on_phone: "Browsing on your phone? Save a screenshot and choose it from your album in the app’s scanner, or go back and pay another way.",
            }
        }
    }
}
