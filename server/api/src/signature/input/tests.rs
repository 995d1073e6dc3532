//! Which labels of `Signature-Input` are read, and which are ignored.

use super::read;
use crate::signature::component::Component;
use axum::http::{HeaderMap, HeaderValue};
use domain::refusal::Code;
use proptest::prelude::*;

fn headers(input: &str, signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [("signature-input", input), ("signature", signature)] {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            headers.append(name, value);
        }
    }
    headers
}

#[test]
fn a_signature_is_read_and_its_parameters_kept_as_sent() {
    let input = r#"a=("@method" "@target-uri");created=1618884473;keyid="k";nonce="n;\"";x=?0"#;
    let inputs = read(&headers(input, "a=:AQID:")).expect("reads");
    assert_eq!(inputs.len(), 1);
    let plain = ["@method", "@target-uri"].map(|name| Component::Plain(name.to_owned()));
    assert_eq!(inputs[0].components, plain);
    assert_eq!(
        (inputs[0].created, inputs[0].key_id.as_str()),
        (1_618_884_473, "k")
    );
    assert_eq!(inputs[0].signature, [1, 2, 3]);
    assert_eq!(inputs[0].params, input.strip_prefix("a=").expect("label"));
}

#[test]
fn what_cannot_be_read_is_refused() {
    let good = r#"a=("@method");created=1;keyid="k""#;
    for (input, signature) in [
        (r#"a=("@method");keyid="k""#, "a=:AQID:"),
        (r#"a=("@method");created=1"#, "a=:AQID:"),
        (r#"a=("@method");created="1";keyid="k""#, "a=:AQID:"),
        (r#"a=("@method");created=1;keyid=k"#, "a=:AQID:"),
        (r#"a=("@method" "@method");created=1;keyid="k""#, "a=:AQID:"),
        (r#"a=("Date");created=1;keyid="k""#, "a=:AQID:"),
        (r#"a=("@query-param");created=1;keyid="k""#, "a=:AQID:"),
        (
            r#"a=("@query-param";name=x);created=1;keyid="k""#,
            "a=:AQID:",
        ),
        (
            r#"a=("@query-param";name="x";req);created=1;keyid="k""#,
            "a=:AQID:",
        ),
        (r#"a=("@path";key="x");created=1;keyid="k""#, "a=:AQID:"),
        (r#"a=("date";name="x");created=1;keyid="k""#, "a=:AQID:"),
        (r#"a=("date";sf);created=1;keyid="k""#, "a=:AQID:"),
        (
            r#"a=("date" "a";key="x" "a";key="x");created=1;keyid="k""#,
            "a=:AQID:",
        ),
        (r#"a=("@method" 1);created=1;keyid="k""#, "a=:AQID:"),
        (r#"a="@method";created=1;keyid="k""#, "a=:AQID:"),
        (good, "b=:AQID:"),
        (good, "a=AQID"),
        (good, "a=(:AQID:)"),
        ("", "a=:AQID:"),
        ("a=(", "a=:AQID:"),
    ] {
        let refused = read(&headers(input, signature)).expect_err(input);
        assert_eq!(refused.code, Code::SignatureInvalid, "{input}");
    }
    let long = "x".repeat(9_000);
    assert_eq!(
        read(&headers(good, &long)).expect_err("long").code,
        Code::SignatureInvalid
    );
    let five: Vec<String> = (0..5)
        .map(|i| good.replacen('a', &format!("a{i}"), 1))
        .collect();
    let signatures: Vec<String> = (0..5).map(|i| format!("a{i}=:AQID:")).collect();
    let many = read(&headers(&five.join(", "), &signatures.join(", "))).expect("reads");
    assert_eq!(many.len(), 4, "no more are read");
    assert_eq!(
        read(&HeaderMap::new()).expect_err("none").code,
        Code::SignatureMissing
    );
}

/// What gateways and proxies add to a request on its way.
#[test]
fn a_label_that_cannot_be_read_is_ignored() {
    let ours = r#"sig1=("@method" "@target-uri");created=1;keyid="k""#;
    for others in [
        r#"("@method" "signature";key="sig1")"#,
        r#"("@method" "signature";bs);created=2;keyid="p""#,
        r#"("@authority";req);created=2;keyid="p""#,
        r#"("@method");created="now";keyid="p""#,
        r#"("@method" "@method");created=2;keyid="p""#,
        r#"("Via");created=2;keyid="p""#,
        "?1",
    ] {
        for input in [format!("{ours}, p={others}"), format!("p={others}, {ours}")] {
            let inputs = read(&headers(&input, "p=:BBBB:, sig1=:AQID:")).expect(&input);
            let ids: Vec<&str> = inputs.iter().map(|input| input.key_id.as_str()).collect();
            assert_eq!(ids, ["k"], "{input}");
        }
    }
    let unsigned = format!(r#"p=("@method");created=2;keyid="p", {ours}"#);
    let inputs = read(&headers(&unsigned, "sig1=:AQID:")).expect("one is whole");
    assert_eq!(inputs.len(), 1, "a label without a signature");
}

proptest! {
    #[test]
    fn no_header_panics(input in "[ -~]{0,200}", signature in "[ -~]{0,60}") {
        let _ = read(&headers(&input, &signature));
    }

    #[test]
    fn no_header_that_looks_right_panics(
        inner in r#"[a-z@"; =?:0-9()-]{0,60}"#, params in r#"(;[a-z]{1,8}(=[0-9"a-z?:-]{0,12})?){0,5}"#,
    ) {
        let _ = read(&headers(&format!("a=({inner}){params}"), "a=:AQID:"));
    }
}
