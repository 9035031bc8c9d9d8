/** A workspace with chains that ask the outside world, and tests put beside them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

const definitions = `kind: workspace
name: w
zone: Asia/Singapore
---
kind: connection
name: api
type: http
url: https://rates.invalid/v1
---
kind: connection
name: store
type: embedded
---
kind: role
name: auditor
privileges: []
---
kind: service
name: nightly
roles: [auditor]
---
kind: chainset
name: c
chains:
  Orders:
    params: { least: { type: integer, default: 0 } }
    steps:
      - id: orders
        uses: documents.read
        retry: { attempts: 3, wait: 1h }
        with: { connection: store, collection: orders, columns: { id: integer, sku: text, qty: integer, at: timestamp } }
      - uses: filter
        with: { where: qty >= $least }
      - id: rates
        uses: http.request
        onError: reject
        with: { connection: api, url: "rates/\${sku}", map: { rate: "body.rate::decimal(8,2)" } }
      - uses: select
        with: { fields: [id, sku, rate] }
      - uses: sort
        with: { by: [sku, id desc] }
      - id: book
        uses: excel.write
        with: { file: "book-\${@today}.xlsx", table: true }
      - id: list
        uses: csv.write
        with: { file: data/list.csv }
      - id: tell
        uses: http.send
        with: { connection: api, url: told, each: once }
    tests:
TESTS
  Who:
    steps:
      - uses: records
        with: { generate: 1, compute: { id: "@user.id", roles: "list_join(@user.roles, ',')", now: "@now", today: "@today" } }
    tests:
WHO
  Caller:
    steps:
      - id: called
        uses: chain.call
        with: { chain: Who }
    tests:
      - name: what a called chain gives
        given: { called: [{ id: ann, roles: b }] }
        expect: { records: [{ id: ann, roles: b, now: null }], order: [id] }
  Takes:
    input: { n: integer }
    steps: [{ uses: derive, with: { compute: { m: n * 2 } } }]
    tests:
      - name: made input
        input: { generate: 2500, compute: { n: index } }
        expect: { count: 2500, order: [m] }
`;

/** A test as it is written. */
export interface Test {
  readonly [key: string]: unknown;
}

/** The tests of the chains `Orders` and `Who`. */
export interface Beside {
  readonly orders?: readonly Test[];
  readonly who?: readonly Test[];
}

function listed(all: readonly Test[] = []): string {
  return all.length === 0 ? '      []' : all.map((test) => `      - ${JSON.stringify(test)}`).join('\n');
}

/** Runs a command in a folder of its own with these tests. */
export async function testBeside(tests: Beside, typed: readonly string[] = ['test']) {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-chain-tests-'));
  try {
    const text = definitions.replace('TESTS', () => listed(tests.orders)).replace('WHO', () => listed(tests.who));
    await writeFile(join(folder, 'workspace.yaml'), text);
    const terminal = captureTerminal({ folder });
    const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
    return { exit, ...terminal.written };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
