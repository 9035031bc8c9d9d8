/** A small workspace with stock, its history, and boards over them: one with every kind of widget, one with its troubles. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const products = ['Sencha', 'Earl Grey', 'Oolong', 'House Blend', 'Stoneware Mug', 'Glass Teapot'];

const stock = products.flatMap((product, at) =>
  ['SIN', 'BER'].map((warehouse, place) => {
    const level = (at * 37 + place * 11) % 60;
    return `{ _id: "${product} ${warehouse}", product: ${product}, warehouse: ${warehouse}, level: ${level}, reorder: 15 }`;
  }),
);

const chains = `
kind: workspace
name: stock
zone: Asia/Singapore
locale: en-GB
setup: [stock.Fill]
---
kind: connection
name: shop
type: embedded
---
kind: connection
name: gone
type: postgresql
url: postgres://nobody:x@127.0.0.1:9/none
---
kind: chainset
name: stock
chains:
  Fill:
    steps:
      - uses: records
        with:
          columns: { _id: text, product: text, warehouse: text, level: integer, reorder: integer }
          records:
${stock.map((record) => `            - ${record}`).join('\n')}
      - uses: documents.write
        with: { connection: shop, collection: stock, mode: replace, key: [_id], tags: [stock] }
  SetLevel:
    params: { product: text, warehouse: text, level: integer }
    steps:
      - uses: records
        with: { generate: 1, compute: { _id: "$product || ' ' || $warehouse", product: $product, warehouse: $warehouse, level: $level, reorder: "15" } }
      - uses: select
        with: { fields: [_id, product, warehouse, level, reorder] }
      - uses: documents.write
        with: { connection: shop, collection: stock, mode: upsert, key: [_id], tags: [stock] }
  Levels:
    params: { warehouse: { type: text, optional: true } }
    steps:
      - uses: documents.read
        with:
          connection: shop
          collection: stock
          columns: { _id: text, product: text, warehouse: text, level: integer, reorder: integer }
          where: when($warehouse, warehouse = $warehouse)
      - uses: derive
        with: { compute: { low: level < reorder } }
      - uses: sort
        with: { by: [product, warehouse] }
      - uses: select
        with: { fields: [product, warehouse, level, reorder, low] }
  Warehouses:
    steps:
      - uses: records
        with: { columns: { code: text, name: text }, records: [{ code: SIN, name: Singapore }, { code: BER, name: Berlin }] }
  History:
    params: { product: text }
    steps:
      - uses: records
        with: { generate: 30, compute: { day: "date '2026-03-01' + index", level: "40 - (index * 7) % 35 + length($product)" } }
      - uses: select
        with: { fields: [day, level] }
  Many:
    steps:
      - uses: records
        with: { generate: 30000, compute: { number: index, share: "index / 30000", name: "'Row ' || index::text" } }
  Elsewhere:
    steps:
      - uses: sql.read
        with: { connection: gone, table: none, columns: { a: text } }
---
kind: dataset
name: stock-levels
description: What is on stock, and what is low.
chain: stock.Levels
params: { warehouse: { label: Warehouse, options: { dataset: warehouses, value: code, label: name } } }
cache: { tags: [stock] }
---
kind: dataset
name: warehouses
chain: stock.Warehouses
---
kind: dataset
name: history
chain: stock.History
---
kind: dataset
name: many
chain: stock.Many
cache: { ttl: 1h }
---
kind: dataset
name: elsewhere
chain: stock.Elsewhere
`;

const boards = `
kind: dashboard
name: inventory
description: Stock by product and warehouse.
params: { warehouse: { type: text, optional: true, label: Warehouse }, product: { type: text, optional: true } }
controls: [{ type: select, param: warehouse }, { type: text, param: product, label: Product }]
pages:
  - name: Levels
    widgets:
      - { type: number, dataset: stock-levels, value: count(), where: low, at: [0, 0, 3, 2], title: Low items }
      - { type: number, dataset: stock-levels, value: sum(level), at: [0, 2, 3, 2], title: On stock, format: '#,##0 "pcs"' }
      - { type: text, text: "Press a bar or a row to see the **history** of a product.", at: [0, 4, 3, 1] }
      - { type: bar, dataset: stock-levels, x: product, y: level, colour: low, at: [3, 0, 9, 5], title: Levels, onClick: { open: Detail, with: { product: =product } } }
      - { type: table, dataset: stock-levels, where: "when($product, product = $product)", at: [0, 5, 8, 6], title: All items, onClick: { open: Detail, with: { product: =product } } }
      - { type: pie, dataset: stock-levels, x: product, y: level, at: [8, 5, 4, 6], title: Shares }
  - name: Detail
    widgets:
      - { type: line, dataset: history, x: day, y: level, at: [0, 0, 12, 6], title: "History of \${$product}" }
---
kind: dashboard
name: troubles
pages:
  - name: All
    widgets:
      - { type: bar, dataset: elsewhere, x: a, y: count(), at: [0, 0, 6, 4], title: Another system }
      - { type: table, dataset: stock-levels, where: level > 1000, at: [6, 0, 6, 4], title: Nothing fits }
      - { type: table, dataset: many, at: [0, 4, 12, 6], title: Many rows, format: { share: "0.0%" } }
`;

/** The workspace, by file. */
export const boardFiles: Readonly<Record<string, string>> = {
  'chains.yaml': chains.trimStart(),
  'boards.yaml': boards.trimStart(),
};

/** Writes the workspace into a folder of its own. */
export async function boardWorkspace(add: (dispose: () => Promise<void>) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-board-'));
  add(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(boardFiles)) await writeFile(join(folder, name), text);
  return folder;
}
