//! The signatures that WeChat Pay publishes for checks of one's own code, over four
//! lines that each end with LF. The public key is that of its published test key
//! (its page on the signature of JSAPI payments).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{RsaPublicKey, SignatureHash};

const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQ
CK26ogYkBhDrYxnAaw2JbbBsp1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdz
oF/FajAzQNKnm569/D3upKoi8mYBaST15Uig8j8qoUW1U217LL0jEHlSnHV3lcaD
TXqDpTRR4Bfz9IqOgJgFZ8/oTfEomSrjrLYef81Eyxr7ZIMQXEKKEK7V4UXKS0+/
fDsiG/cXidhzt8UbTL9vqXqxM2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/w
Tzrd0I/8NlevxtFbphg4evlHjFNI7+GrqR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5C
MQIDAQAB
-----END PUBLIC KEY-----";

const LINES: [&str; 4] = [
    "wx2421b1c4370ec43b",
    "1554208460",
    "593BEC0C930BF1AFEB40B4A08C8FB242",
    "prepay_id=wx201410272009395522657a690389285100",
];

const SIGNATURE: &str = "mI35pfNEQV6777ke/1T+LJLQDNTm7yeoUJH+j/adPGhmCCi0PbgkvYQTRcXH0uibcLVtvFLdGLpmoYO9FV6lBBsTAjuhh5YOvQi0e2g3e0yytitiNET9FEuqM0pjnKfRW4K6LIZDdbWJv9KhZUx3DrJa5TL7OJ7VdADVivxVySIlPVKjGwuCXzuXSJes0UcILgWQUMyha5/3nYofuHtS7r+KYyMuxD+oJ9VM1Qdxk4UIG59CP5Y3wtYIFybyF3bdu1caHTRRX+DLyMXyYA/IrTmiW01c4RPjpHBX5Dk1sZyY1zVsWNsvMHr2e1NTWtBxKJ+qk5N61J7caYoepHFaxw==";

#[test]
fn a_published_signature_is_valid_over_its_lines_only() {
    let key = RsaPublicKey::from_pem(PUBLIC_KEY).expect("reads");
    let signature = STANDARD.decode(SIGNATURE).expect("Base64");
    let text = LINES.map(|line| format!("{line}\n")).concat();
    let valid = |text: &str| key.verifies(SignatureHash::Sha256, text.as_bytes(), &signature);
    assert!(valid(&text));
    assert!(!valid(text.trim_end()), "without the last line end");
    assert!(!valid(&text.replace('\n', "\r\n")), "other line ends");
    assert!(!valid(&text.replace("prepay_id=", "")), "another text");
}
