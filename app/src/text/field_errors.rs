//! What to correct in a field: one sentence per problem, with the words of the
//! label. A pair that no check makes gets the field's general sentence.

use domain::desk::{Field, Problem};

/// Chinese.
pub(super) fn zh_cn(field: Field, problem: Problem) -> &'static str {
    match (field, problem) {
        (_, Problem::NoAnswer) => "银行没有及时答复，此步没有扣款，请再试一次",
        (_, Problem::CardAgain) => "卡信息已过期，请重新填写银行卡",
        (_, Problem::TooSoon) => "刚刚发送过验证码，请稍等再获取",
        (_, Problem::CodeExpired) => "验证码已过期，请重新获取",
        (Field::Way, Problem::NotOffered) => "此订单不能使用所选的支付方式，请选择其他方式",
        (Field::Way, _) => "请选择支付方式",
        (Field::Bank, Problem::NotOffered) => "所选银行不可用，请选择列表中的银行",
        (Field::Bank, _) => "请选择银行",
        (Field::Number, Problem::Empty) => "请填写银行卡号",
        (Field::Number, Problem::TooShort) => "银行卡号位数不够，应为 13 至 19 位数字",
        (Field::Number, Problem::TooLong) => "银行卡号位数过多，应为 13 至 19 位数字",
        (Field::Number, Problem::Format) => "银行卡号只能是数字",
        (Field::Number, Problem::CheckDigit) => "银行卡号有误，请逐位核对",
        (Field::Number, Problem::NotOffered) => "暂不支持此银行卡，请换一张卡",
        (Field::Number, _) => "银行没有找到这个卡号，请核对银行卡号",
        (Field::Name, Problem::Empty) => "请填写持卡人姓名",
        (Field::Name, Problem::TooLong) => "持卡人姓名过长，请填写 32 个字以内",
        (Field::Name, Problem::WrongIdentity) => "持卡人姓名与银行预留信息不符",
        (Field::Name, _) => "持卡人姓名只能是文字、字母和间隔点",
        (Field::IdNumber, Problem::Empty) => "请填写身份证号",
        (Field::IdNumber, Problem::TooShort | Problem::TooLong) => "身份证号应为 18 位",
        (Field::IdNumber, Problem::Format) => "身份证号应为 17 位数字加 1 位数字或 X",
        (Field::IdNumber, Problem::WrongIdentity) => "身份证号与银行预留信息不符",
        (Field::IdNumber, _) => "身份证号有误，请逐位核对",
        (Field::Phone, Problem::Empty) => "请填写银行预留手机号",
        (Field::Phone, Problem::WrongIdentity) => "手机号与银行预留信息不符",
        (Field::Phone, _) => "手机号应为 1 开头的 11 位数字",
        (Field::Expiry, Problem::Empty) => "请填写信用卡有效期",
        (Field::Expiry, Problem::Date) => "有效期已过或月份有误，请核对卡片",
        (Field::Expiry, Problem::WrongCard | Problem::WrongIdentity) => "有效期与银行记录不符",
        (Field::Expiry, _) => "有效期应为月份/年份，例如 09/28",
        (Field::SecurityCode, Problem::Empty) => "请填写信用卡安全码",
        (Field::SecurityCode, Problem::WrongCard | Problem::WrongIdentity) => {
            "安全码与银行记录不符"
        }
        (Field::SecurityCode, _) => "安全码应为卡片背面的 3 位数字",
        (Field::Code, Problem::Empty) => "请填写短信验证码",
        (Field::Code, Problem::WrongCode) => "短信验证码不正确，请核对最新一条短信",
        (Field::Code, _) => "短信验证码应为 6 位数字",
    }
}

/// English.
pub(super) fn en(field: Field, problem: Problem) -> &'static str {
    match (field, problem) {
        (_, Problem::NoAnswer) => {
            "The bank did not answer in time. Nothing was charged by this step. Try again"
        }
        (_, Problem::CardAgain) => "Your card details are no longer held. Enter the card again",
        (_, Problem::TooSoon) => {
            "A code was sent a moment ago. Wait a little before asking for another"
        }
        (_, Problem::CodeExpired) => "The code is past its time. Ask for another code",
        (Field::Way, Problem::NotOffered) => {
            "This order cannot be paid that way. Choose another way to pay"
        }
        (Field::Way, _) => "Choose how to pay",
        (Field::Bank, Problem::NotOffered) => {
            "That bank is not available. Choose a bank from the list"
        }
        (Field::Bank, _) => "Choose your bank",
        (Field::Number, Problem::Empty) => "Enter your card number",
        (Field::Number, Problem::TooShort) => "Card number is too short. It has 13 to 19 digits",
        (Field::Number, Problem::TooLong) => "Card number is too long. It has 13 to 19 digits",
        (Field::Number, Problem::Format) => "Card number must be digits only",
        (Field::Number, Problem::CheckDigit) => "Card number has a mistake. Check each digit",
        (Field::Number, Problem::NotOffered) => "This card is not supported here. Use another card",
        (Field::Number, _) => "The bank does not know this card number. Check it",
        (Field::Name, Problem::Empty) => "Enter the name of the cardholder",
        (Field::Name, Problem::TooLong) => "Name of cardholder must be 32 characters or fewer",
        (Field::Name, Problem::WrongIdentity) => "Name of cardholder is not the one your bank has",
        (Field::Name, _) => "Name of cardholder must be letters only",
        (Field::IdNumber, Problem::Empty) => "Enter your resident identity number",
        (Field::IdNumber, Problem::TooShort | Problem::TooLong) => {
            "Resident identity number must be 18 characters"
        }
        (Field::IdNumber, Problem::Format) => {
            "Resident identity number must be 17 digits and a last digit or X"
        }
        (Field::IdNumber, Problem::WrongIdentity) => {
            "Resident identity number is not the one your bank has"
        }
        (Field::IdNumber, _) => "Resident identity number has a mistake. Check each character",
        (Field::Phone, Problem::Empty) => "Enter the phone number your bank holds",
        (Field::Phone, Problem::WrongIdentity) => "Phone number is not the one your bank has",
        (Field::Phone, _) => "Phone number must be 11 digits and begin with 1",
        (Field::Expiry, Problem::Empty) => "Enter the expiry date of your credit card",
        (Field::Expiry, Problem::Date) => "Expiry date is over, or is no date. Check the card",
        (Field::Expiry, Problem::WrongCard | Problem::WrongIdentity) => {
            "Expiry date is not the one your bank has"
        }
        (Field::Expiry, _) => "Expiry date must be month/year, for example 09/28",
        (Field::SecurityCode, Problem::Empty) => "Enter the security code of your credit card",
        (Field::SecurityCode, Problem::WrongCard | Problem::WrongIdentity) => {
            "Card security code is not the one your bank has"
        }
        (Field::SecurityCode, _) => {
            "Card security code must be the 3 digits on the back of the card"
        }
        (Field::Code, Problem::Empty) => "Enter the code from the text message",
        (Field::Code, Problem::WrongCode) => {
            "That is not the code we sent. Check your latest text message"
        }
        (Field::Code, _) => "Code must be 6 digits",
    }
}
