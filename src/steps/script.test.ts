/** What a script gets and gives, what becomes of its faults, and which processes it has. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkDefinitions } from '../main/check-definitions.ts';
import { performHere } from '../main/perform-here.fixture.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-script-'));
});
after(() => rm(folder, { recursive: true, force: true }));

type Steps = readonly object[];

function textOf(steps: Steps, chain: object = {}): string {
  const documents = [
    { kind: 'workspace', name: 'w' },
    { kind: 'chainset', name: 't', chains: { Try: { ...chain, steps } } },
  ];
  return documents.map((each) => JSON.stringify(each)).join('\n---\n');
}

const perform = (steps: Steps, request: { id?: string; parameters?: Readonly<Record<string, unknown>> } = {}) =>
  performHere({ folder, text: textOf(steps), request: { chain: 't.Try', ...request } });

const from = (count: number): object => ({ uses: 'records', with: { generate: count } });
const script = (code: string, more: object = {}, step: object = {}): object => ({
  uses: 'script',
  with: { code, ...more },
  ...step,
});

const valuesOfAllTypes = {
  boolean: true,
  text: 'a "quoted" ✓',
  integer: '9007199254740993',
  number: 0.1,
  'decimal(38,2)': '123456789012345678901234567890123456.78',
  date: '2026-03-01',
  time: '08:30:00',
  timestamp: '2026-03-01T08:30:00.123456Z',
  datetime: '2026-03-01T08:30:00',
  interval: 'P1M2DT3S',
  binary: 'AAEC',
  'list(integer)': [1, 2],
  'record{a: text}': { a: 'x' },
  any: { deep: [1, { x: null }] },
};

describe('values', () => {
  for (const [type, value] of Object.entries(valuesOfAllTypes)) {
    test(`${type} goes in and comes out as it was`, async () => {
      const { end, records } = await perform([
        { uses: 'records', with: { columns: { v: type }, records: [{ v: value }, { v: null }] } },
        script('return { v: record.v };'),
      ]);
      assert.equal(end.outcome, 'ok', JSON.stringify(end.problem));
      assert.deepEqual(records, [{ v: value }, { v: null }]);
    });
  }

  test('NaN, undefined and what is missing are null; a bigint is an integer', async () => {
    const { records } = await perform([
      from(1),
      script('return { a: NaN, b: undefined, d: 2n ** 60n };', {
        output: { a: 'number', b: 'text', c: 'text', d: 'integer' },
      }),
    ]);
    assert.deepEqual(records, [{ a: null, b: null, c: null, d: '1152921504606846976' }]);
  });

  test('params are worked out once and frozen', async () => {
    const { end, records } = await perform([
      from(2),
      script(
        'params.list.push(4); return { n: 1 };',
        { params: { list: [1, '=1 + 1'] }, output: { n: 'integer' } },
        { onError: 'reject' },
      ),
    ]);
    assert.deepEqual([end.rejected, records], [2, []]);
  });

  test('order is kept over many batches, in every mode', async () => {
    for (const more of [{}, { mode: 'flat', batch: 7 }, { mode: 'filter' }]) {
      const mode = 'mode' in more ? more.mode : 'map';
      const code = { map: 'return record;', flat: 'return records;', filter: 'return true;' }[mode as 'map'];
      const { records } = await perform([from(5000), script(code, more)]);
      const numbers = records.map((record) => Object.values(record as object)[0] as number);
      assert.equal(numbers.length, 5000);
      assert.ok(
        numbers.every((each, at) => at === 0 || each === numbers[at - 1]! + 1),
        mode,
      );
    }
  });

  test('chance is the same for the same run and another for another', async () => {
    const draw = async (id: string): Promise<unknown> =>
      (
        await performHere({
          folder,
          text: textOf([from(3), script('return { r: Math.random() };', { output: { r: 'number' } })]),
          request: { chain: 't.Try', id, effectId: id },
        })
      ).records;
    assert.deepEqual(await draw('a'), await draw('a'));
    assert.notDeepEqual(await draw('a'), await draw('b'));
  });
});

const faults: readonly [name: string, step: readonly [code: string, more?: object], message: RegExp][] = [
  ['an error has its place', ['const x = 1;\n  null.foo;'], /^Line 2, column 8 of the script: TypeError: Cannot read/],
  ['a text that is thrown', ['throw "no good";'], /^The script: no good$/],
  ['nothing is given', ['record.n;'], /gave nothing \(is a `return` missing\?\)/],
  ['a list is given', ['return [record];'], /gave a list, not a record/],
  ['a record is given for a list', ['return record;', { mode: 'flat' }], /gave a record, not a list of records/],
  ['a field that is not declared', ['return { totl: 1 };', { output: { total: 'number' } }], /'totl'/],
  [
    'a value that does not fit',
    ['return { total: "x" };', { output: { total: 'number' } }],
    /total: Expected a number, but got "x"/,
  ],
  ['a promise', ['return Promise.resolve(record);'], /promise/],
  ['a Map', ['return new Map();'], /plain object/],
  ['a filter that gives a text', ['return "yes";', { mode: 'filter' }], /true or false/],
];

describe('faults', () => {
  for (const [name, [code, more], message] of faults) {
    test(`${name}: the run is invalid, or the record is rejected`, async () => {
      const failed = await perform([from(1), script(code, more)]);
      assert.equal(failed.end.problem?.code, 'evaluation_failed', JSON.stringify(failed.end));
      assert.match(failed.end.problem.message, message);
      const rejected = await perform([from(1), script(code, more, { onError: 'reject' })]);
      assert.deepEqual([rejected.end.outcome, rejected.end.rejected], ['empty', 1]);
    });
  }

  test('onError: skip leaves out what fails, and nothing else', async () => {
    const code = 'if (record.n % 3 === 0) throw new Error("third"); return record;';
    const { end, records } = await perform([
      { uses: 'records', with: { columns: { n: 'integer' }, records: [1, 2, 3, 4].map((n) => ({ n })) } },
      script(code, {}, { onError: 'skip' }),
    ]);
    assert.deepEqual([end.outcome, records], ['ok', [{ n: 1 }, { n: 2 }, { n: 4 }]]);
  });

  test('a run goes on after a script that was ended, where `try` says so', async () => {
    const hopeless = script('for (;;);', { timeout: '100ms' });
    const { end, records } = await perform([
      from(1),
      {
        uses: 'try',
        with: { steps: [hopeless], catch: [script('return { index: 2 };', { output: { index: 'integer' } })] },
      },
    ]);
    assert.equal(end.outcome, 'ok', JSON.stringify(end.problem));
    assert.deepEqual(records, [{ index: 2 }]);
  });
});

const definitions: readonly [name: string, settings: object, code: string, message: RegExp][] = [
  ['a syntax error', { code: 'return {\n  a: ;\n};' }, 'syntax', /^Line 2 of the script: Unexpected token/],
  ['await', { code: 'await record;' }, 'syntax', /await/],
  ['code that leaves its function', { code: '} ; {' }, 'syntax', /Unexpected token/],
  ['an output for a filter', { code: 'return true;', mode: 'filter', output: { n: 'integer' } }, 'no_effect', /filter/],
  ['lists without flat', { code: 'return records;', batch: 2 }, 'no_effect', /flat/],
  ['too little memory', { code: 'return record;', memory: '1mb' }, 'invalid_value', /16mb/],
  ['too much time', { code: 'return record;', timeout: '1d' }, 'invalid_value', /10m/],
  ['too much code', { code: `return record;${' '.repeat(100_001)}` }, 'too_complex', /100000/],
];

describe('definitions', () => {
  for (const [name, settings, code, message] of definitions) {
    test(`${name} is found when the chain is saved`, () => {
      const text = textOf([from(1), { uses: 'script', with: settings }]);
      const { problems } = checkDefinitions(workspaceOf([{ path: 'x.yaml', text }], folder));
      const found = problems.find((problem) => problem.code === code);
      assert.match(found?.message ?? JSON.stringify(problems), message);
    });
  }
});

test('console goes to the log of the run, bounded', async () => {
  const { events } = await perform([
    from(3),
    script(
      'console.warn("at", record, 2n, null, "x".repeat(2000)); for (let i = 0; i < 400; i++) console.log(i); return record;',
    ),
  ]);
  const lines = events.flatMap((event) => (event.kind === 'log' && event.line.step !== undefined ? [event.line] : []));
  assert.equal(lines.filter(({ message }) => /^\d+$/.test(message)).length, 997);
  assert.match(lines[0]?.message ?? '', /^at \{.*\} 2 null x{900,}$/);
  assert.equal(lines[0]?.level, 'warn');
  assert.match(lines.at(-1)?.message ?? '', /may write 1000 lines/);
});
