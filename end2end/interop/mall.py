"""A mall by the PyPI package requests-http-signature: what it covers and adds by
default, against a running desk. `tests/clients.spec.ts` runs it:
`python mall.py demo.json`. An answer that is not the contract's ends it with an
error.
"""

import json
import sys
import uuid

import requests
from requests_http_signature import HTTPSignatureAuth, algorithms

ALONE = ("@method", "@authority", "@path", "@query")


def expect(what, got, wanted):
    if got != wanted:
        raise SystemExit(f"{what}: {got!r}, not {wanted!r}")


def answered(what, answer, status, code=None):
    """Checks the status, and the code of a refusal; returns the body."""
    body = answer.json()
    expect(f"{what}: {answer.text}", (answer.status_code, body.get("code")), (status, code))
    return body


class Mall:
    def __init__(self, demo, **of_the_library):
        with open(demo["private_key_pem_path"], "rb") as file:
            key = file.read()
        self.desk = demo["desk_url"]
        self.demo = demo
        self.session = requests.Session()
        self.session.auth = HTTPSignatureAuth(
            key=key, key_id=demo["key_id"], signature_algorithm=algorithms.ED25519, **of_the_library
        )

    def signed(self, method, path, key=None, **more):
        headers = {"Idempotency-Key": key} if key else {}
        request = requests.Request(method, self.desk + path, headers=headers, **more)
        return self.session.prepare_request(request)

    def send(self, *arguments, **more):
        return self.session.send(self.signed(*arguments, **more))

    def order(self):
        price = {"value": "12.00", "currency": "CNY"}
        return {
            "mall_order_no": f"PY-{uuid.uuid4()}",
            "merchant_id": self.demo["merchants"][0]["id"],
            "amount": price,
            "subject": "龙井茶 250g",
            "items": [{"name": "龙井茶 250g", "quantity": 2, "unit_price": "6.00"}],
            "return_url": f"{self.demo['mall_url']}/done",
        }


def walk(mall):
    order, key = mall.order(), str(uuid.uuid4())
    create = mall.signed("POST", "/v1/orders", key, json=order)
    first = mall.session.send(create)
    made = answered("create", first, 201)

    # An honest repeat: the same bytes, or signed anew.
    for again in (mall.session.send(create), mall.send("POST", "/v1/orders", key, json=order)):
        answered("create again", again, 201)
        expect("the answer", again.text, first.text)
        expect("the header", again.headers.get("idempotent-replayed"), "true")
    find = mall.signed("GET", "/v1/orders", params={"mall_order_no": order["mall_order_no"]})
    for _ in range(50):
        expect("found", answered("find", mall.session.send(find), 200)["id"], made["id"])

    # A dishonest one.
    other = create.copy()
    other.headers["Idempotency-Key"] = str(uuid.uuid4())
    refused = answered("another key", mall.session.send(other), 401, "signature_replayed")
    expect("told what to cover", "cover idempotency-key" in refused["detail"], True)
    cheaper = create.copy()
    cheaper.body = create.body.replace(b"12.00", b"21.00")
    answered("another body", mall.session.send(cheaper), 401, "signature_invalid")
    elsewhere = find.copy()
    elsewhere.url += "&x=1"
    answered("another address", mall.session.send(elsewhere), 401, "signature_invalid")

    closed = mall.send("POST", f"/v1/orders/{made['id']}/close", str(uuid.uuid4()))
    expect("closed", answered("close", closed, 200)["state"], "closed")
    answered("events", mall.send("GET", "/v1/events?limit=1"), 200)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        demo = json.load(file)
    walk(Mall(demo))
    walk(Mall(demo, covered_component_ids=ALONE, use_nonce=True, tag="mall"))


main()
