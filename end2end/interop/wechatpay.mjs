// WeChat Pay API v3 by the npm package wechatpay-axios-plugin: what is signed,
// signatures, and AES-256-GCM. Nothing here is from our Rust code.
// `server/channels/tests/wechatpay/interop.rs` runs it.
//
// Standard input: {"jobs": [{"do": "...", ...}]}. Standard output: an array
// with one answer per job.

import { text } from "node:stream/consumers";
import Aes from "wechatpay-axios-plugin/lib/aes.js";
import Formatter from "wechatpay-axios-plugin/lib/formatter.js";
import Rsa from "wechatpay-axios-plugin/lib/rsa.js";

/** The parts of an `Authorization` header. */
function parts(authorization) {
  const [scheme, pairs] = authorization.split(" ");
  if (scheme !== "WECHATPAY2-SHA256-RSA2048") throw new Error(`scheme ${scheme}`);
  return Object.fromEntries([...pairs.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

const jobs = {
  /** True if the request's signature is valid, and the header has the parts that the package writes. */
  verify_request({ method, target, body, authorization, cert_pem }) {
    const { mchid, nonce_str, timestamp, serial_no, signature } = parts(authorization);
    const message = Formatter.request(method, target, timestamp, nonce_str, body);
    const theirs = parts(Formatter.authorization(mchid, nonce_str, signature, timestamp, serial_no));
    const same = JSON.stringify(Object.entries(theirs).sort()) === JSON.stringify(Object.entries(parts(authorization)).sort());
    return same && Rsa.verify(message, signature, Rsa.from(cert_pem, Rsa.KEY_TYPE_PUBLIC));
  },
  /** The signature that the package makes of a request. */
  sign_request({ method, target, body, timestamp, nonce, key_pem }) {
    return Rsa.sign(Formatter.request(method, target, timestamp, nonce, body), Rsa.from(key_pem));
  },
  /** Nonce and signature of a reply or notice. */
  sign_reply({ body, timestamp, key_pem }) {
    const nonce = Formatter.nonce();
    return { nonce, signature: Rsa.sign(Formatter.response(timestamp, nonce, body), Rsa.from(key_pem)) };
  },
  /** True if the signature of a reply or notice is valid. */
  verify_reply({ body, timestamp, nonce, signature, public_pem }) {
    const message = Formatter.response(timestamp, nonce, body);
    return Rsa.verify(message, signature, Rsa.from(public_pem, Rsa.KEY_TYPE_PUBLIC));
  },
  encrypt({ plain, key, nonce, aad }) {
    return Aes.AesGcm.encrypt(plain, key, nonce, aad);
  },
  /** The plain text; null if it does not decrypt. */
  decrypt({ ciphertext, key, nonce, aad }) {
    try {
      return Aes.AesGcm.decrypt(ciphertext, key, nonce, aad);
    } catch {
      return null;
    }
  },
};

const input = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(input.jobs.map((job) => jobs[job.do](job))));
