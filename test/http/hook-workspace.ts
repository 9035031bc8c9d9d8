/** The workspace that tests of endpoints are about. */

/** Its files by name; `upstream` is where its chain asks another system. */
export const hookFiles = (upstream: string): Record<string, string> => ({
  'hooks.yaml': `
kind: workspace
name: hooks
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
name: partner
privileges: ["endpoint:call", "endpoint:see"]
---
kind: connection
name: documents
type: embedded
---
kind: chainset
name: intake
chains:
  Store:
    params:
      id: text
      quantity: integer
      source: text
    steps:
      - uses: records
        with: { columns: { one: integer }, records: [{ one: 1 }] }
      - uses: derive
        with: { compute: { _id: $id, quantity: $quantity, source: $source } }
      - uses: select
        with: { fields: [_id, quantity, source] }
      - uses: documents.write
        with: { connection: documents, collection: orders, mode: upsert, key: [_id] }
  Find:
    params: { id: { type: text } }
    steps:
      - uses: documents.read
        with: { connection: documents, collection: orders, columns: { _id: text, quantity: integer, source: text }, where: _id = $id }
  Ask:
    params: { id: text }
    steps:
      - uses: http.request
        with: { url: "${upstream}/\${$id}", timeout: 2s }
  Double:
    input: { id: text, quantity: { type: integer, min: 1 } }
    steps:
      - uses: derive
        with: { compute: { quantity: quantity * 2 } }
  Many:
    steps:
      - uses: records
        with: { generate: 50 }
  Broken:
    steps:
      - uses: csv.read
        with: { file: data/none.csv, columns: { n: integer } }
---
kind: endpoint
name: orders
route: POST /shop/{source}
auth: { hmac: { header: X-Signature, timestamp: X-Timestamp, payload: "\${timestamp}.\${body}", within: 5m, secret: "\${secret.SHOP_HOOK}" } }
runAs: { service: intake }
when: "coalesce(headers['x-event'], 'order') = 'order'"
idempotency: { key: "headers['x-delivery-id']", within: 24h }
limits: { body: 2kb }
input: { id: text, quantity: { type: integer, min: 1 }, pin: { type: text, optional: true, sensitive: true } }
chain: intake.Store
with: { id: =body.id, quantity: =body.quantity, source: =path.source }
status: 201
records: one
---
kind: endpoint
name: find
roles: [partner]
route: GET /orders/{id}
auth: key
chain: intake.Find
with: { id: =path.id }
records: one
---
kind: endpoint
name: mine
roles: [partner]
route: GET /mine
auth: session
chain: intake.Many
limits: { records: 3 }
---
kind: endpoint
name: ask
route: POST /ask/{id}
auth: none
runAs: { service: intake }
idempotency: { key: path.id }
chain: intake.Ask
with: { id: =path.id }
---
kind: endpoint
name: double
route: POST /double
auth: none
runAs: { service: intake }
chain: intake.Double
---
kind: endpoint
name: later
route: POST /later
auth: none
runAs: { service: intake }
idempotency: { key: body.id }
input: { id: text, quantity: { type: integer, default: 7 } }
chain: intake.Store
with: { id: =body.id, quantity: =body.quantity, source: later }
respond: receipt
---
kind: endpoint
name: rare
route: POST /rare
auth: none
runAs: { service: intake }
limits: { rate: 2/h per endpoint }
chain: intake.Many
---
kind: endpoint
name: broken
route: POST /broken
auth: none
runAs: { service: intake }
chain: intake.Broken
---
kind: endpoint
name: begin
route: POST /cases
auth: none
runAs: { service: intake }
idempotency: { key: body.id }
input: { id: text }
workflow: { start: case }
---
kind: endpoint
name: close
route: POST /cases/{id}/close
auth: none
runAs: { service: intake }
workflow: { send: close, to: =path.id }
---
kind: workflow
name: case
roles: { start: [taker] }
data: { public: { id: { type: text } } }
view: "'taker' in @user.roles"
runAs: { service: intake }
start: begin
initial: draft
states:
  draft: { on: { begin: { to: open, input: [id] } } }
  open: { on: { close: { to: closed } } }
  closed: { final: true }
`,
});
