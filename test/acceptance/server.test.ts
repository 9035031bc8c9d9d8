/** The server as a process: signing in, the report by the API, a job by hand, cancel, `kill -9` and an orderly end. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { expectedSales } from './expected-sales.ts';
import {
  type Caller,
  ended,
  redeem,
  type RunAnswer,
  type ServerProcess,
  signIn,
  startServer,
  until,
} from './server.ts';
import { copyShop, createCleanUp, millrace, runIdOf } from './shop.ts';
import { readWorkbook } from './workbook.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

const slow = `
kind: chainset
name: slow
chains:
  Count:
    description: Busy for hours, without any effect.
    steps:
      - { uses: records, with: { generate: 9000000000 } }
      - { uses: derive, with: { compute: { n: index * 2 } } }
      - { uses: aggregate, with: { compute: { n: count() } } }
  Mails:
    description: A mail for each record, for hours.
    steps:
      - { uses: records, with: { generate: 9000000000 } }
      - { uses: email.send, with: { connection: mail, each: record, to: "ada@example.com", subject: "No \${index}", body: Hello } }
`;

const environment = { MILLRACE_CONCURRENCY: '2', MILLRACE_STOP_GRACE: '2', MILLRACE_LOG_LEVEL: 'warn' };

/** The processes of a process group, those of PostgreSQL not among them: they have sessions of their own. */
async function groupOf(pid: number): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(group) === pid && state !== 'Z') found.push(entry);
  }
  return found;
}

/** The process that has worked the longest. */
async function busiestOf(pids: readonly string[]): Promise<number> {
  const worked = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { pid: Number(pid), time: Number(fields[11]) + Number(fields[12]) };
    }),
  );
  return worked.reduce((most, one) => (one.time > most.time ? one : most)).pid;
}

async function postmasterOf(folder: string): Promise<number> {
  const { pid } = JSON.parse(await readFile(join(folder, '.millrace', 'postgres.json'), 'utf8')) as { pid: number };
  return pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a server', () => {
  let folder: string;
  let server: ServerProcess;
  let person: Caller;
  const startAgain = () => startServer(folder, { environment, add: cleanUp.add });
  const start = async (chain: string, parameters = {}): Promise<string> => {
    const [set, name] = chain.split('.');
    const answer = await person.post<RunAnswer>(`/chainsets/${set}/chains/${name}/run`, { parameters });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return answer.body.id;
  };
  const running = (run: string) =>
    until(`${run} runs`, async () => {
      const { body } = await person.get<RunAnswer & { steps: { recordsOut: number }[] }>(`/runs/${run}`);
      return body.state === 'running' && body.steps.some(({ recordsOut }) => recordsOut > 0);
    });

  before(async () => {
    folder = await copyShop(cleanUp);
    await writeFile(join(folder, 'slow.yaml'), slow);
    server = await startAgain();
  });

  test('lets somebody in by its link, once, and nobody without', async () => {
    assert.equal((await fetch(`${server.address}/api/v1/runs`)).status, 401);
    person = await signIn(server);
    assert.equal((await person.get('/session')).status, 200);
    const again = await redeem(server.address, server.link);
    assert.equal(again.status, 401);
    assert.equal(again.headers.getSetCookie().length, 0);
    const problem = (await again.json()) as { code: string };
    assert.equal(problem.code, 'bad_credentials');
  });

  test('makes the report; its workbook can be downloaded, and the numbers are right', async () => {
    const run = await ended(person, await start('sales.GenerateDailySalesReport'));
    assert.equal(run.outcome, 'ok', JSON.stringify(run.problems));
    const [file] = run.files;
    const bytes = await person.bytes(`/runs/${run.id}/files/${encodeURIComponent(file?.name ?? '')}`);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), file?.sha256);
    const lines = readWorkbook(bytes).rows.slice(1, -1);
    assert.deepEqual(
      lines.map(([category, revenue, orders]) => ({ category, revenue, orders: Number(orders) })),
      expectedSales(1),
    );
    const { body } = await person.get<{ mails: { to: string; state: string }[] }>(`/mails?run=${run.id}`);
    assert.deepEqual(
      body.mails.map(({ to, state }) => [to, state]),
      [['management@example.com', 'kept']],
    );
  });

  test('refuses a parameter that is not one, while the caller waits', async () => {
    const { status, body } = await person.post<{ code: string; issues: { path: string }[] }>(
      '/chainsets/sales/chains/GenerateDailySalesReport/run',
      { parameters: { day: 'tomorrow' } },
    );
    assert.equal(status, 422);
    assert.equal(body.code, 'invalid_input');
    assert.match(JSON.stringify(body.issues), /day/);
  });

  test('starts a job by hand and notes it in the ledger', async () => {
    const { status, body } = await person.post<{ occurrence: string; run?: string }>('/jobs/sync-prices/trigger');
    assert.equal(status, 202);
    let occurrence: { state: string; run?: string } | undefined;
    await until('the occurrence ends', async () => {
      const page = await person.get<{ occurrences: { id: string; state: string; run?: string }[] }>(
        '/jobs/sync-prices/occurrences',
      );
      occurrence = page.body.occurrences.find(({ id }) => id === body.occurrence);
      return occurrence?.state === 'succeeded' || occurrence?.state === 'failed';
    });
    assert.equal(occurrence?.state, 'succeeded');
    const run = await ended(person, occurrence?.run ?? '');
    assert.equal(run.outcome, 'ok');
    assert.equal(run.records, 24);
  });

  test('a command beside it uses its PostgreSQL, is seen by it and disturbs nothing', async () => {
    const postmaster = await postmasterOf(folder);
    const command = await millrace(['run', 'sales.GenerateDailySalesReport', '--workspace', folder]);
    assert.equal(command.exit, 0, command.err);
    const run = await ended(person, runIdOf(command));
    assert.deepEqual([run.outcome, run.files.length], ['ok', 1]);
    assert.deepEqual([await postmasterOf(folder), isAlive(postmaster)], [postmaster, true]);
  });

  test('stops a running run within seconds when somebody asks', async () => {
    const run = await start('slow.Count');
    await running(run);
    const asked = process.hrtime.bigint();
    assert.equal((await person.post(`/runs/${run}/cancel`)).status, 202);
    const { outcome, problems } = await ended(person, run);
    assert.equal(outcome, 'cancelled', JSON.stringify(problems));
    assert.ok(Number(process.hrtime.bigint() - asked) / 1e6 < 5_000, 'it took more than 5 s');
  });

  test('a runner that is killed takes its own run with it, and no other', async () => {
    const [first, second] = [await start('slow.Count'), await start('slow.Count')];
    await running(first);
    await running(second);
    const runners = (await groupOf(server.pid)).filter((pid) => Number(pid) !== server.pid);
    const busiest = await busiestOf(runners);
    process.kill(busiest, 'SIGKILL');
    let found: RunAnswer[] = [];
    await until('one of them ends', async () => {
      const answers = await Promise.all([first, second].map((run) => person.get<RunAnswer>(`/runs/${run}`)));
      found = answers.map(({ body }) => body);
      return found.some(({ state }) => state === 'ended');
    });
    const [dead, alive] = found.toSorted((a, b) => (a.state < b.state ? -1 : 1));
    assert.deepEqual([dead?.outcome, alive?.state], ['failed', 'running']);
    assert.match(dead?.problems[0]?.message ?? '', /process|runner/i);
    assert.match(dead?.problems[0]?.hint ?? '', /\S/);
    await person.post(`/runs/${alive?.id}/cancel`);
    assert.equal((await ended(person, alive?.id ?? '')).outcome, 'cancelled');
    assert.equal((await ended(person, await start('sales.GenerateDailySalesReport'))).outcome, 'ok');
  });

  test('kill -9 during runs: the next start says what happened to them, and nothing else is disturbed', async () => {
    const kept = (await person.get<{ runs: { id: string; outcome: string }[] }>('/runs?state=ended&limit=200')).body
      .runs;
    const [busy, mailing] = [await start('slow.Count'), await start('slow.Mails')];
    await running(busy);
    await running(mailing);
    const queued = await start('sales.GenerateDailySalesReport');
    const group = server.pid;
    assert.ok((await groupOf(group)).length > 1, 'runner processes are there');
    await server.end('SIGKILL');
    await until('the runners go with their server', async () => (await groupOf(group)).length === 0, 10_000);

    server = await startAgain();
    person = await signIn(server);
    // At once where PostgreSQL went with the server, else when the lease of the server that is gone has run out.
    const lost = await ended(person, busy);
    assert.deepEqual([lost.state, lost.outcome], ['ended', 'failed']);
    assert.equal(lost.problems[0]?.code, 'node_lost');
    assert.match(
      lost.problems[0]?.message ?? '',
      /server stopped while this run.*No effect that cannot be repeated had begun/,
    );
    assert.match(lost.problems[0]?.hint ?? '', /Run it again/);
    const mailed = await ended(person, mailing);
    assert.deepEqual([mailed.outcome, mailed.problems[0]?.code], ['failed', 'node_lost']);
    assert.match(mailed.problems[0]?.message ?? '', /[1-9]\d* mails? had left/);

    const waited = await ended(person, queued);
    assert.equal(waited.outcome, 'ok', 'what was accepted and had not begun runs now');
    const now = (await person.get<{ runs: { id: string; outcome: string }[] }>('/runs?state=ended&limit=200')).body
      .runs;
    for (const { id, outcome } of kept) assert.equal(now.find((run) => run.id === id)?.outcome, outcome);
    const report = await ended(person, await start('sales.GenerateDailySalesReport'));
    assert.equal(report.outcome, 'ok');
  });

  test('SIGTERM: it ends with 0 and leaves no process behind, whatever runs', async () => {
    await running(await start('slow.Count'));
    const postmaster = await postmasterOf(folder);
    assert.ok(isAlive(postmaster));
    assert.equal(await server.end('SIGTERM'), 0, server.said());
    await until('nothing of the group is left', async () => (await groupOf(server.pid)).length === 0, 10_000);
    await until('PostgreSQL is gone', async () => !isAlive(postmaster), 20_000);
  });
});
