/** The API as callers meet it: a whole server, asked over the wire. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ended, ownRequest, serve, type Served, signIn } from './served.fixture.ts';

const files = {
  'workspace.yaml': `
kind: workspace
name: mill
zone: Asia/Singapore
locale: en-SG
---
kind: connection
name: mail
type: smtp
url: file
`,
  'tea.yaml': `
kind: chainset
name: tea
description: About tea
chains:
  List:
    description: Lists teas.
    params:
      least: { type: integer, default: 2, min: 0, description: At least so many }
      pin: { type: text, optional: true, sensitive: true }
    output: { name: text, count: integer }
    steps:
      - id: teas
        uses: records
        with: { columns: { name: text, count: integer }, records: [{ name: oolong, count: 3 }, { name: sencha, count: 1 }, { name: "+1", count: 12 }] }
      - uses: filter
        with: { where: count >= $least }
      - uses: csv.write
        with: { file: "teas.csv" }
      - uses: excel.write
        with: { file: "teas.xlsx", columns: { count: { format: "#,##0.00" } } }
      - uses: email.send
        with: { connection: mail, to: [ada@example.com], subject: "Teas", body: "**\${count()}** teas.", attach: ["teas.csv"] }
  Slow:
    steps:
      - { uses: records, with: { generate: 900000000 } }
      - { uses: derive, with: { compute: { n: index * 2 } } }
      - { uses: aggregate, with: { compute: { n: count() } } }
  Picky:
    steps:
      - uses: records
        with: { columns: { n: text }, records: [{ n: "1" }, { n: one }, { n: "2" }] }
      - { uses: derive, onError: reject, with: { compute: { m: cast(n as integer) } } }
`,
  'jobs.yaml': `
kind: job
name: every-morning
description: Teas before breakfast.
chain: tea.List
schedule: { cron: "0 8 * * *" }
params: { least: 1 }
`,
};

const broken = `
kind: chainset
name: tea
chains:
  List:
    steps:
      - { uses: records, with: { columns: { name: text }, records: [] } }
      - { uses: filter, with: { where: nmae = 'x' } }
`;

let served: Served;
before(async () => {
  served = await serve(files);
});
after(() => served.close());

const endedRun = (id: string) => ended(served.call, id);
const chain = '/api/v1/chainsets/tea/chains/List';

describe('who may come in', () => {
  const open = new Set(['/api/v1/openapi.json', '/health', '/ready', '/metrics']);

  test('every route but the few public ones refuses a caller without a session', async () => {
    const { body } = await served.anonymously('/api/v1/openapi.json');
    const routes = Object.entries<Record<string, unknown>>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
    );
    assert.ok(routes.length >= 22, `only ${routes.length} routes`);
    for (const { path, method } of routes) {
      const isSignIn = path === '/api/v1/session' && method === 'POST';
      if (open.has(path) || isSignIn) continue;
      const filled = path
        .replaceAll(/\{(run|mail)\}/g, '01a20740-5133-773d-9002-855b951ba6be')
        .replaceAll(/\{\w+\}/g, 'x');
      const answer = await served.anonymously(filled, {
        method,
        headers: ownRequest,
        ...(method === 'POST' ? { body: {} } : {}),
      });
      assert.equal(answer.status, 401, `${method} ${path}`);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.equal(answer.body.code, 'unauthenticated');
    }
  });

  test('an unknown address of the API tells nothing to strangers and not_found to others', async () => {
    assert.equal((await served.anonymously('/api/v1/secrets')).status, 401);
    const { status, body } = await served.call('/api/v1/secrets');
    assert.equal(status, 404);
    assert.equal(body.code, 'not_found');
  });

  test('a link works once, and looking at its page uses nothing up', async () => {
    const link = await served.newLink();
    await served.anonymously(new URL(link).pathname, { headers: { accept: 'text/html' } });
    const cookie = await signIn(served.address, link);
    assert.match(cookie, /^millrace=[\w-]{43}$/);
    const token = new URL(link).hash.slice(1);
    const again = await served.anonymously('/api/v1/session', { method: 'POST', body: { token }, headers: ownRequest });
    assert.equal(again.status, 401);
    assert.equal(again.body.code, 'bad_credentials');
    assert.equal(again.headers.get('set-cookie'), null);
  });

  test('the cookie is out of reach of scripts and of other sites', async () => {
    const token = new URL(await served.newLink()).hash.slice(1);
    const { headers } = await served.anonymously('/api/v1/session', {
      method: 'POST',
      body: { token },
      headers: ownRequest,
    });
    assert.match(headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Lax/);
  });

  test('signing out ends the session, also for those who kept the cookie', async () => {
    const cookie = await signIn(served.address, await served.newLink());
    const asked = { headers: { cookie, ...ownRequest } };
    assert.equal((await served.anonymously('/api/v1/session', asked)).body.name, 'Administrator');
    assert.equal((await served.anonymously('/api/v1/session', { method: 'DELETE', ...asked })).status, 204);
    assert.equal((await served.anonymously('/api/v1/session', asked)).status, 401);
  });

  const origins: readonly [string, Record<string, string>, number][] = [
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site', 'x-millrace-request': '1' }, 403],
    ['a sister site, as the browser says', { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin, of an older browser', { origin: 'https://evil.example' }, 403],
    ['an origin that is none', { origin: 'null' }, 403],
    ['a program that does not say that it means it', {}, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 202],
  ];
  for (const [name, headers, status] of origins) {
    test(`what changes something is refused or not by where it comes from: ${name}`, async () => {
      const { cookie } = served;
      const answer = await served.anonymously(`${chain}/run`, {
        method: 'POST',
        body: { dryRun: true },
        headers: { cookie, ...headers },
      });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      if (status === 403) assert.equal(answer.body.code, 'csrf');
    });
  }

  test('too many tries with links are slowed down', async () => {
    const tries = Array.from({ length: 25 }, () =>
      served.anonymously('/api/v1/session', { method: 'POST', body: { token: 'no' }, headers: ownRequest }),
    );
    const slowed = (await Promise.all(tries)).filter(({ status }) => status === 429);
    assert.ok(slowed.length > 0);
    assert.equal(slowed[0]?.body.code, 'rate_limited');
    assert.match(slowed[0]?.headers.get('retry-after') ?? '', /^\d+$/);
  });

  test('metrics are for this machine, but not for a page whose name points here', async () => {
    assert.equal((await served.anonymously('/metrics')).status, 200);
    assert.equal((await served.anonymously('/metrics', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status, 401);
  });

  test('every answer has strict headers', async () => {
    const { headers } = await served.anonymously('/health');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!/script-src[^;]*unsafe/.test(policy));
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });
});

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

describe('runs', () => {
  test('a run is accepted with its place, and ends with counters, files and a mail', async () => {
    const started = await served.call(`${chain}/run`, { method: 'POST', body: { parameters: { pin: '1234' } } });
    assert.equal(started.status, 202);
    assert.equal(started.headers.get('location'), `/api/v1/runs/${started.body.id}`);
    const run = await endedRun(started.body.id);
    assert.equal(run.outcome, 'ok', JSON.stringify(run.problems));
    assert.equal(run.records, 2);
    assert.deepEqual(
      run.steps.map(({ recordsOut }: { recordsOut: number }) => recordsOut),
      [3, 2, 2, 2, 2],
    );
    assert.deepEqual(run.files.map(({ name }: { name: string }) => name).sort(), ['teas.csv', 'teas.xlsx']);
    assert.deepEqual(run.parameters, { least: 2, pin: '•••' }, 'a sensitive parameter is masked');
    assert.deepEqual(run.principal, { kind: 'user', id: run.principal.id, name: 'Administrator' });
    assert.ok(run.startedAt >= run.queuedAt && run.endedAt >= run.startedAt);
  });

  test('files come as downloads that no browser runs', async () => {
    const run = await served.run('tea', 'List');
    const path = `/api/v1/runs/${run.id}/files/teas.csv`;
    const { status, headers, body } = await served.call(path);
    assert.equal(status, 200);
    assert.equal(headers.get('content-disposition'), `attachment; filename="teas.csv"; filename*=UTF-8''teas.csv`);
    assert.match(headers.get('content-security-policy') ?? '', /sandbox/);
    assert.match(body, /^name,count\r?\noolong,3/);
    const etag = headers.get('etag') ?? '';
    assert.equal((await served.call(path, { headers: { 'if-none-match': etag } })).status, 304);
    for (const name of ['..%2F..%2Fetc%2Fpasswd', 'none.csv', '%2Fetc%2Fpasswd']) {
      const missing = await served.call(`/api/v1/runs/${run.id}/files/${name}`);
      assert.equal(missing.status, 404, name);
      assert.match(missing.body.hint, /teas\.csv/);
    }
  });

  const previews: readonly [string, readonly unknown[]][] = [
    [
      'teas.csv',
      [
        ['oolong', '3'],
        [/^'?\+1$/, '12'],
      ],
    ],
    [
      'teas.xlsx',
      [
        ['oolong', '3.00'],
        [/^'?\+1$/, '12.00'],
      ],
    ],
  ];
  for (const [name, rows] of previews) {
    test(`the first rows of ${name} are shown as the file shows them`, async () => {
      const run = await served.run('tea', 'List');
      const { status, body } = await served.call(`/api/v1/runs/${run.id}/files/${name}/preview`);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(body.columns, [
        { name: 'name', numeric: false },
        { name: 'count', numeric: true },
      ]);
      assert.equal(body.more, false);
      body.rows.forEach((row: readonly string[], at: number) =>
        row.forEach((cell, column) => {
          const wanted = (rows[at] as readonly unknown[])[column];
          if (wanted instanceof RegExp) assert.match(cell, wanted);
          else assert.equal(cell, wanted);
        }),
      );
      const first = await served.call(`/api/v1/runs/${run.id}/files/${name}/preview?rows=1`);
      assert.equal(first.body.rows.length, 1);
      assert.equal(first.body.more, true);
    });
  }

  test('a mail that was kept can be read, and is never run', async () => {
    const run = await served.run('tea', 'List');
    const { body } = await served.call(`/api/v1/mails?run=${run.id}`);
    assert.equal(body.mails.length, 1);
    const [mail] = body.mails;
    assert.equal(mail.state, 'kept');
    assert.equal(mail.subject, 'Teas');
    assert.equal(mail.to, 'ada@example.com');
    const read = (await served.call(`/api/v1/mails/${mail.id}`)).body;
    assert.match(read.text, /2.* teas/);
    assert.match(read.html, /<strong>2<\/strong>/);
    assert.deepEqual(
      read.parts.map(({ name }: { name: string }) => name),
      ['teas.csv'],
    );
    const source = await served.call(`/api/v1/mails/${mail.id}/source`);
    assert.equal(source.headers.get('content-type'), 'message/rfc822');
    assert.match(source.body, /^Subject: Teas\r?$/m);
  });

  test('a dry run changes nothing outside and shows what it would have done', async () => {
    const run = await served.run('tea', 'List', { dryRun: true });
    assert.equal(run.dryRun, true);
    assert.deepEqual((await served.call(`/api/v1/mails?run=${run.id}`)).body.mails, []);
    assert.ok(
      run.effects.some(
        ({ uses, performed }: { uses: string; performed: boolean }) => uses === 'email.send' && !performed,
      ),
    );
  });

  test('rejected records are listed with their reason', async () => {
    const run = await served.run('tea', 'Picky');
    assert.equal(run.rejected, 1);
    const { body } = await served.call(`/api/v1/runs/${run.id}/rejects`);
    assert.deepEqual(
      body.rejects.map(({ record }: { record: unknown }) => record),
      [{ n: 'one' }],
    );
    assert.ok(body.rejects[0].reason.length > 5);
  });

  test('a run can be stopped; one that has ended says so', async () => {
    const started = await served.call('/api/v1/chainsets/tea/chains/Slow/run', { method: 'POST', body: {} });
    const path = `/api/v1/runs/${started.body.id}`;
    while ((await served.call(path)).body.state === 'queued') await pause(20);
    const stopped = await served.call(`${path}/cancel`, { method: 'POST' });
    assert.equal(stopped.status, 202);
    assert.equal(stopped.body.cancelling, true);
    assert.equal((await endedRun(started.body.id)).outcome, 'cancelled');
    const done = await served.run('tea', 'Picky');
    assert.equal((await served.call(`/api/v1/runs/${done.id}/cancel`, { method: 'POST' })).body.cancelling, false);
  });

  test('the list pages by key, filters, and says how many there are', async () => {
    for (let at = 0; at < 3; at++) await served.run('tea', 'Picky');
    const first = (await served.call('/api/v1/runs?chain=tea.Picky&limit=2')).body;
    assert.equal(first.runs.length, 2);
    assert.ok(first.total >= 3);
    const next = (await served.call(`/api/v1/runs?chain=tea.Picky&limit=2&before=${first.next}`)).body;
    assert.ok(next.runs.every(({ id }: { id: string }) => id < first.next));
    assert.ok(next.runs.every((run: { chain: string }) => run.chain === 'tea.Picky'));
    const cancelled = (await served.call('/api/v1/runs?outcome=cancelled')).body;
    assert.ok(cancelled.runs.every(({ outcome }: { outcome: string }) => outcome === 'cancelled'));
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

/** An event of the stream. */
interface Told {
  readonly name: string;
  readonly data: {
    readonly run: string;
    readonly state?: string;
    readonly outcome?: string;
    readonly steps?: readonly unknown[];
  };
}

/** Opens the stream; who stops reading closes it. */
async function openStream({ address, cookie }: Served): Promise<AsyncIterable<Told>> {
  const response = await fetch(`${address}/api/v1/events`, { headers: { cookie } });
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(response.headers.get('x-accel-buffering'), 'no');
  return (async function* () {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        if (name !== undefined && data !== undefined) yield { name, data: JSON.parse(data) };
      }
    }
  })();
}

describe('what moves', () => {
  test('the stream tells a run from its start to its end, with counters on the way', async () => {
    const stream = await openStream(served);
    const started = await served.call('/api/v1/chainsets/tea/chains/Slow/run', { method: 'POST', body: {} });
    assert.equal(started.status, 202, JSON.stringify(started.body));
    const own: Told[] = [];
    for await (const told of stream) {
      if (told.data.run !== started.body.id) continue;
      own.push(told);
      if (told.name === 'progress') await served.call(`/api/v1/runs/${started.body.id}/cancel`, { method: 'POST' });
      if (told.data.state === 'ended') break;
    }
    assert.deepEqual(own.find(({ name }) => name === 'progress')?.data.steps?.length, 3);
    const states = own.filter(({ name }) => name === 'state').map(({ data }) => data);
    assert.deepEqual(states.map(({ state }) => state).slice(-2), ['running', 'ended']);
    assert.equal(states.at(-1)?.outcome, 'cancelled');
  });

  test('metrics count runs by chain, context and outcome', async () => {
    await served.run('tea', 'Picky');
    let text = '';
    for (let tries = 0; tries < 50 && !/millrace_runs_total\{chain="tea.Picky"/.test(text); tries++) {
      text = (await served.anonymously('/metrics')).body;
      await pause(20);
    }
    assert.match(text, /millrace_runs_total\{chain="tea\.Picky",context="manual",outcome="ok"\} \d/);
    assert.match(text, /millrace_run_duration_seconds_bucket/);
    assert.match(text, /nodejs_eventloop_lag/);
    assert.match(text, /process_resident_memory_bytes/);
  });

  test('health answers anybody, and readiness says which parts are well', async () => {
    assert.equal((await served.anonymously('/health')).body.live, true);
    const { status, body } = await served.anonymously('/ready');
    assert.equal(status, 200);
    assert.ok(body.parts.length > 0 && body.parts.every(({ healthy }: { healthy: boolean }) => healthy));
  });
});

describe('an end', () => {
  test('a server with an open stream closes within seconds', async () => {
    const other = await serve({ 'workspace.yaml': 'kind: workspace\nname: other\n' });
    const response = await fetch(`${other.address}/api/v1/events`, { headers: { cookie: other.cookie } });
    const read = response.text();
    const began = process.hrtime.bigint();
    await other.close();
    assert.ok(process.hrtime.bigint() - began < 5_000_000_000n);
    assert.match(await read, /retry/);
  });
});
