/** A small workspace with something of everything that administrators look after. */
export const adminWorkspace = `kind: workspace
name: mill
zone: Asia/Singapore
locale: en-SG
mail: mail
alerts: [{ channel: ops }]
---
kind: attributes
name: people
attributes:
  warehouses: { type: list(text), label: Warehouses }
  level: { type: integer, label: Level, min: 1, max: 9 }
---
kind: role
name: clerk
description: Looks at stock.
privileges: ["dataset:*", "chain:run"]
---
kind: role
name: keeper
description: Looks after secrets and connections.
privileges: ["admin:secrets", "admin:connections"]
---
kind: service
name: importer
description: Brings the stock in at night.
roles: [clerk]
attributes: { warehouses: [north, south], level: 3 }
---
{ kind: connection, name: mail, type: smtp, url: file, description: Mails are kept and shown. }
---
kind: connection
name: shop
type: embedded
description: The stock of the shop.
---
kind: connection
name: elsewhere
type: http
description: The shop of a partner.
url: "http://127.0.0.1:9/"
token: "\${secret.PARTNER_TOKEN}"
---
{ kind: channel, name: ops, email: [ops@example.com] }
---
kind: policy
name: stock-by-warehouse
description: Everybody sees their own warehouses.
on: { connection: shop, collection: stock }
rows: warehouse in @user.warehouses
mask: { cost: "'clerk' in @user.roles" }
---
kind: chainset
name: stock
roles: [clerk]
chains:
  List:
    steps:
      - { uses: documents.read, with: { connection: shop, collection: stock, columns: { warehouse: text, cost: integer } } }
  Ask:
    steps:
      - { uses: http.request, with: { connection: elsewhere, url: stock } }
`;
