/** Workspaces whose tests are sent through contexts. */

/** Chains of every kind of value and outcome that are the same in every context. */
export const chainsThatHold = `
kind: attributes
name: people
attributes:
  warehouses: list(text)
---
kind: dataset
name: few
chain: c.Three
limit: 2
---
kind: policy
name: own-warehouse
on: { connection: store, collection: stock }
rows: warehouse in @user.warehouses
---
kind: connection
name: store
type: embedded
---
kind: connection
name: mail
type: smtp
url: file
---
kind: chainset
name: c
chains:
  Three:
    steps:
      - { uses: records, with: { generate: 3, compute: { n: index } } }
  Types:
    params:
      whole: integer
      exact: decimal(12,2)
      double: number
      on: boolean
      text: text
      day: date
      at: timestamp
      many: list(text)
      one: "record{a: integer, b: text}"
      left: { type: integer, default: 7 }
    steps:
      - id: rows
        uses: csv.read
        with: { file: data/rows.csv, columns: { n: integer, price: "decimal(8,3)", empty: text } }
      - uses: derive
        with:
          compute:
            whole: $whole
            exact: $exact
            double: $double
            on: $on
            text: $text
            day: $day
            at: $at
            many: $many
            one: $one
            left: $left
            now: "@now"
            today: "@today"
            zone: "@zone"
      - { uses: sort, with: { by: [n desc] } }
    tests:
      - name: every type goes there and back
        now: 2024-12-31T23:30:00Z
        params:
          whole: 9007199254740993
          exact: 1.10
          double: 0.1
          on: true
          text: "=1 + \${x} it's"
          day: 2026-02-28
          at: 2026-03-01T10:00:00.123456Z
          many: [a, "=b"]
          one: { a: 1, b: "=c" }
        given:
          rows: [{ n: 1, price: 1.005 }, { n: 2, price: 2.5 }]
        expect: { count: 2 }
      - name: one row is written
        now: 2030-01-01T00:00:00Z
        params:
          whole: 1
          exact: 0.00
          double: -1.5e-7
          on: false
          text: ""
          day: 0001-01-01
          at: 2026-03-01T10:00:00Z
          many: []
          one: { a: 1, b: null }
          left: 8
        given: { rows: [{ n: 3, price: 12345.678, empty: "" }] }
        expect: { count: 1 }
      - name: a parameter out of its type
        params: { whole: many, exact: 1, double: 1, on: true, text: x, day: 2026-01-01, at: 2026-03-01T10:00:00Z, many: [], one: { a: 1, b: x } }
        given: { rows: [] }
        expect: { outcome: invalid }
  Outside:
    output: { sku: text }
    steps:
      - id: asked
        uses: http.request
        with: { url: "https://skus.invalid/all", columns: { sku: text } }
    tests:
      - name: a server answers as the test says
        given: { asked: { answers: [{ body: [{ sku: a }, { sku: b }] }] } }
        expect: { records: [{ sku: a }, { sku: b }] }
      - name: nobody answers
        given: { asked: { fails: connection_failed } }
        expect: { outcome: upstream }
      - name: many are made
        given: { asked: { generate: 1500, compute: { sku: "'s' || floor(random * 10)::integer" } } }
        expect: { count: 1500 }
      - name: another zone
        zone: Europe/Berlin
        given: { asked: [] }
        expect: { outcome: empty }
  Seen:
    steps:
      - id: stock
        uses: documents.read
        with: { connection: store, collection: stock, columns: { sku: text, warehouse: text } }
      - uses: derive
        with: { compute: { by: "@user.id", roles: "list_join(@user.roles, ',')" } }
    tests:
      - name: the user of the test sees what is theirs
        user: { id: ella, roles: [operations], attributes: { warehouses: [east] } }
        given: { stock: [{ sku: a, warehouse: east }, { sku: b, warehouse: west }] }
        expect: { records: [{ sku: a, by: ella, roles: operations }] }
      - name: somebody of the west
        user: { attributes: { warehouses: [west] } }
        given: { stock: [{ sku: a, warehouse: east }, { sku: b, warehouse: west }] }
        expect: { records: [{ sku: b, by: test, roles: "" }] }
      - name: somebody of the north
        user: { attributes: { warehouses: [north] } }
        given: { stock: [{ sku: a, warehouse: east }, { sku: b, warehouse: west }] }
        expect: { outcome: empty }
      - name: the local administrator has no warehouse
        given: { stock: [{ sku: a, warehouse: east }] }
        expect: { outcome: empty }
  Cut:
    steps:
      - { uses: records, with: { columns: { n: integer }, records: [] } }
      - { uses: union, with: { sources: [{ dataset: few }] } }
    tests:
      - name: a source was cut off
        expect: { outcome: truncated, count: 2 }
  Missing:
    steps: [{ uses: csv.read, with: { file: data/nothing.csv, columns: { n: integer } } }]
    tests:
      - name: a file is not there
        expect: { outcome: not-found, problem: file_not_found }
  Valid:
    input: { id: integer, price: { type: decimal, optional: true } }
    params: { most: { type: integer, default: 10 } }
    steps:
      - { uses: validate, with: { rules: [{ check: id <= $most, message: too large }] } }
      - { uses: derive, with: { compute: { price: "coalesce(price, 1.5)" } } }
    tests:
      - name: one record
        input: [{ id: 5 }]
        params: { most: 5 }
        expect: { records: [{ id: 5, price: 1.5 }] }
      - name: two records
        input: [{ id: 1, price: 2.50 }, { id: 2 }]
        expect: { count: 2 }
      - name: a record that is not valid
        input: [{ id: 11 }]
        expect: { outcome: invalid }
  Decide:
    params: { ask: text }
    output: { allow: boolean, reason: text }
    steps:
      - uses: records
        with: { records: [{ allow: true, reason: null }, { allow: false, reason: "no money" }, { allow: null, reason: null }] }
      - uses: filter
        with: { where: "coalesce(allow::text, 'unknown') = $ask" }
    tests:
      - { name: yes is a verdict, params: { ask: "true" }, expect: { count: 1 } }
      - { name: no is a verdict, params: { ask: "false" }, expect: { count: 1 } }
      - { name: null is none, params: { ask: unknown }, expect: { count: 1 } }
      - { name: nothing is none, params: { ask: other }, expect: { outcome: empty } }
  Tell:
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
      - { uses: email.send, with: { connection: mail, from: a@example.com, to: b@example.com, subject: "\${count()} records", body: x } }
    tests:
      - { name: a mail is no question, expect: { effects: { email.send: [{ subject: 1 records }] } } }
  Random:
    steps:
      - { uses: records, with: { records: [{ n: 1 }, { n: 2 }] } }
      - { uses: derive, with: { compute: { id: uuid(), run: "@run.id" } } }
    tests: [{ name: some of it is chance, expect: { count: 2 } }]
  Watermark:
    state: { since: { type: integer, default: 0, save: max(n) } }
    steps:
      - { uses: records, with: { records: [{ n: 1 }, { n: 2 }] } }
      - { uses: filter, with: { where: n > @state.since } }
    tests:
      - { name: what was kept counts, state: { since: 1 }, expect: { records: [{ n: 2 }] } }
      - { name: nothing was kept, expect: { count: 2 } }
`;

/** A chain that reads what only a job has, or what a dataset is called; a context that gives too little time. */
export const chainsThatDiffer = `
kind: workspace
name: w
defaults: { endpoint: { timeout: 1ms } }
---
kind: connection
name: mail
type: smtp
url: file
---
kind: chainset
name: c
chains:
  Planned:
    timeout: 1m
    steps:
      - { uses: records, with: { records: [{ n: 1 }, { n: 2 }] } }
      - { uses: derive, with: { compute: { n: "case when @planned is null then n else n * 10 end" } } }
    tests: [{ name: nobody planned it, expect: { records: [{ n: 1 }, { n: 2 }] } }]
  Called:
    timeout: 1m
    steps:
      - { uses: records, with: { records: [{ n: 1 }, { n: 2 }, { n: 3 }] } }
      - { uses: filter, with: { where: "@run.chain = 'c.Called' or n < 3" } }
    tests: [{ name: it is called as it is, expect: { count: 3 } }]
  Told:
    timeout: 1m
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
      - uses: email.send
        with: { connection: mail, from: a@example.com, to: b@example.com, subject: "planned: \${@planned is not null}", body: x }
    tests: [{ name: a mail says who planned it, expect: { count: 1 } }]
  Wrong:
    timeout: 1m
    steps: [{ uses: records, with: { records: [{ n: 1 }] } }]
    tests: [{ name: another number, expect: { records: [{ n: 2 }] } }]
  Slow:
    steps:
      - { uses: records, with: { generate: 300000, compute: { n: index } } }
      - { uses: aggregate, with: { compute: { n: sum(n) } } }
    tests: [{ name: it takes a while, expect: { count: 1 } }]
`;
