import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { MillraceError } from '../../src/core/errors.ts';
import { defineCase } from '../define-case.ts';
import { chainOf, runApart } from '../run-apart.ts';

const orders = 5_000_000;
const customers = 100_000;
const memory = 256;

/** The files of the workspace, by name. */
const tables: Readonly<Record<string, string>> = {
  'orders-5m.csv': `SELECT i AS id, hash(i) % ${customers} + 1 AS customer, DATE '2025-01-01' + (hash(i + 1) % 365)::INTEGER AS day, (hash(i + 2) % 20)::INTEGER AS quantity, ((hash(i + 3) % 100000) / 100)::DECIMAL(10,2) AS price, 'note ' || i || ' of the order' AS note FROM range(${orders}) t(i)`,
  'customers-100k.csv': `SELECT i AS customer, 'Customer ' || i AS name, 'region-' || (hash(i) % 50) AS region FROM range(1, ${customers + 1}) t(i)`,
};

async function makeFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  for (const [name, rows] of Object.entries(tables)) {
    const file = path.join(folder, name);
    if (existsSync(file)) continue;
    await connection.run(`COPY (${rows}) TO '${file}.part' (FORMAT csv, HEADER)`);
    await rename(`${file}.part`, file);
  }
  connection.closeSync();
  instance.closeSync();
}

const text = chainOf(`
- uses: csv.read
  with:
    file: data/orders-5m.csv
    columns: { id: integer, customer: integer, day: date, quantity: integer, price: "decimal(10,2)" }
- uses: filter
  with: { where: quantity > 0 }
- uses: derive
  with: { compute: { revenue: quantity * price } }
- uses: join
  with:
    source:
      steps:
        - uses: csv.read
          with: { file: data/customers-100k.csv, columns: { customer: integer, name: text, region: text } }
    on: [customer]
- uses: aggregate
  with:
    by: [customer, name, region]
    compute: { orders: count(), revenue: sum(revenue), last_day: max(day) }
- uses: excel.write
  with: { file: customers.xlsx, sheet: Customers }
`);

/** The report that everybody has. */
export const bench = defineCase({
  title: 'A CSV of 5M lines through filter, derive, join and group-by to Excel',
  method: `${orders} lines (300 MB) are filtered, one field derived, joined with a CSV of ${customers} lines, grouped by ${customers} keys and written into a workbook, by a runner process with \`memory: ${memory}mb\`. Memory is the peak of the runner, with all that a process of Node takes by itself.`,
  async run(folder) {
    const workspace = path.join(folder, 'csv-to-excel');
    await makeFiles(path.join(workspace, 'data'));
    const { end, files, seconds, peak, idle } = await runApart({ text, folder: workspace, memory: memory * 2 ** 20 });
    if (end.records !== customers) throw new MillraceError('internal', `${end.records} rows: ${end.problem?.message}`);
    return [
      { what: 'from CSV to workbook', value: seconds, unit: 's' },
      { what: 'peak memory of the runner', value: peak, unit: 'MB', target: 512 },
      { what: 'the runner before it', value: idle, unit: 'MB' },
      { what: 'the workbook', value: (files[0]?.size ?? 0) / 1e6, unit: 'MB' },
    ];
  },
});
