//! Lists the platform certificates, each encrypted with the `APIv3` key. In
//! public-key mode there are none.

use super::{GatewayError, Reply, SignedRequest};
use crate::networks::wechat_pay::messages::certificates_body;
use crate::networks::wechat_pay::platform_keys::SigningMode;
use crate::networks::wechat_pay::wire_error::{ErrorCode, WireError};

/// The certificates that a provider may meet.
pub(super) fn list(request: &SignedRequest<'_>) -> Result<Reply, GatewayError> {
    let network = request.network;
    let platform = network.platform();
    if platform.mode() == SigningMode::PublicKey {
        let issue = "无可用的平台证书，请使用微信支付公钥";
        return Err(WireError::new(ErrorCode::ResourceNotExists, issue).into());
    }
    let nonce = || network.nonce();
    let body = certificates_body(&platform, &network.resource_key, nonce);
    Ok(Reply::json(&body.expect("a nonce has the right length")))
}
