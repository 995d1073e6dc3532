//! What is wrong with a field, in Chinese.

use super::application_fields;
use domain::console::{
    ConsoleField as Field, ConsoleProblem as Problem, PASSWORD_MAX, PASSWORD_MIN,
};

/// What is wrong with a field.
pub(super) fn problem(field: Field, problem: Problem) -> String {
    let name = name(field);
    let of_form = of_brand(field, problem, name)
        .or_else(|| of_application(field, problem))
        .or_else(|| of_acts(field, problem));
    if let Some(told) = of_form {
        return told;
    }
    match (field, problem) {
        (Field::Role, Problem::Empty | Problem::Format | Problem::Wrong) => "请选择角色".into(),
        (Field::OrderState, _) => "没有这个状态，请从列表中选择".into(),
        (Field::OrdersOf, _) => "这不是商户或商城的编号，编号以 mer_ 或 mal_ 开头，共 30 位".into(),
        (Field::Amount, Problem::Format) => "金额请写成 28.00 这样，最多两位小数".into(),
        (
            Field::FromDay | Field::UntilDay | Field::Day | Field::FreezeUntil | Field::SwitchUntil,
            Problem::Format,
        ) => {
            format!("{name}不是一个日期，请写成 2026-11-22 这样")
        }
        (Field::UntilDay, Problem::Wrong) => "结束日期不能早于开始日期".into(),
        (Field::OrderNumber, Problem::TooLong) => "号码最多 64 位".into(),
        (Field::OrderNumber, Problem::Format) => {
            "号码里只能有英文字母、数字和符号，中间不能有空格".into()
        }
        (Field::RefundReason, _) => "请选择退款原因".into(),
        (Field::Store, _) => "请从列表中选择一个营业的门店".into(),
        (Field::StoreNo, Problem::Format) => "门店号只能用字母、数字、- 和 _".into(),
        (Field::StoreNo, Problem::Taken) => "另一个门店已经用了这个门店号".into(),
        (_, Problem::TooFine) => format!("{name}最多两位小数，精确到分"),
        (Field::Amount, Problem::TooSmall) => "金额要大于 0".into(),
        (_, Problem::TooSmall) => format!("{name}太小"),
        (Field::Amount, Problem::TooLarge) => "金额超过了可以填写的最大金额".into(),
        (_, Problem::TooLarge) => format!("{name}太大"),
        (_, Problem::Empty) => format!("请输入{name}"),
        (Field::Password | Field::NewPassword, Problem::TooShort) => {
            format!("{name}至少要 {PASSWORD_MIN} 个字符")
        }
        (Field::Password | Field::NewPassword, Problem::TooLong) => {
            format!("{name}最多 {PASSWORD_MAX} 个字符")
        }
        (Field::Account, Problem::TooShort | Problem::TooLong | Problem::Format) => {
            "账号要有 3 到 64 位，只能用字母、数字和 . _ - @ +".into()
        }
        (_, Problem::TooShort) => format!("{name}太短"),
        (_, Problem::TooLong) => format!("{name}太长"),
        (_, Problem::Format) => format!("{name}里有不能用的字符"),
        (_, Problem::Taken) => format!("这个{name}已经有人用了"),
        (_, Problem::Guessable) => format!("这个{name}很容易被猜到，请换一个"),
        (Field::Code, Problem::Wrong) => "验证码不正确，请输入身份验证器现在显示的数字".into(),
        (
            _,
            Problem::Wrong
            | Problem::TooManyPixels
            | Problem::Shape
            | Problem::NotPlain
            | Problem::Time
            | Problem::Entry(_),
        ) => format!("{name}不正确"),
    }
}

/// What is wrong with a field of a freeze or a switch.
fn of_acts(field: Field, problem: Problem) -> Option<String> {
    let told = match (field, problem) {
        (Field::FreezeStops, Problem::Wrong) => {
            "订单已经付款或结束，只能停止退款；一个人只能立即停止新付款"
        }
        (Field::FreezeStops, _) => "请选择要停止什么",
        (Field::FreezeCause, _) => "请选择原因：文书或风控规则",
        (Field::RiskRule, _) => "请选择风控规则",
        (Field::SwitchProduct, _) => "请选择列表中的产品",
        (Field::FreezeUntil, Problem::Time) => "最后一天不能早于今天，也不能在十年之后",
        (Field::SwitchUntil, Problem::Time) => "最后一天不能早于今天，也不能在一年之后",
        _ => return None,
    };
    Some(told.to_owned())
}

/// What is wrong with a field of a brand.
fn of_brand(field: Field, problem: Problem, name: &str) -> Option<String> {
    Some(match (field, problem) {
        (Field::Colour, _) => "请把品牌色写成 #1f6f54 这样".to_owned(),
        (Field::Terms | Field::Privacy, _) => {
            format!("{name}要以 https:// 开头，最多 200 个字符")
        }
        (Field::Logo, Problem::Empty) => "请选择一个图片文件".to_owned(),
        (Field::Logo, Problem::TooLarge) => "图片太大，最多 1 MB（SVG 32 KB）".to_owned(),
        (Field::Logo, Problem::TooManyPixels) => "图片太大，每边最多 4000 像素".to_owned(),
        (Field::Logo, Problem::Shape) => {
            "形状不对：方形标志的宽度不超过高度的 1.5 倍，横版标志要超过".to_owned()
        }
        (Field::Logo, Problem::NotPlain) => {
            "SVG 里只能有图形，不能有脚本、链接、样式或文字（文字请转曲线）".to_owned()
        }
        (Field::Logo, _) => "不是 PNG、JPEG、WebP 或 SVG 图片，或者文件已损坏".to_owned(),
        (Field::PublishFrom, _) => "发布时间要在一年以内，而且还没有过去".to_owned(),
        _ => return None,
    })
}

/// What is wrong with an entry or a document of an application, or with a number at
/// a network.
fn of_application(field: Field, problem: Problem) -> Option<String> {
    let told = match (field, problem) {
        (Field::Application(of), Problem::Entry(wrong)) => {
            return Some(application_fields::problem_zh_cn(of, wrong));
        }
        (Field::DocumentFile, Problem::Empty) => "请选择一个文件",
        (Field::DocumentFile, Problem::TooLarge) => "文件太大，最多 4 MB",
        (Field::DocumentFile, Problem::TooLong) => "文件太多，一份申请最多 20 个",
        (Field::DocumentFile, _) => "不是 JPEG、PNG 或 PDF 文件，或者文件已损坏",
        (Field::NetworkAccount, Problem::Empty) => "请至少填写一个渠道商户号",
        (Field::NetworkAccount, _) => "渠道商户号的格式不对，请核对支付网络给的编号",
        _ => return None,
    };
    Some(told.to_owned())
}

/// A field, in a sentence.
const fn name(field: Field) -> &'static str {
    match field {
        Field::Account => "账号",
        Field::Name => "姓名",
        Field::Password => "密码",
        Field::NewPassword => "新密码",
        Field::Code => "验证码",
        Field::Role => "角色",
        Field::Note => "备注",
        Field::PasskeyName => "通行密钥名称",
        Field::Factor => "现有的验证码或恢复码",
        Field::OrderState => "状态",
        Field::FromDay => "开始日期",
        Field::UntilDay => "结束日期",
        Field::OrderNumber => "号码",
        Field::DisplayName => "显示名称",
        Field::Colour => "品牌色",
        Field::Support => "客服",
        Field::Message => "留言",
        Field::Terms => "商户条款链接",
        Field::Privacy => "隐私政策链接",
        Field::Logo => "标志",
        Field::PublishFrom => "发布时间",
        Field::OrdersOf => "商户或商城",
        Field::Day => "付款日期",
        Field::Search => "查询内容",
        Field::Amount => "金额",
        Field::RefundReason => "退款原因",
        Field::Store => "门店",
        Field::StoreNo => "门店号",
        Field::StoreName => "门店名称",
        Field::StoreAddress => "地址",
        Field::RefusalReason => "拒绝原因",
        Field::Application(of) => application_fields::zh_cn(of).label,
        Field::Remark => "意见或原因",
        Field::NetworkAccount => "渠道商户号",
        Field::DocumentFile => "文件",
        Field::FreezeStops => "停止的业务",
        Field::FreezeCause => "原因",
        Field::Issuer => "发文机关",
        Field::Document => "文书编号",
        Field::RiskRule => "规则",
        Field::RiskNote => "发现的情况",
        Field::FreezeUntil | Field::SwitchUntil => "最后一天",
        Field::ReleaseReason => "解除原因",
        Field::SwitchProduct => "停用范围",
        Field::SwitchReason => "停用原因",
    }
}
