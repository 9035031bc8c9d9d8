/**
 * A workspace whose every acknowledged delivery and event leaves exactly one trace of each kind: in the document store, in
 * a table, and of an event also what was done before the commit, with it and after it. `outside` is who is told of events
 * and cannot tell a repeat from a new one.
 */
export const chaosWorkspace = (outside: string): string => `
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
  May:
    description: The guard. Every number may go on.
    params: { n: { type: integer } }
    output: { allow: boolean }
    steps:
      - uses: records
        with: { columns: { allow: boolean }, records: [{ allow: "=$n >= 0" }] }
  Mark:
    description: Marks the event before its commit; done again with the same event, it adds nothing.
    params: { instance: { type: text }, event: { type: text } }
    steps:
      - uses: records
        with: { columns: { instance: text, event: text }, records: [{ instance: =$instance, event: =$event }] }
      - uses: documents.write
        with: { connection: shop, collection: marks, mode: insert }
  Spawn:
    description: Starts another instance together with the commit.
    params: { event: { type: text } }
    steps:
      - uses: records
        with: { columns: { event: text }, records: [{ event: =$event }] }
      - uses: workflow.start
        with: { workflow: echo, input: { event: =event } }
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
  Tell:
    description: Tells somebody outside, which cannot be repeated.
    params: { event: { type: text } }
    steps:
      - uses: records
        with: { columns: { event: text }, records: [{ event: =$event }] }
      - uses: http.send
        with: { url: "${outside}" }
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
        guard: { chain: work.May, with: { n: =public.n } }
        onTransition:
          - { chain: work.Next, with: { n: =public.n }, write: { public: merge } }
          - { chain: work.Mark, with: { instance: =instance.id, event: =event.id } }
          - { chain: work.Spawn, with: { event: =event.id } }
  odd:
    task: { role: intake }
    after: { 1h: remind }
    onEntry:
      - { chain: work.Note, with: { instance: =instance.id, n: =public.n }, after: commit }
      - { chain: work.Tell, with: { event: =event.id }, after: commit }
    on:
      step:
        to: even
        guard: public.n >= 0
        onTransition:
          - { chain: work.Next, with: { n: =public.n }, write: { public: merge } }
          - { chain: work.Mark, with: { instance: =instance.id, event: =event.id } }
      remind: { to: odd, internal: true }
---
kind: workflow
name: echo
description: Waits for its timer, which must ring once.
roles: { start: [intake] }
view: "'intake' in @user.roles"
data:
  public: { event: { type: text } }
runAs: { service: intake }
start: begin
initial: new
states:
  new:
    on:
      begin: { to: waiting, input: [event] }
  waiting:
    after: { 2s: ring }
    on:
      ring: { to: rung, internal: true }
  rung:
    final: true
    onEntry:
      - { chain: work.Note, with: { instance: =instance.id, n: 0 }, after: commit }
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
name: receive
route: POST /receive
auth: none
runAs: { service: intake }
respond: receipt
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
