/** Runs, what they leave and how they are told: a whole server, asked over the wire. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ended, serve, type Served } from './served.ts';
import { files } from './tea-workspace.ts';

let served: Served;
before(async () => {
  served = await serve(files);
});
after(() => served.close());

const endedRun = (id: string) => ended(served.call, id);
const chain = '/api/v1/chainsets/tea/chains/List';

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
    assert.equal((await served.call(`${path}/cancel`, { method: 'POST' })).body.cancelling, false);
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
