/** The way of somebody who begins: init, test, validate, run, runs, logs, state, doctor, over a real store. */
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { RunRecord } from '../model/run.ts';
import { type CapturedOptions, captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

let folder: string;

async function millrace(typed: readonly string[], options: CapturedOptions = {}) {
  const terminal = captureTerminal({ folder, ...options });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

async function lastRun(): Promise<RunRecord> {
  const { out } = await millrace(['runs', '--format', 'json', '--limit', '1']);
  return JSON.parse(out) as RunRecord;
}

const more = `
kind: chainset
name: more
chains:
  Take:
    input: { id: integer, tags: { type: list(text), optional: true } }
    params: { add: { type: integer, default: 1 }, on: { type: boolean, default: true } }
    steps:
      - uses: derive
        with: { compute: { id: "id + $add", on: $on } }
  Watermark:
    state: { since: { type: integer, default: 0, save: max(n) } }
    steps:
      - uses: records
        with: { columns: { n: integer }, records: [{ n: 5 }, { n: 7 }] }
      - uses: filter
        with: { where: n > @state.since }
  Fails:
    steps:
      - uses: records
        with: { columns: { n: text }, records: [{ n: x }] }
      - uses: derive
        with: { compute: { m: "n::integer" } }
  Rejects:
    steps:
      - uses: records
        with: { columns: { n: text }, records: [{ n: "1" }, { n: x }] }
      - uses: derive
        with: { compute: { m: "n::integer" } }
        onError: reject
      - uses: log
        with: { message: "m is \${m}" }
`;

describe('commands over a workspace', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-first-'));
    assert.equal((await millrace(['init'])).exit, 0);
    await writeFile(join(folder, 'more.yaml'), more);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('init touches nothing that is there', async () => {
    const { exit, err } = await millrace(['init']);
    assert.equal(exit, 1);
    assert.match(err, /There is a workspace\.yaml in .* already/);
  });

  test('what init makes is well, and its test passes', async () => {
    const validated = await millrace(['validate']);
    assert.deepEqual({ ...validated, out: '' }, { exit: 0, out: '', err: '' });
    const { exit, out } = await millrace(['test']);
    assert.equal(exit, 0, out);
    assert.match(out, /^sales\.ByProduct\n {2}ok {3}quantities count \(.*\)\n1 test passed\.\n$/);
  });

  test('a test that expects another number fails, and says which', async () => {
    const file = join(folder, 'sales.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('revenue: 13.50', 'revenue: 13.51'));
    try {
      const { exit, out } = await millrace(['test', '--filter', 'byproduct']);
      assert.equal(exit, 1);
      assert.match(out, /FAIL quantities count[\s\S]*13\.51[\s\S]*1 of 1 test failed\.\n$/);
    } finally {
      await writeFile(file, text);
    }
  });

  test('a chain is run, its records are printed and its file is named and there', async () => {
    const { exit, out, err } = await millrace(['run', 'ByProduct', '--format', 'csv', '--param', 'least=2']);
    assert.equal(exit, 0, err);
    assert.equal(out, 'product,orders,revenue\nmug,2,35.00\ntea,3,34.50\n');
    assert.match(err, /^ok · 2 records · /);
    const [, path = ''] = /^file by-product\.xlsx \(.*\) (\S+)$/m.exec(err) ?? [];
    assert.ok((await stat(join(folder, path))).size > 1000);
  });

  for (const [format, expected] of [
    ['ndjson', '{"product":"mug","orders":2,"revenue":"35.00"}\n{"product":"tea","orders":3,"revenue":"34.50"}\n'],
    [
      'json',
      '[\n  {"product":"mug","orders":2,"revenue":"35.00"},\n  {"product":"tea","orders":3,"revenue":"34.50"}\n]\n',
    ],
    ['table', 'product  orders  revenue\nmug           2    35.00\ntea           3    34.50\n'],
  ] as const) {
    test(`records as ${format}; a dry run says so`, async () => {
      const { out, err } = await millrace(['run', 'ByProduct', '-p', 'least=2', '-f', format, '--dry-run']);
      assert.equal(out, expected);
      assert.match(err, /dry run: nothing was changed outside[\s\S]*would have excel\.write#\d: /);
    });
  }

  test('records come in from a file or standard input, parameters by their type', async () => {
    await writeFile(join(folder, 'in.json'), '[{ "id": 9007199254740993, "tags": ["a"] }]');
    const fromFile = await millrace(['run', 'Take', '--input', 'in.json', '--param', 'on=false']);
    assert.equal(fromFile.out, '{"id":"9007199254740994","tags":["a"],"on":false}\n');
    const fromInput = await millrace(['run', 'Take', '--input', '-', '-p', 'add=10'], {
      input: '{"id":1}\n\n{"id":2}\n',
    });
    assert.equal(fromInput.out, '{"id":11,"tags":null,"on":true}\n{"id":12,"tags":null,"on":true}\n');
  });

  for (const [name, typed, exit, says] of [
    ['a chain that does not exist', ['run', 'ByProdct'], 1, /no chain 'ByProdct'/],
    [
      'a parameter that is not declared',
      ['run', 'ByProduct', '-p', 'leats=1'],
      2,
      /no parameter 'leats'.*\n.*Did you mean 'least'/,
    ],
    ['a parameter without value', ['run', 'ByProduct', '-p', 'least'], 2, /--param is NAME=VALUE/],
    ['a parameter of another type', ['run', 'ByProduct', '-p', 'least=few'], 1, /Expected a whole number.*few/],
    ['records that are not wanted', ['run', 'ByProduct', '-i', 'in.json'], 1, /takes no records/],
    ['records that are missing', ['run', 'Take'], 1, /needs records/],
    ['an input that is not JSON', ['run', 'Take', '-i', 'sales.yaml'], 1, /sales\.yaml, line 1 is not JSON/],
    ['an input that is not there', ['run', 'Take', '-i', 'nothing.json'], 1, /nothing\.json cannot be read/],
    ['a user that does not exist', ['run', 'ByProduct', '--as', 'nobody'], 1, /no user or service account 'nobody'/],
    ['a run that ends invalid', ['run', 'Fails'], 1, /^invalid · [\s\S]*\[cast_failed\]/],
  ] as const) {
    test(`run says what is wrong: ${name}`, async () => {
      const result = await millrace(typed);
      assert.equal(result.exit, exit, result.err);
      assert.match(result.err, says);
    });
  }

  test('a chain with problems is not run, and the command ends with 2', async () => {
    await appendFile(
      join(folder, 'broken.yaml'),
      'kind: chainset\nname: broken\nchains: { A: { steps: [{ uses: filtr, with: { where: x } }] } }\n',
    );
    try {
      const { exit, err } = await millrace(['run', 'broken.A']);
      assert.equal(exit, 2);
      assert.match(err, /has problems: There is no step 'filtr'.*broken\.yaml:3/);
    } finally {
      await rm(join(folder, 'broken.yaml'));
    }
  });

  test('a run is listed, and shown by the end of its id, with steps, log and rejects', async () => {
    assert.equal((await millrace(['run', 'Rejects', '--steps'])).exit, 0);
    const run = await lastRun();
    assert.equal(run.chain, 'more.Rejects');
    assert.match((await millrace(['runs'], { width: 130 })).out, /^run .*\n.*more\.Rejects +cli +ok +1 /);
    const shown = await millrace(['runs', run.id.slice(-10)]);
    assert.match(
      shown.out,
      /more\.Rejects by cli[\s\S]*1 rejected[\s\S]*records#1 +source +done +0 +2[\s\S]*Plan\nchain more\.Rejects/,
    );
    assert.match(
      (await millrace(['logs', run.id])).out,
      /^\S+Z debug more\.Rejects begins as .*\n\S+Z info {2}log#3: m is 1\n\S+Z debug ended ok after /,
    );
    const { out } = await millrace(['logs', run.id, '--rejects']);
    assert.deepEqual((JSON.parse(out) as { record: unknown }).record, { n: 'x' });
    assert.equal((await millrace(['logs', 'ffffffff'])).exit, 1);
  });

  test('state is shown, set and reset', async () => {
    assert.equal((await millrace(['run', 'Watermark'])).out, '{"n":5}\n{"n":7}\n');
    assert.match((await millrace(['state', 'get', 'Watermark'])).out, /since +integer +7 /);
    assert.equal((await millrace(['run', 'Watermark'])).out, '');
    assert.equal((await millrace(['state', 'set', 'Watermark', 'since=6'])).exit, 0);
    assert.equal((await millrace(['run', 'Watermark'])).out, '{"n":7}\n');
    assert.match((await millrace(['state', 'reset', 'Watermark'])).out, /1 value forgotten/);
    assert.match((await millrace(['state', 'get', 'Watermark'])).out, /since +integer +the default/);
    for (const [typed, says] of [
      [['state', 'put', 'Watermark'], /'put' is not get, set or reset/],
      [['state', 'get', 'Fails'], /keeps no state/],
      [['state', 'set', 'Watermark', 'sinc=1'], /Did you mean 'since'/],
      [['state', 'set', 'Watermark', 'since=x'], /whole number/],
    ] as const) {
      assert.match((await millrace(typed)).err, says);
    }
  });

  test('explain and shape show a chain without running it', async () => {
    const { out } = await millrace(['explain', 'ByProduct']);
    assert.match(
      out,
      /^chain sales\.ByProduct[\s\S]*csv\.read[\s\S]*gives \{ product: text, orders: integer, revenue: decimal\(38,2\) \}/,
    );
    assert.match((await millrace(['shape', 'ByProduct'])).out, /^orders {2}id: integer, product: text/);
  });

  test('doctor finds all well, and a connection that does not answer', async () => {
    const well = await millrace(['doctor']);
    assert.equal(well.exit, 0, well.out);
    assert.match(well.out, /ok {3}store +embedded PostgreSQL, \d+ runs/);
    await writeFile(join(folder, 'far.yaml'), 'kind: connection\nname: far\ntype: mongodb\nurl: "${secret.FAR_URL}"\n');
    try {
      const { exit, out } = await millrace(['doctor']);
      assert.notEqual(exit, 0);
      assert.match(
        out,
        /FAIL connection far +The secret FAR_URL has no value\.\n.*by the environment variable FAR_URL/,
      );
    } finally {
      await rm(join(folder, 'far.yaml'));
    }
  });
});
