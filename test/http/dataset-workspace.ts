/** The workspace that tests of datasets over HTTP are about. */

/** Its files by name. */
export const datasetFiles = {
  'all.yaml': `
kind: workspace
name: mill
zone: Asia/Singapore
---
kind: attributes
name: people
attributes: { warehouse: text }
---
kind: role
name: asker
privileges: ["dataset:query"]
---
kind: role
name: keeper
privileges: ["dataset:query", "dataset:refresh"]
---
kind: connection
name: shop
type: embedded
---
kind: connection
name: far
type: postgresql
url: postgres://nobody@127.0.0.1:9/nothing
---
kind: policy
name: by-warehouse
on: { connection: shop, collection: stock }
rows: "warehouse = @user.warehouse or 'administrator' in @user.roles"
mask: { cost: "'keeper' in @user.roles or 'administrator' in @user.roles" }
---
kind: chainset
name: stock
chains:
  Fill:
    params: { more: { type: integer, default: 0 } }
    steps:
      - uses: records
        with:
          columns: { sku: text, warehouse: text, level: integer, cost: "decimal(12,2)" }
          records:
            - { sku: tea, warehouse: SIN, level: 1, cost: "1.50" }
            - { sku: mug, warehouse: HKG, level: 7, cost: "2.50" }
            - { sku: "+pot", warehouse: SIN, level: 3, cost: "9.00" }
      - { uses: derive, with: { compute: { level: level + $more } } }
      - { uses: documents.write, with: { connection: shop, collection: stock, mode: upsert, key: [sku], tags: [stock] } }
  List:
    params: { least: { type: integer, default: 0 } }
    steps:
      - uses: documents.read
        with:
          connection: shop
          collection: stock
          columns: { sku: text, warehouse: text, level: integer, cost: "decimal(12,2)" }
          where: level >= $least
          sort: [sku]
  Places:
    steps: [{ uses: records, with: { columns: { code: integer, name: text }, records: [{ code: 0, name: All }, { code: 3, name: Three or more }] } }]
  Many:
    steps:
      - { uses: records, with: { generate: 60000, compute: { n: index, words: "repeat('word ', 40)" } } }
  Far:
    steps:
      - { uses: sql.read, with: { connection: far, table: things, columns: { id: integer } } }
---
kind: dataset
name: levels
description: What is in stock.
roles: [asker, keeper]
chain: stock.List
params: { least: { label: At least, options: { dataset: places, value: code, label: name } } }
cache: { ttl: 1h, tags: [stock] }
---
kind: dataset
name: places
roles: [asker, keeper]
chain: stock.Places
---
kind: dataset
name: first-one
chain: stock.List
limit: 1
---
kind: dataset
name: many
chain: stock.Many
---
kind: dataset
name: far
chain: stock.Far
`,
};
