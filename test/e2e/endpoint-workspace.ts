/** A small workspace with endpoints of every kind that their pages show. */
export const endpointWorkspace = `kind: workspace
name: hooks
zone: Asia/Singapore
locale: en-SG
---
kind: service
name: intake
roles: [taker]
---
kind: role
name: taker
privileges: ["workflow:start", "workflow:send"]
---
kind: role
name: clerk
privileges: ["dataset:query"]
---
kind: chainset
name: shop
chains:
  Away:
    steps:
      - uses: http.request
        with: { url: "http://127.0.0.1:9/", timeout: 2s }
  Find:
    params: { id: { type: text } }
    steps:
      - uses: records
        with: { columns: { id: text }, records: [{ id: =$id }] }
---
kind: workflow
name: case
roles: { start: [taker] }
data:
  public:
    id: { type: text }
    quantity: { type: integer }
view: "'taker' in @user.roles"
runAs: { service: intake }
start: begin
initial: draft
states:
  draft: { on: { begin: { to: open, input: [id, quantity] } } }
  open: { on: { close: { to: closed } } }
  closed: { final: true }
---
kind: endpoint
name: orders
description: Orders from partner shops, signed.
route: POST /shop/{source}
auth: { hmac: { header: X-Signature, timestamp: X-Timestamp, payload: "\${timestamp}.\${body}", within: 5m, secret: "\${secret.SHOP_HOOK}" } }
runAs: { service: intake }
when: "headers['x-event'] = 'order'"
idempotency: { key: "headers['x-delivery-id']", within: 24h }
limits: { rate: 600/m per key, body: 8kb }
input:
  id: { type: text, min: 1, max: 20, description: What the shop calls it }
  quantity: { type: integer, min: 1 }
  due: { type: timestamp }
  pin: { type: text, default: "4711", sensitive: true }
  lines: { type: "list(record{sku: text, quantity: integer})", optional: true }
workflow: { start: case }
with: { id: =body.id, quantity: =body.quantity }
---
kind: endpoint
name: away
route: POST /away
auth: none
runAs: { service: intake }
chain: shop.Away
---
kind: endpoint
name: lookup
description: What partners ask for.
roles: [clerk]
route: GET /orders/{id}
auth: key
chain: shop.Find
with: { id: =path.id }
records: one
`;
