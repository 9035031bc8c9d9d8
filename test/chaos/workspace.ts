/** A workspace whose every acknowledged delivery and event leaves exactly one trace. */
export const chaosWorkspace = `
kind: workspace
name: chaos
---
kind: connection
name: shop
type: embedded
---
kind: connection
name: books
type: postgresql
url: embedded:chaos_books
---
kind: role
name: intake
privileges: ["workflow:start", "workflow:send", "chain:run"]
---
kind: service
name: intake
roles: [intake]
---
kind: chainset
name: work
roles: [intake]
chains:
  Keep:
    description: Keeps an order in both places. Documents without an _id get one from the delivery, so that a rerun adds nothing.
    params: { order: { type: "record{delivery: text, quantity: integer}" } }
    output: { delivery: text, quantity: integer }
    steps:
      - uses: records
        with:
          columns: { delivery: text, quantity: integer }
          records: [{ delivery: =$order.delivery, quantity: =$order.quantity }]
      - uses: validate
        with: { rules: [{ check: quantity > 0, message: None at all. }] }
      - uses: documents.write
        with: { connection: shop, collection: orders, mode: insert }
      - uses: select
        with: { fields: [delivery, quantity] }
      - uses: sql.write
        with: { connection: books, table: orders, mode: upsert, key: [delivery], create: true }
  Next:
    description: One more.
    params: { n: { type: integer } }
    output: { n: integer }
    steps:
      - uses: records
        with: { columns: { n: integer }, records: [{ n: "=$n + 1" }] }
  Note:
    description: Notes after the commit how far the instance came.
    params: { instance: { type: text }, n: { type: integer } }
    steps:
      - uses: records
        with: { columns: { instance: text, n: integer }, records: [{ instance: =$instance, n: =$n }] }
      - uses: documents.write
        with: { connection: shop, collection: notes, mode: insert }
---
kind: workflow
name: counter
roles: { start: [intake] }
view: "'intake' in @user.roles"
data:
  public: { n: { type: integer }, label: { type: text } }
runAs: { service: intake }
start: begin
initial: new
states:
  new:
    on:
      begin: { to: even, input: [label, n] }
  even:
    on:
      step:
        to: odd
        guard: public.n >= 0
        onTransition: [{ chain: work.Next, with: { n: =public.n }, write: { public: merge } }]
  odd:
    onEntry:
      - { chain: work.Note, with: { instance: =instance.id, n: =public.n }, after: commit }
    on:
      step:
        to: even
        guard: public.n >= 0
        onTransition: [{ chain: work.Next, with: { n: =public.n }, write: { public: merge } }]
---
kind: endpoint
name: keep
route: POST /keep
auth: none
runAs: { service: intake }
idempotency: { key: "headers['x-delivery-id']", within: 24h }
input: { delivery: text, quantity: integer }
chain: work.Keep
with: { order: =body }
---
kind: endpoint
name: begin
route: POST /counters
auth: none
runAs: { service: intake }
idempotency: { key: "headers['x-delivery-id']", within: 24h }
input: { label: text, n: integer }
workflow: { start: counter }
with: { label: =body.label, n: =body.n }
---
kind: endpoint
name: step
route: POST /counters/{id}/step
auth: none
runAs: { service: intake }
idempotency: { key: "headers['x-delivery-id']", within: 24h }
workflow: { send: step, to: =path.id }
`;
