/** Requests that are wrong, chains, jobs: a whole server, asked over the wire. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ended, serve, type Served } from './served.ts';
import { broken, files } from './tea-workspace.ts';

let served: Served;
before(async () => {
  served = await serve(files);
});
after(() => served.close());

const endedRun = (id: string) => ended(served.call, id);
const chain = '/api/v1/chainsets/tea/chains/List';

describe('what is wrong with a request is said', () => {
  const cases: readonly [
    string,
    string,
    { method?: string; body?: unknown; headers?: Record<string, string> },
    number,
    string,
  ][] = [
    ['broken JSON', `${chain}/run`, { method: 'POST', body: '{"a":' }, 400, 'invalid_input'],
    [
      'a body that is too large',
      `${chain}/run`,
      { method: 'POST', body: { parameters: { x: 'y'.repeat(1_100_000) } } },
      413,
      'too_large',
    ],
    [
      'another media type',
      `${chain}/run`,
      { method: 'POST', body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'wrong_media_type',
    ],
    [
      'a parameter of the wrong type',
      `${chain}/run`,
      { method: 'POST', body: { parameters: { least: 'many' } } },
      422,
      'invalid_input',
    ],
    [
      'a parameter that nobody declared',
      `${chain}/run`,
      { method: 'POST', body: { parameters: { most: 3 } } },
      422,
      'invalid_input',
    ],
    ['a limit that is no number', '/api/v1/runs?limit=all', {}, 422, 'invalid_input'],
    ['an outcome that is none', '/api/v1/runs?outcome=fine', {}, 422, 'invalid_input'],
    ['an unknown chain', '/api/v1/chainsets/tea/chains/Lists', {}, 404, 'not_found'],
    ['an unknown chainset', '/api/v1/chainsets/coffee', {}, 404, 'not_found'],
    ['an unknown job', '/api/v1/jobs/every-evening', {}, 404, 'not_found'],
    ['an unknown run', '/api/v1/runs/01a20740-5133-773d-9002-855b951ba6be', {}, 404, 'not_found'],
    ['a run whose id is none', '/api/v1/runs/latest', {}, 422, 'invalid_input'],
  ];
  for (const [name, path, call, status, code] of cases) {
    test(name, async () => {
      const answer = await served.call(path, call);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      assert.equal(answer.body.code, code);
      assert.equal(answer.body.status, status);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.ok(answer.body.detail.length > 10 && answer.body.request.length > 10);
    });
  }

  test('issues say where', async () => {
    const { body } = await served.call(`${chain}/run`, { method: 'POST', body: { parameters: { least: 'many' } } });
    assert.ok(
      body.issues.some(({ path }: { path: string }) => path.includes('least')),
      JSON.stringify(body.issues),
    );
  });

  test('a near name is suggested', async () => {
    assert.match((await served.call('/api/v1/chainsets/tea/chains/Lists')).body.hint, /List/);
  });
});

describe('chains', () => {
  test('a chain has its parameters with types, its steps, effects and plan', async () => {
    const { body } = await served.call(chain);
    assert.equal(body.name, 'tea.List');
    assert.deepEqual(
      body.parameters.map(({ name, type, optional, defaultNow }: Record<string, unknown>) => ({
        name,
        type,
        optional,
        defaultNow,
      })),
      [
        { name: 'least', type: 'integer', optional: true, defaultNow: 2 },
        { name: 'pin', type: 'text', optional: true, defaultNow: undefined },
      ],
    );
    assert.deepEqual(
      body.pipeline.map(({ uses }: { uses: string }) => uses),
      ['records', 'filter', 'csv.write', 'excel.write', 'email.send'],
    );
    assert.equal(body.pipeline[1].settings.where, 'count >= $least');
    assert.deepEqual(body.output, [
      { name: 'name', type: 'text' },
      { name: 'count', type: 'integer' },
    ]);
    assert.ok(body.effects.some(({ description }: { description: string }) => /mail/.test(description)));
    assert.match(body.plan, /chain tea\.List/);
    assert.deepEqual(body.jobs, ['every-morning']);
    assert.equal(body.runnable, true);
  });

  test('validate says what a text would have wrong, and what is wrong now', async () => {
    const path = '/api/v1/chainsets/tea/validate';
    assert.deepEqual((await served.call(path, { method: 'POST', body: {} })).body.valid, true);
    const { body } = await served.call(path, { method: 'POST', body: { text: broken } });
    assert.equal(body.valid, false);
    const [problem] = body.problems;
    assert.equal(problem.code, 'unknown_field');
    assert.equal(problem.line, 8);
    assert.match(problem.hint, /name/);
  });

  test('after the folder changed, its problems are there and the chain cannot run', async () => {
    await served.rewrite('tea.yaml', broken);
    const { body } = await served.call(chain);
    assert.equal(body.runnable, false);
    assert.equal(body.errors, 1);
    assert.equal(
      (await served.call('/api/v1/workspace')).body.problems.filter(
        ({ severity }: { severity: string }) => severity === 'error',
      ).length,
      1 + 1,
    );
    await served.rewrite('tea.yaml', files['tea.yaml']);
    assert.equal((await served.call(chain)).body.runnable, true);
  });
});

describe('jobs', () => {
  test('a job has its schedule in words, its zone, and its next instants', async () => {
    const { body } = await served.call('/api/v1/jobs/every-morning');
    assert.match(body.schedule, /every day at 08:00/);
    assert.equal(body.zone, 'Asia/Singapore');
    assert.ok(body.next.length >= 3);
    assert.ok(
      body.next.every((at: string) => at.endsWith('T00:00:00.000Z')),
      body.next.join(),
    );
    assert.equal(body.runnable, true);
  });

  test('run now gives a run of the job, with an occurrence that says by hand', async () => {
    const { status, body } = await served.call('/api/v1/jobs/every-morning/trigger', { method: 'POST' });
    assert.equal(status, 202);
    const run = await endedRun(body.run);
    assert.equal(run.trigger.job, 'every-morning');
    assert.equal(run.parameters.least, 1);
    const jobs = (await served.call('/api/v1/jobs')).body.jobs;
    assert.equal(jobs[0].lastRun.id, body.run);
    const { occurrences } = (await served.call('/api/v1/jobs/every-morning/occurrences')).body;
    const own = occurrences.find(({ id }: { id: string }) => id === body.occurrence);
    assert.match(own.origin, /^manual:/);
    assert.equal(own.run, body.run);
  });
});
