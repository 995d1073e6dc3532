//! Reading a refund request, by the rules of order creation: known fields
//! only, exact amounts, no credentials (rule R1).

use super::RefundRequest;
use crate::credentials;
use crate::order::check;
use crate::order::draft::JsonFields;
use crate::refusal::Refusal;
use serde_json::Value;

/// The fields of a refund request.
pub const REFUND_FIELDS: [&str; 3] = ["mall_refund_no", "amount", "reason"];

impl RefundRequest {
    /// Reads the body of `POST /v1/orders/{id}/refunds`:
    /// `{mall_refund_no, amount?: {value, currency}, reason?}`. A field that
    /// is null counts as absent.
    ///
    /// # Errors
    /// [`crate::refusal::Code::CredentialsNotAccepted`] before all else, then
    /// `malformed_json`, `field_invalid`, `currency_not_supported` or
    /// `amount_invalid`, each with the field.
    pub fn from_value(value: &Value) -> Result<Self, Refusal> {
        credentials::refuse_in(value)?;
        let body = JsonFields::of(value, String::new())?;
        let number = body.text("mall_refund_no")?;
        let amount = body.optional("amount", read_amount)?;
        let reason = body.optional("reason", JsonFields::text)?;
        body.only(&REFUND_FIELDS)?;
        Ok(Self {
            mall_refund_no: check::number(&number, "/mall_refund_no")?,
            amount: amount
                .map(|(value, currency)| check::amount(&value, &currency))
                .transpose()?,
            reason: reason
                .map(|reason| check::line(&reason, "/reason"))
                .transpose()?,
        })
    }
}

fn read_amount(body: &JsonFields<'_>, name: &str) -> Result<(String, String), Refusal> {
    let amount = body.object(name)?;
    let read = (amount.text("value")?, amount.text("currency")?);
    amount.only(&["value", "currency"])?;
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::RefundRequest;
    use crate::money::Money;
    use crate::refusal::Code;
    use serde_json::{Value, json};

    fn refused(body: &Value) -> (Code, Option<String>) {
        let refusal = RefundRequest::from_value(body).expect_err("refused");
        (refusal.code, refusal.pointer)
    }

    #[test]
    fn a_part_with_a_reason_and_the_rest_without_are_read() {
        let part = json!({
            "mall_refund_no": "R-1", "amount": { "value": "1.50", "currency": "CNY" },
            "reason": "茶叶受潮",
        });
        let ask = RefundRequest::from_value(&part).expect("reads");
        assert_eq!(
            (ask.amount, ask.reason.as_deref()),
            (Some(Money::fen(150)), Some("茶叶受潮"))
        );
        let rest = json!({ "mall_refund_no": "R-2", "amount": null });
        let ask = RefundRequest::from_value(&rest).expect("reads");
        assert_eq!((ask.amount, ask.reason), (None, None));
    }

    #[test]
    fn errors_point_to_the_field() {
        let with = |name: &str, value: Value| {
            let mut body =
                json!({ "mall_refund_no": "R", "amount": { "value": "1", "currency": "CNY" } });
            *body.pointer_mut(name).expect("there") = value;
            refused(&body)
        };
        for (value, code) in [
            (json!("-1.00"), Code::AmountInvalid),
            (json!("0"), Code::AmountInvalid),
            (json!("0.00"), Code::AmountInvalid),
            (json!("1.005"), Code::AmountInvalid),
            (json!("1e3"), Code::AmountInvalid),
            (json!("99999999999999999999"), Code::AmountInvalid),
            (json!(1.5), Code::MalformedJson),
        ] {
            let shown = value.to_string();
            assert_eq!(
                with("/amount/value", value),
                (code, Some("/amount/value".to_owned())),
                "{shown}"
            );
        }
        assert_eq!(
            with("/amount/currency", json!("USD")).0,
            Code::CurrencyNotSupported
        );
        assert_eq!(with("/amount", json!("1.00")).0, Code::MalformedJson);
        for number in ["", "R 1", "退款1", &"9".repeat(65)] {
            assert_eq!(
                with("/mall_refund_no", json!(number)).0,
                Code::FieldInvalid,
                "{number}"
            );
        }
        assert_eq!(refused(&json!({})).1.as_deref(), Some("/mall_refund_no"));
        let beside = json!({ "mall_refund_no": "R", "amout": null });
        assert_eq!(refused(&beside).1.as_deref(), Some("/amout"));
        let long = json!({ "mall_refund_no": "R", "reason": "退".repeat(129) });
        assert_eq!(refused(&long).1.as_deref(), Some("/reason"));
        let card = json!({ "mall_refund_no": "R", "cvn2": "123" });
        assert_eq!(refused(&card).0, Code::CredentialsNotAccepted);
    }
}
