//! The texts in Chinese.

use super::table::{
    AccountText, AuditText, ConsoleText, ErrorText, HomeText, InvitationText, LayoutText,
    RecoveryCodesText, RoleText, SignInText, TeamText,
};
use super::{order, orders, timeline};
use domain::console::{
    ConsoleField as Field, ConsoleProblem as Problem, PASSWORD_MAX, PASSWORD_MIN, Right, Role,
};

pub(super) const TEXT: ConsoleText = ConsoleText {
    layout: LayoutText {
        product: "Paydesk 控制台",
        language: "简体中文",
        skip: "跳到正文",
        navigation: "控制台导航",
        provider: "支付机构",
        home: "首页",
        orders: "订单",
        team: "团队",
        audit: "操作日志",
        account: "我的账号",
        switch: "切换控制台",
        sign_out: "退出登录",
        errors: "请检查以下内容",
        error_prefix: "错误：",
        back: "返回",
        beijing: "时间均为北京时间（UTC+8）。",
        embedded: "请单独打开控制台",
        embedded_lead: "为了安全，控制台不能显示在其他页面里。",
        embedded_open: "打开控制台",
    },
    home: HomeText {
        choose: "选择控制台",
        choose_lead: "你的账号可以使用以下控制台。",
        none: "没有可用的控制台",
        none_lead: "你的账号目前不属于任何商户或机构。如需使用，请联系团队的所有者或管理员重新邀请你。",
        signed_in: |name, role| format!("{name}，你的角色是{role}。"),
        orders_about: "查订单，看每一笔付款和退款的经过。",
        team_about: "邀请成员，调整角色，移除成员。",
        audit_about: "谁在什么时候改了什么。",
        account_about: "密码、恢复码和登录设备。",
        beijing_time: "北京时间",
        as_opened: "这是打开本页时的时间。",
        clock_fast: "这台电脑的时钟快了约 % 分钟。请以上面的北京时间为准。",
        clock_slow: "这台电脑的时钟慢了约 % 分钟。请以上面的北京时间为准。",
    },
    sign_in: SignInText {
        title: "登录",
        lead: "供商户员工和支付机构员工使用。",
        account: "账号",
        password: "密码",
        next: "下一步",
        forgotten: "忘记密码？请团队的所有者或管理员为你重置登录方式。",
        wrong: "账号、密码或验证码不正确。",
        signed_out: "已退出登录。",
        code_title: "两步验证",
        code_lead: "打开手机上的身份验证器，输入 Paydesk 显示的 6 位验证码。",
        code: "验证码",
        code_hint: "验证码每 30 秒更新一次。",
        code_lost: "手机不在身边？请输入一个恢复码，每个恢复码只能用一次。",
        sign_in: "登录",
        again: "换一个账号登录",
        opening: "正在打开控制台",
        opening_lead: "如果页面没有自动打开，请点击下面的按钮。",
        go_on: "打开控制台",
    },
    invitation: InvitationText {
        join: |scope| format!("加入{scope}的控制台"),
        renew: "重置登录方式",
        role: "角色",
        until: "链接有效期至",
        account_section: "账号",
        account: "账号",
        account_hint: "登录时使用：邮箱、手机号，或 3 到 64 位字母、数字和 . _ - @ +。",
        name: "姓名",
        name_hint: "团队成员看到的名字。",
        password: "密码",
        password_hint: "至少 12 个字符。一句只有你知道的话就很好，不必混用大小写和符号。",
        authenticator: "身份验证器",
        authenticator_lead: "用身份验证器扫描二维码，例如 Microsoft Authenticator、Google Authenticator 或 1Password。以后每次登录都要输入它显示的验证码。",
        picture: "身份验证器的二维码",
        secret: "扫不了码？手动输入密钥",
        secret_hint: "类型选“基于时间”。",
        code: "验证码",
        code_hint: "身份验证器现在显示的 6 位数字。",
        join_button: "加入并登录",
        renew_button: "保存并登录",
        ended: "链接不能用了",
        ended_lead: "这个链接已经用过、被撤回或已过期。请向发链接的人要一个新的。已经有账号的话，可以直接登录。",
    },
    codes: RecoveryCodesText {
        title: "请保存恢复码",
        lead: "手机丢失或换了手机时，用恢复码代替验证码登录。每个只能用一次。",
        keep: "恢复码只显示这一次。请打印本页，或存进密码管理器。",
        of: "账号",
        made: "生成时间",
        go_on: "我已保存，继续",
        ask: "生成新的恢复码",
        ask_lead: "新的恢复码生成后，以前的全部失效。",
        button: "生成新的恢复码",
    },
    account: AccountText {
        title: "我的账号",
        name: "姓名",
        account: "账号",
        roles: "角色",
        password: "密码",
        password_lead: "修改密码后，其他设备上的登录都会结束。",
        change_password: "修改密码",
        current: "当前密码",
        new: "新密码",
        save_password: "保存新密码",
        password_changed: "密码已修改，其他设备已退出登录。",
        codes: "恢复码",
        codes_left: |count| format!("还剩 {count} 个恢复码。"),
        codes_few: "恢复码快用完了。请现在生成新的，以免手机丢失时无法登录。",
        new_codes: "生成新的恢复码",
        sessions: "登录设备",
        sessions_lead: "有不认识的设备？请结束它的登录，并修改密码。",
        device: "设备",
        unknown_device: "未知设备",
        address: "IP 地址",
        began: "登录时间",
        seen: "最近使用",
        this_session: "本设备",
        end: "结束",
        end_label: |device| format!("结束 {device} 的登录"),
        end_others: "结束其他所有登录",
        session_ended: "已结束该设备的登录。",
        others_ended: "已结束其他所有登录。",
    },
    orders: orders::ZH_CN,
    order: order::ZH_CN,
    timeline: timeline::ZH_CN,
    team: TeamText {
        title: "团队",
        invite: "邀请成员",
        members: "成员",
        member: "成员",
        role: "角色",
        seen: "最近登录",
        never: "从未登录",
        you: "你",
        manage: "管理",
        manage_label: |name| format!("管理{name}"),
        open: "待接受的邀请",
        note: "备注",
        until: "有效期至",
        none_open: "没有待接受的邀请。",
        withdraw: "撤回",
        withdraw_label: |note| format!("撤回邀请：{note}"),
        invite_lead: "生成一个一次性链接，由你发给对方。对方打开链接，自己设置账号、密码和身份验证器。",
        note_label: "备注",
        note_hint: "邀请谁，例如“财务 王芳”。只有团队管理者看得到。",
        make_link: "生成邀请链接",
        link_title: "邀请链接已生成",
        link_lead: "请把链接发给对方本人。谁拿到链接，谁就能加入。",
        link: "链接（只显示这一次，只能用一次）",
        reset_link_lead: |name| {
            format!("请把链接交给{name}本人。打开链接并保存以前，原来的登录方式仍然有效。")
        },
        to_team: "返回团队",
        save_role: "保存角色",
        reset: "重置登录方式",
        reset_lead: "忘记密码或丢失手机时使用。生成一个一次性链接，成员用它重新设置密码和身份验证器。",
        reset_button: "生成重置链接",
        remove: "移除成员",
        remove_lead: "移除后立即不能再查看这个控制台。账号本身不会删除。",
        remove_link: "移除…",
        remove_ask: |name| format!("要把{name}移出团队吗？"),
        remove_ask_lead: "对方会立即失去这个控制台的全部权限。以后可以重新邀请。",
        remove_button: |name| format!("移除{name}"),
        keep: "不移除",
        last_manager: |role| format!("团队至少要有一位{role}。请先把这个角色给另一位成员。"),
        withdrawn: "邀请已撤回，链接不能再用。",
        role_changed: "角色已修改，立即生效。",
        removed: "成员已移除。",
    },
    audit: AuditText {
        title: "操作日志",
        lead: "所有改动和被拒绝的操作，最新的在前。日志只能追加，不能修改或删除。",
        at: "时间",
        by: "操作人",
        command_line: "命令行",
        what: "操作",
        subject: "对象",
        change: "改动",
        empty: "还没有记录。",
        newest: "回到最新",
        older: "更早的记录",
        action,
    },
    error: ErrorText {
        missing: "找不到这个页面",
        missing_lead: "地址可能不完整，或者你的账号看不到它。",
        forbidden: "你的角色没有这个权限",
        forbidden_lead: |own, right, roles| {
            format!("你的角色是{own}，不能{right}。需要时请找角色是{roles}的同事。")
        },
        or: "或",
        stale: "表单已失效",
        stale_lead: "你可能在另一个窗口重新登录过。没有保存任何改动，请返回页面，刷新后再试一次。",
        bad_form: "收到的表单不对",
        bad_form_lead: "没有保存任何改动。请返回页面，刷新后再试一次。",
        too_large: "内容太长",
        too_large_lead: "没有保存任何改动。请返回页面，缩短内容后再试一次。",
        too_many: "操作太频繁",
        fault: "系统出了点问题",
        fault_lead: "可能没有保存改动。请稍后再试；如果一直这样，请把下面的编号告诉技术支持。",
        reference: |id| format!("编号：{id}"),
        go_on: "前往控制台",
    },
    role,
    right: |right| match right {
        Right::SeeOrders => "查看订单",
        Right::ManageTeam => "管理团队",
        Right::SeeAudit => "查看操作日志",
    },
    problem,
    too_many: |wait_s| {
        let wait = match wait_s {
            ..60 => format!("{wait_s} 秒"),
            60..3600 => format!("{} 分钟", wait_s.saturating_add(59) / 60),
            _ => format!("{} 小时", wait_s.saturating_add(3599) / 3600),
        };
        format!("尝试次数太多，请 {wait}后再试。")
    },
};

const fn role(role: Role) -> RoleText {
    let (name, about) = match role {
        Role::Owner => ("所有者", "对商户负责，拥有全部权限。"),
        Role::Finance => ("财务", "收款、退款和结算。"),
        Role::Support => ("客服", "查询订单，解答顾客的问题。"),
        Role::Designer => ("设计", "收银台的品牌外观。"),
        Role::Developer => ("开发", "系统对接。"),
        Role::Operations => ("运营", "保障收银台和渠道正常运行。"),
        Role::Risk => ("风控", "识别和处理欺诈。"),
        Role::ProviderFinance => ("机构财务", "支付机构的资金。"),
        Role::Auditor => ("审计", "可以查看全部，不能修改。"),
        Role::Administrator => ("管理员", "机构的员工和设置。"),
    };
    RoleText { name, about }
}

fn problem(field: Field, problem: Problem) -> String {
    let name = match field {
        Field::Account => "账号",
        Field::Name => "姓名",
        Field::Password => "密码",
        Field::NewPassword => "新密码",
        Field::Code => "验证码",
        Field::Role => "角色",
        Field::Note => "备注",
        Field::OrderState => "状态",
        Field::FromDay => "开始日期",
        Field::UntilDay => "结束日期",
        Field::OrderNumber => "号码",
    };
    match (field, problem) {
        (Field::Role, Problem::Empty | Problem::Format | Problem::Wrong) => "请选择角色".into(),
        (Field::OrderState, _) => "没有这个状态，请从列表中选择".into(),
        (Field::FromDay | Field::UntilDay, Problem::Format) => {
            format!("{name}不是一个日期，请写成 2026-11-22 这样")
        }
        (Field::UntilDay, Problem::Wrong) => "结束日期不能早于开始日期".into(),
        (Field::OrderNumber, Problem::TooLong) => "号码最多 64 位".into(),
        (Field::OrderNumber, Problem::Format) => {
            "号码里只能有英文字母、数字和符号，中间不能有空格".into()
        }
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
        (_, Problem::Wrong) => format!("{name}不正确"),
    }
}

fn action(action: &str) -> Option<&'static str> {
    Some(match action {
        "session.begin" => "登录",
        "session.refused" => "登录被拒绝",
        "session.end" => "结束登录",
        "team.invite" => "邀请成员",
        "team.join" => "加入团队",
        "team.withdraw" => "撤回邀请",
        "team.role" => "修改角色",
        "team.remove" => "移除成员",
        "team.reset" => "重置登录方式",
        "account.password" => "修改密码",
        "account.recovery_codes" => "生成恢复码",
        _ => return None,
    })
}
