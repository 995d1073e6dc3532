// An independent implementation of UnionPay ACP 5.1.0 signatures, on Node's
// OpenSSL, written from the specification and not from our Rust code.
// `server/channels/tests/unionpay/interop.rs` runs it.
//
// Standard input: {"jobs": [{"do": "...", ...}]}. Standard output: an array
// with one answer per job. With PAYDESK_UNIONPAY_SDK set to the `unionpay.js`
// of @lipingruan/node-unionpay-sdk, that package signs and verifies as well
// ("sdk" in the answers; null without it). It is not a dependency: it is not on
// the public registry, where anybody could register its name.

import crypto from "node:crypto";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const sdkPath = process.env.PAYDESK_UNIONPAY_SDK;
const Sdk = sdkPath ? createRequire(import.meta.url)(sdkPath) : null;

/** The SHA-256 in hex of all fields that are not empty, except the signature, sorted by name. */
function digest(fields) {
  const names = Object.keys(fields).filter((name) => name !== "signature" && fields[name] !== "");
  names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const joined = names.map((name) => `${name}=${fields[name]}`).join("&");
  return crypto.createHash("sha256").update(joined, "utf8").digest("hex");
}

/** Removes the EME-PKCS1-v1_5 padding, because Node no longer supports it for decryption. */
function unpad(block) {
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw new Error("bad padding");
  return block.subarray(end + 1);
}

const jobs = {
  sign({ fields, key_pem }) {
    const node = crypto.sign("sha256", Buffer.from(digest(fields)), key_pem).toString("base64");
    if (!Sdk) return { node, sdk: null };
    const sdk = new Sdk();
    sdk.config.privateKey = key_pem;
    return { node, sdk: sdk.getFormSign(fields) };
  },
  verify({ fields, cert_pem }) {
    const key = new crypto.X509Certificate(cert_pem).publicKey;
    const signature = Buffer.from(fields.signature, "base64");
    const node = crypto.verify("sha256", Buffer.from(digest(fields)), key, signature);
    return { node, sdk: Sdk ? new Sdk().getFormVerify(fields, cert_pem) : null };
  },
  cert_id({ cert_pem }) {
    return BigInt(`0x${new crypto.X509Certificate(cert_pem).serialNumber}`).toString();
  },
  issued_by({ cert_pem, issuer_pem }) {
    const issuer = new crypto.X509Certificate(issuer_pem);
    const cert = new crypto.X509Certificate(cert_pem);
    return cert.checkIssued(issuer) && cert.verify(issuer.publicKey);
  },
  encrypt({ plain, cert_pem }) {
    const key = new crypto.X509Certificate(cert_pem).publicKey;
    const padding = crypto.constants.RSA_PKCS1_PADDING;
    return crypto.publicEncrypt({ key, padding }, Buffer.from(plain)).toString("base64");
  },
  decrypt({ cipher, key_pem }) {
    const padding = crypto.constants.RSA_NO_PADDING;
    const block = crypto.privateDecrypt({ key: key_pem, padding }, Buffer.from(cipher, "base64"));
    return unpad(block).toString("utf8");
  },
};

const input = JSON.parse(await text(process.stdin));
const answers = input.jobs.map((job) => jobs[job.do](job));
process.stdout.write(JSON.stringify(answers));
