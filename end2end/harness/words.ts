// The texts that the tests look for, in both languages.
export type Language = "zh-CN" | "en";

/** What a page says on a PC and on a phone. */
interface OnScreen {
  pc: string;
  phone: string;
}

export interface Words {
  /** The browser's language, which the mall and Paydesk follow. */
  browser: string;
  mall: {
    add: string;
    seeBasket: string;
    pay: RegExp;
    byLink: string;
    paid: string;
    waiting: string;
    payNow: string;
    journey: string;
    event: (kind: string) => string;
    refunds: string;
    refundAmount: string;
    refund: string;
    refunded: string;
    partlyRefunded: string;
    allRefunded: string;
  };
  frame: { error: string; errors: string; home: RegExp; anotherWay: string; other: string; reconnecting: RegExp };
  order: { moreTime: string; moreTimeGiven: RegExp; lastMinutes: RegExp };
  choose: {
    title: string;
    quick: string;
    scan: string;
    wechat: string;
    gateway: string;
    usedLast: string;
    nextStep: string;
    payWithCard: RegExp;
    remove: RegExp;
    removeTitle: RegExp;
    removeYes: string;
    keepCard: string;
    removed: string;
    showQr: RegExp;
    goToBank: RegExp;
    findBank: string;
    find: string;
    allBanks: string;
    allOfBanks: string;
    found: (n: number) => string;
    pickBank: string;
    icbc: string;
    debit: string;
    credit: string;
  };
  card: {
    title: string;
    number: string;
    name: string;
    idNumber: string;
    phone: string;
    expiry: string;
    securityCode: string;
    remember: string;
    submit: string;
    looksRight: string;
  };
  code: {
    title: string;
    label: string;
    pay: RegExp;
    resend: string;
    resendIn: RegExp;
    sentAgain: string;
    triesLeft: (n: number) => string;
    otherCard: string;
    changeCard: string;
    cardAgain: string;
  };
  scan: { title: string; picture: RegExp; save: string; done: string };
  wechat: { title: string; hint: OnScreen; lead: OnScreen };
  bank: { title: RegExp; go: RegExp; going: string; done: string };
  result: {
    paid: string;
    /** When the network was last asked, while it has nothing. */
    asked: RegExp;
    otherWays: string;
    allWays: string;
    noTries: RegExp;
    refunded: string;
    partlyRefunded: string;
    receipt: string;
    genuineRefunded: string;
    notGenuine: string;
    declined: string;
    notCharged: string;
    changeCard: string;
    expired: string;
    closed: string;
    already: string;
    waiting: string;
    refunds: string;
    refund: string;
    onItsWay: string;
    returned: string;
    notReturned: string;
    surplus: string;
    /** The name of the network's number, by way to pay. */
    number: { scan: string; wechat: string };
  };
  /** The payer's pages of the sandbox. */
  payer: { icbc: string; pay: RegExp; back: string; confirm: string; paid: string };
  mend: {
    numberEmpty: string;
    numberCheck: string;
    numberUnknown: string;
    nameEmpty: string;
    idEmpty: string;
    idCheck: string;
    phoneEmpty: string;
    phoneFormat: string;
    identity: { name: string; idNumber: string; phone: string };
    expiryEmpty: string;
    securityCodeEmpty: string;
    securityCodeWrong: string;
    codeEmpty: string;
    codeWrong: string;
    tooSoon: (seconds: number) => string;
    bankEmpty: string;
  };
}

const zh: Words = {
  browser: "zh-CN",
  mall: {
    add: "加入购物篮",
    seeBasket: "去结算",
    pay: /^去收银台付款/,
    byLink: "用签名链接付款",
    paid: "付款成功",
    waiting: "等待付款",
    payNow: "继续付款",
    journey: "商城看到了什么",
    event: (kind) => `收到并验证事件 ${kind}`,
    refunds: "退款",
    refundAmount: "退款金额（元）",
    refund: "申请退款",
    refunded: "已退回付款账户",
    partlyRefunded: "已部分退款",
    allRefunded: "已全额退款",
  },
  frame: {
    error: "错误：",
    errors: "请修改以下内容",
    home: /^返回/,
    anotherWay: "更换支付方式",
    other: "English",
    reconnecting: /^网络连接中断/,
  },
  order: {
    moreTime: "再给我 10 分钟",
    moreTimeGiven: /^付款时间已延长，现在有效至 .*\d\d:\d\d（北京时间）$/,
    lastMinutes: /^付款时间还剩不到 5 分钟/,
  },
  choose: {
    title: "选择支付方式",
    quick: "快捷支付",
    scan: "扫码支付",
    wechat: "微信支付",
    gateway: "网银支付",
    usedLast: "上次使用",
    nextStep: "下一步",
    payWithCard: /^用.*支付/,
    remove: /^移除/,
    removeTitle: /^移除.*？$/,
    removeYes: "移除",
    keepCard: "保留此卡",
    removed: "银行卡已移除",
    showQr: /^生成二维码/,
    goToBank: /^去.*支付/,
    findBank: "查找银行",
    find: "查找",
    allBanks: "显示全部银行",
    allOfBanks: "全部 24 家银行",
    found: (n) => `找到 ${n} 家银行`,
    pickBank: "选择银行",
    icbc: "工商银行",
    debit: "储蓄卡",
    credit: "信用卡",
  },
  card: {
    title: "填写银行卡信息",
    number: "银行卡号",
    name: "持卡人姓名",
    idNumber: "身份证号",
    phone: "银行预留手机号",
    expiry: "有效期",
    securityCode: "安全码",
    remember: "记住此卡，下次免填",
    submit: "同意并获取短信验证码",
    looksRight: "格式正确",
  },
  code: {
    title: "输入短信验证码",
    label: "短信验证码",
    pay: /^确认支付/,
    resend: "重新发送验证码",
    resendIn: /^\d+ 秒后可重新发送$/,
    sentAgain: "新的验证码已发送",
    triesLeft: (n) => `还可以输入 ${n} 次`,
    otherCard: "更换银行卡或支付方式",
    changeCard: "手机号或卡信息有误？修改",
    cardAgain: "重新填写卡信息",
  },
  scan: { title: "扫码支付", picture: /^付款二维码/, save: "保存二维码图片", done: "我已完成付款" },
  wechat: {
    title: "微信支付",
    hint: { pc: "用手机微信扫一扫", phone: "用另一部手机的微信扫一扫" },
    lead: { pc: "请用手机微信扫描二维码完成付款", phone: "请用另一部手机的微信扫描此二维码" },
  },
  bank: { title: /^前往/, go: /^前往.*付款$/, going: "正在打开银行网页。没有反应？请点下面的按钮。", done: "我已完成付款，查看结果" },
  result: {
    paid: "支付成功",
    asked: /，\d\d:\d\d:\d\d 查询，(尚未到账|银行尚未答复)$/,
    otherWays: "换一种方式付款",
    allWays: "全部支付方式",
    noTries: /不能再试/,
    refunded: "已全额退款",
    partlyRefunded: "部分退款",
    receipt: "付款凭证",
    genuineRefunded: "凭证真实，已全额退款",
    notGenuine: "凭证查验未通过",
    declined: "支付失败",
    notCharged: "本次未扣款。",
    changeCard: "修改卡信息",
    expired: "支付已超时",
    closed: "订单已关闭",
    already: "订单已支付",
    waiting: "正在确认付款结果",
    refunds: "退款",
    refund: "退款",
    onItsWay: "退款处理中",
    returned: "已退款",
    notReturned: "退款失败，请联系商户",
    surplus: "超时或重复支付退款",
    number: { scan: "银联流水号", wechat: "微信支付单号" },
  },
  payer: { icbc: "中国工商银行 沙箱网银", pay: /^确认支付 ¥/, back: "返回商户", confirm: "确认付款", paid: "付款成功" },
  mend: {
    numberEmpty: "请填写银行卡号",
    numberCheck: "银行卡号有误，请逐位核对",
    numberUnknown: "银行查无此卡号，请核对银行卡号",
    nameEmpty: "请填写持卡人姓名",
    idEmpty: "请填写身份证号",
    phoneEmpty: "请填写银行预留手机号",
    idCheck: "身份证号有误，请逐位核对",
    phoneFormat: "手机号应为 1 开头的 11 位数字",
    identity: {
      name: "银行核对姓名、身份证号和手机号未通过，请核对持卡人姓名",
      idNumber: "请核对身份证号",
      phone: "请核对手机号是否为银行预留手机号",
    },
    expiryEmpty: "请填写信用卡有效期",
    securityCodeEmpty: "请填写信用卡安全码",
    securityCodeWrong: "安全码与银行记录不符",
    codeEmpty: "请填写短信验证码",
    codeWrong: "短信验证码不正确，请核对最新一条短信",
    tooSoon: (n) => `刚刚发送过验证码，请 ${n} 秒后再获取`,
    bankEmpty: "请选择银行",
  },
};

const en: Words = {
  browser: "en-US",
  mall: {
    add: "Add to basket",
    seeBasket: "Check out",
    pay: /^Go to checkout/,
    byLink: "Pay by signed link",
    paid: "Paid",
    waiting: "Waiting for payment",
    payNow: "Continue to payment",
    journey: "What the mall saw",
    event: (kind) => `Verified event ${kind}`,
    refunds: "Refunds",
    refundAmount: "Amount to refund (CNY)",
    refund: "Refund",
    refunded: "Back on the payer's account",
    partlyRefunded: "Partly refunded",
    allRefunded: "Refunded",
  },
  frame: {
    error: "Error: ",
    errors: "There is a problem",
    home: /^Back to/,
    anotherWay: "Pay another way",
    other: "简体中文",
    reconnecting: /^Connection lost/,
  },
  order: {
    moreTime: "10 more minutes",
    moreTimeGiven: /^You have more time: now valid until .*\d\d:\d\d Beijing time$/,
    lastMinutes: /^Less than 5 minutes are left to pay/,
  },
  choose: {
    title: "Choose how to pay",
    quick: "Bank card",
    scan: "QR code",
    wechat: "WeChat Pay",
    gateway: "Online banking",
    usedLast: "Used last time",
    nextStep: "Continue",
    payWithCard: /^Pay ¥.* with /,
    remove: /^Remove/,
    removeTitle: /^Remove .*\?$/,
    removeYes: "Remove",
    keepCard: "Keep this card",
    removed: "The card has been removed",
    showQr: /^Show the QR code/,
    goToBank: /^Go to .* and pay/,
    findBank: "Find your bank",
    find: "Find",
    allBanks: "Show all banks",
    allOfBanks: "All 24 banks",
    found: (n) => `Banks found: ${n}`,
    pickBank: "Choose your bank",
    icbc: "ICBC",
    debit: "debit card",
    credit: "credit card",
  },
  card: {
    title: "Card details",
    number: "Card number",
    name: "Cardholder name",
    idNumber: "Resident ID number",
    phone: "Phone registered with your bank",
    expiry: "Expiry date",
    securityCode: "Card security code",
    remember: "Remember this card for next time",
    submit: "Agree and get a code",
    looksRight: "Looks right",
  },
  code: {
    title: "Enter the code",
    label: "Code from the text message",
    pay: /^Pay ¥/,
    resend: "Send another code",
    resendIn: /^You can ask for another code in \d+ s$/,
    sentAgain: "We sent you another code",
    triesLeft: (n) => `You have ${n} ${n === 1 ? "try" : "tries"} left`,
    otherCard: "Use another card or payment method",
    changeCard: "Wrong number? Change the card details",
    cardAgain: "Enter card details again",
  },
  scan: { title: "Scan to pay", picture: /^QR code to pay/, save: "Save the code", done: "I have paid" },
  wechat: {
    title: "Pay with WeChat",
    hint: { pc: "Scan a code with WeChat on your phone", phone: "Scan a code with WeChat on another phone" },
    lead: { pc: "Scan this code with WeChat on your phone to pay", phone: "Scan this code with WeChat on another phone" },
  },
  bank: { title: /^Going to/, go: /^Go to .* to pay$/, going: "Opening your bank’s website. Nothing happens? Use the button below.", done: "I have paid, show the result" },
  result: {
    paid: "Payment successful",
    asked: /, asked at \d\d:\d\d:\d\d Beijing time, (nothing|no answer) yet$/,
    otherWays: "Pay another way",
    allWays: "All ways to pay",
    noTries: /no tries left/,
    refunded: "Refunded in full",
    partlyRefunded: "Partly refunded",
    receipt: "Receipt",
    genuineRefunded: "Genuine receipt, since refunded in full",
    notGenuine: "This receipt is not genuine",
    declined: "The payment did not go through",
    notCharged: "You have not been charged.",
    changeCard: "Change the card details",
    expired: "This payment has expired",
    closed: "This order is closed",
    already: "This order is already paid",
    waiting: "Confirming your payment",
    refunds: "Refunds",
    refund: "Refund",
    onItsWay: "in progress",
    returned: "refunded",
    notReturned: "failed, please contact the merchant",
    surplus: "Late or duplicate payment",
    number: { scan: "UnionPay reference", wechat: "WeChat Pay reference" },
  },
  payer: {
    icbc: "Industrial and Commercial Bank of China sandbox online banking",
    pay: /^Pay ¥/,
    back: "Return to merchant",
    confirm: "Confirm payment",
    paid: "Payment successful",
  },
  mend: {
    numberEmpty: "Enter your card number",
    numberCheck: "Card number has a mistake. Check each digit",
    numberUnknown: "The bank has no card with this number. Check the number",
    nameEmpty: "Enter the cardholder’s name",
    idEmpty: "Enter your resident ID number",
    phoneEmpty: "Enter the phone registered with your bank",
    idCheck: "Resident ID number has a mistake. Check each character",
    phoneFormat: "Phone number must be 11 digits and begin with 1",
    identity: {
      name: "The name, ID number and phone number together do not match your bank’s records. Check the cardholder’s name",
      idNumber: "Check your resident ID number",
      phone: "Check that this is the phone number registered with your bank",
    },
    expiryEmpty: "Enter the expiry date of your credit card",
    securityCodeEmpty: "Enter the security code of your credit card",
    securityCodeWrong: "Card security code does not match your bank’s records",
    codeEmpty: "Enter the code from the text message",
    codeWrong: "That code does not match. Check your latest text message",
    tooSoon: (n) => `A code was just sent. Ask for another in ${n} ${n === 1 ? "second" : "seconds"}`,
    bankEmpty: "Choose your bank",
  },
};

export const words: Record<Language, Words> = { "zh-CN": zh, en };
