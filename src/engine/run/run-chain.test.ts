import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { ConnectionSetOptions } from '../../connectors/connection-set.ts';
import { SharedConnections } from '../../connectors/shared-connections.ts';
import { systemClock } from '../../core/clock.ts';
import { silentLogger } from '../../core/logger.ts';
import { checkDefinitions } from '../../main/check-definitions.ts';
import { chainText, problemsOf, runText } from '../../main/run-text.fixture.ts';
import { workspaceOf } from '../../model/definitions/load-workspace.ts';
import { localAdministrator } from '../../model/principal.ts';
import { completeRequest } from './run-values.ts';

const threeRecords = `- uses: records
  with: { records: [{ n: 1 }, { n: 2 }, { n: 3 }] }
`;

describe('how a run ends', () => {
  const cases: { name: string; text: string; outcome: string; code?: string; step?: string }[] = [
    { name: 'with records it is ok', text: chainText(threeRecords), outcome: 'ok' },
    {
      name: 'without records it is empty',
      text: chainText(`${threeRecords}- uses: filter\n  with: { where: n > 5 }\n`),
      outcome: 'empty',
    },
    {
      name: 'a failing expression is invalid and names its step',
      text: chainText(
        `${threeRecords}- id: cast\n  uses: derive\n  with: { compute: { d: "('x' || n::text)::integer" } }\n`,
      ),
      outcome: 'invalid',
      code: 'cast_failed',
      step: 'cast',
    },
    {
      name: 'a failing expression that nobody reads is no failure',
      text: chainText(
        `${threeRecords}- uses: derive\n  with: { compute: { d: "('x' || n::text)::integer" } }\n- uses: select\n  with: { fields: [n] }\n`,
      ),
      outcome: 'ok',
    },
    {
      name: 'a parameter that is missing is invalid',
      text: chainText(threeRecords, 'params: { day: date }\n'),
      outcome: 'invalid',
      code: 'invalid_input',
    },
    {
      name: 'a file that is missing is not-found',
      text: chainText('- uses: csv.read\n  with: { file: data/no.csv, columns: { a: text } }\n'),
      outcome: 'not-found',
      code: 'file_not_found',
    },
    {
      name: 'a path out of the workspace is denied',
      text: chainText('- uses: csv.read\n  with: { file: data/../../secret.csv, columns: { a: text } }\n'),
      outcome: 'denied',
      code: 'file_outside',
    },
    {
      name: 'a path out of data/ to what stands beside it is denied',
      text: chainText('- uses: csv.read\n  with: { file: data/../.millrace/password.csv, columns: { a: text } }\n'),
      outcome: 'denied',
      code: 'file_outside',
    },
    {
      name: 'a pattern that leads out of data/ is denied',
      text: chainText('- uses: csv.read\n  with: { file: "data/../.millrace/*.csv", columns: { a: text } }\n'),
      outcome: 'denied',
      code: 'file_outside',
    },
    {
      name: 'a file to write over what stands beside data/ is denied',
      text: chainText(`${threeRecords}- uses: csv.write\n  with: { file: data/../t.yaml }\n`),
      outcome: 'denied',
      code: 'file_outside',
    },
  ];
  for (const { name, text, outcome, code, step } of cases) {
    test(name, async (t) => {
      const { end } = await runText(t, text, { files: { '.millrace/password.csv': 'a\n' } });
      assert.equal(end.outcome, outcome, end.problem?.message);
      assert.equal(end.problem?.code, code);
      if (step !== undefined) assert.equal(end.problem?.step, step);
    });
  }

  test('what cannot be closed afterwards is told and changes nothing', async (t) => {
    class Unclosable extends SharedConnections {
      override forRun(options: ConnectionSetOptions): ReturnType<SharedConnections['forRun']> {
        return { ...super.forRun(options), close: () => Promise.reject(new Error('the lock is held')) };
      }
    }
    const connections = new Unclosable({ clock: systemClock, logger: silentLogger });
    const { end, events } = await runText(t, chainText(threeRecords), { machine: { connections } });
    assert.equal(end.outcome, 'ok');
    const said = events.flatMap((event) =>
      event.kind === 'log' && event.line.level === 'warn' ? [event.line.message] : [],
    );
    assert.deepEqual(said, ['Something of the run could not be closed: the lock is held']);
  });

  test('a time limit ends it as timeout', async (t) => {
    const { end } = await runText(
      t,
      chainText('- uses: records\n  with: { generate: 100000000 }\n- uses: filter\n  with: { where: index < 0 }\n'),
      { timeout: 60 },
    );
    assert.equal(end.outcome, 'timeout');
  });

  test('a cancel ends it as cancelled, soon', async (t) => {
    const stop = new AbortController();
    const running = runText(
      t,
      chainText('- uses: records\n  with: { generate: 100000000 }\n- uses: filter\n  with: { where: index < 0 }\n'),
      { signal: stop.signal },
    );
    setImmediate(() => stop.abort());
    const { end } = await running;
    assert.equal(end.outcome, 'cancelled');
    assert.ok(end.duration < 4000);
  });

  test('out of its memory where nothing can spill, it is failed with a limit that names the step', async (t) => {
    const text = chainText(
      '- uses: records\n  with: { generate: 200000, compute: { a: "index::decimal", b: index } }\n- id: all\n  uses: sort\n  with: { by: [b desc] }\n',
    );
    const { end } = await runText(t, text, { memory: 1024 * 1024 });
    assert.equal(end.outcome, 'failed', end.problem?.message);
    assert.equal(end.problem?.code, 'limit');
    assert.equal(end.problem?.step, 'all');
  });
});

test('a null that somebody gives for a parameter with a default stays one, also once the request is complete', async (t) => {
  const text = chainText(
    '- uses: records\n  with: { records: [{ n: 1 }] }\n- uses: derive\n  with: { compute: { p: $p } }\n',
    'params: { p: { type: text, optional: true, default: A } }\n',
  );
  const { chain } = checkDefinitions(workspaceOf([{ path: 't.yaml', text }])).chains.get('t.Test') ?? {};
  assert.ok(chain !== undefined);
  for (const [parameters, p] of [
    [{}, 'A'],
    [{ p: null }, null],
  ] as const) {
    const trigger = { kind: 'test' as const };
    const request = { id: 'r', effectId: 'r', chain: 't.Test', principal: localAdministrator, trigger, dryRun: false };
    const complete = completeRequest(chain, { ...request, parameters, zone: 'UTC', now: 0 });
    const { records } = await runText(t, text, { request: { parameters: complete.parameters } });
    assert.deepEqual(records, [{ n: 1, p }]);
  }
});

describe('what a chain keeps from run to run', () => {
  const text = chainText(threeRecords, 'state: { last: { type: integer, default: 0, save: max(n) } }\n');

  test('is given with the end of a run', async (t) => {
    assert.deepEqual((await runText(t, text)).end.state, { last: 3 });
  });

  test('is not given by a dry run, which has done nothing', async (t) => {
    assert.equal((await runText(t, text, { request: { dryRun: true } })).end.state, undefined);
  });
});

test('a parameter within a function that DuckDB has not does not keep a chain out of it', async (t) => {
  const { end, records } = await runText(
    t,
    chainText(
      `- { uses: records, with: { generate: 140000, compute: { n: index, at: "'2026-03-01T00:00:00Z'::timestamp + make_interval(0, 0, index)" } } }
- { uses: filter, with: { where: "at >= start_of($day, @zone) and at < start_of($day + 1, @zone)" } }
- { uses: sort, with: { by: [n desc] } }
`,
      'params: { day: date }\n',
    ),
    { request: { parameters: { day: '2026-03-02' } } },
  );
  assert.equal(end.steps.find(({ step }) => step === 'sort#3')?.engine, 'vector');
  assert.deepEqual([records.length, records[0]], [82_401, { n: 140_000, at: '2026-03-02T14:53:20Z' }]);
});

describe('sinks', () => {
  test('finish before a later step acts on the outside world', async (t) => {
    let file = '';
    let there: boolean | undefined;
    const server = createServer((request, response) => {
      there = existsSync(file);
      request.resume();
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const text = chainText(`- uses: records
  with: { generate: 30000, compute: { n: index } }
- uses: csv.write
  with: { file: data/out.csv }
- uses: http.send
  with: { url: "http://127.0.0.1:${(server.address() as AddressInfo).port}/", each: once, body: done }
`);
    const { end } = await runText(t, text, { begins: (folder) => (file = path.join(folder, 'data/out.csv')) });
    assert.equal(end.outcome, 'ok', end.problem?.message);
    assert.equal(end.records, 30_000);
    assert.equal(there, true);
  });

  test('finish inside of nested steps too, when what follows has enough', async (t) => {
    const text = chainText(`- uses: records
  with: { generate: 5000, compute: { n: index } }
- uses: branch
  with: { cases: [{ when: n > 0, steps: [{ uses: csv.write, with: { file: data/out.csv } }] }] }
- uses: limit
  with: { count: 1 }
`);
    const { end, left } = await runText(t, text);
    assert.equal(end.outcome, 'ok', end.problem?.message);
    assert.deepEqual(left, ['data/out.csv']);
  });

  test('leave nothing under a final name when the run fails', async (t) => {
    const text = chainText(
      `- uses: records\n  with: { generate: 5000, compute: { n: index } }\n- uses: derive\n  with: { compute: { bad: "case when n = 4000 then ('x' || n::text)::integer else n end" } }\n- uses: csv.write\n  with: { file: data/out.csv }\n`,
    );
    const { end, left } = await runText(t, text);
    assert.equal(end.outcome, 'invalid');
    assert.deepEqual(left, []);
  });

  test('do nothing in a dry run but say what they would', async (t) => {
    const { end, left, events } = await runText(
      t,
      chainText(`${threeRecords}- uses: csv.write\n  with: { file: data/out.csv }\n`),
      { request: { dryRun: true } },
    );
    assert.equal(end.outcome, 'ok');
    assert.ok(!left.includes('data/out.csv'));
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'effect' ? [event.effect.performed] : [])),
      [false],
    );
  });

  test('with whenEmpty: skip are not asked when nothing comes', async (t) => {
    const text = (whenEmpty: string) =>
      chainText(
        `${threeRecords}- uses: filter\n  with: { where: n > 9 }\n- uses: csv.write\n  whenEmpty: ${whenEmpty}\n  with: { file: data/out.csv }\n`,
      );
    assert.deepEqual((await runText(t, text('skip'))).left, []);
    assert.deepEqual((await runText(t, text('run'))).left, ['data/out.csv']);
  });
});

test('steps inside of one query of DuckDB say that they were not counted', async (t) => {
  const text = chainText(`- uses: parquet.read
  with: { file: data/numbers.parquet, columns: { n: integer } }
- uses: filter
  with: { where: n % 2 = 0 }
- uses: aggregate
  with: { compute: { count: count() } }
`);
  const write = chainText(
    '- uses: records\n  with: { generate: 100, compute: { n: index } }\n- uses: parquet.write\n  with: { file: data/numbers.parquet }\n',
  );
  const { folder } = await runText(t, write);
  const { end, records } = await runText(t, text, {
    begins: (here) => {
      mkdirSync(path.join(here, 'data'));
      copyFileSync(path.join(folder, 'data/numbers.parquet'), path.join(here, 'data/numbers.parquet'));
    },
  });
  assert.deepEqual(records, [{ count: 50 }]);
  assert.deepEqual(
    end.steps.map(({ uses, uncounted, recordsOut }) => [uses, uncounted === true ? 'not counted' : recordsOut]),
    [
      ['parquet.read', 'not counted'],
      ['filter', 'not counted'],
      ['aggregate', 1],
    ],
  );
});

describe('nested steps', () => {
  test('branch brings all records together again, far beyond its buffers', async (t) => {
    const text = chainText(`- uses: records
  with: { generate: 50000, compute: { n: index } }
- uses: branch
  with:
    cases:
      - { when: n % 3 = 0, steps: [{ uses: sort, with: { by: [n desc] } }] }
      - { when: n % 3 = 1, steps: [{ uses: derive, with: { compute: { n: n * -1 } } }] }
- uses: aggregate
  with: { compute: { count: count(), sum: sum(n) } }
`);
    const { records } = await runText(t, text);
    let sum = 0;
    for (let n = 1; n <= 50_000; n += 1) sum += n % 3 === 1 ? -n : n;
    assert.deepEqual(records, [{ count: 50_000, sum }]);
  });

  test('a failure in one way of a branch ends the run with its cause', async (t) => {
    const text = chainText(
      `${threeRecords}- uses: branch\n  with: { cases: [{ when: n = 2, steps: [{ id: bad, uses: derive, with: { compute: { n: "('x' || n::text)::integer" } } }] }] }\n`,
    );
    const { end } = await runText(t, text);
    assert.equal(end.problem?.code, 'cast_failed');
    assert.equal(end.problem?.step, 'bad');
  });

  test('chain.call for each record gets its parameters from the record', async (t) => {
    const text = `kind: chainset
name: t
chains:
  Double:
    params: { n: integer }
    steps: [{ uses: records, with: { columns: { twice: integer }, records: [{ twice: "=$n * 2" }] } }]
  Test:
    steps:
      - { uses: records, with: { records: [{ n: 1 }, { n: 2 }] } }
      - { uses: chain.call, with: { chain: Double, each: record, with: { n: =n } } }
`;
    assert.deepEqual((await runText(t, text)).records, [{ twice: 2 }, { twice: 4 }]);
  });

  test('chains that call each other are a problem that shows the circle', () => {
    const text = `kind: chainset
name: t
chains:
  A: { steps: [{ uses: chain.call, with: { chain: B } }] }
  B: { steps: [{ uses: chain.call, with: { chain: A } }] }
`;
    assert.ok(
      problemsOf(text).some((line) => line.includes('t.A -> t.B -> t.A')),
      problemsOf(text).join('\n'),
    );
  });
});

describe('state', () => {
  const text = chainText(
    '- uses: records\n  with: { records: [{ n: 1 }, { n: 5 }, { n: 3 }] }\n- uses: filter\n  with: { where: n > @state.since }\n',
    'state: { since: { type: integer, default: 0, save: max(n) } }\n',
  );

  test('begins with the default and gives what is to be saved', async (t) => {
    assert.deepEqual((await runText(t, text)).end.state, { since: 5 });
  });

  test('goes on from what was saved, and keeps it when nothing is new', async (t) => {
    const { end, records } = await runText(t, text, { request: { state: { since: 5 } } });
    assert.deepEqual(records, []);
    assert.deepEqual(end.state, { since: 5 });
  });
});

test('secrets of a connection are in no event, problem or end of a run', async (t) => {
  const canary = 'canary-5a1fe3';
  const text = `kind: connection
name: api
type: http
url: "http://127.0.0.1:1/"
token: "\${secret.TOKEN}"
---
kind: chainset
name: t
chains:
  Test:
    steps:
      - { uses: http.request, with: { connection: api, url: "say/${canary}", map: { a: "body::text" } } }
`;
  const { end, events } = await runText(t, text, { machine: { environment: { TOKEN: canary } } });
  assert.equal(end.outcome, 'upstream');
  assert.ok(!JSON.stringify([end, events]).includes(canary));
});
