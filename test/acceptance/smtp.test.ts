/** The report through a real mail server, over TLS and with a password, and read back as a mail program reads it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { expectedSales } from './expected-sales.ts';
import { type MailServer, startMailServer, trust } from './mail-server.ts';
import { type Caller, ended, type ServerProcess, signIn, startServer, until } from './server.ts';
import { copyShop, createCleanUp, type Edit, lookIntoStore, millrace, runIdOf, type StoreLook } from './shop.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

/** If it appears in any output, a secret has got out. */
const canary = 'canary-5f1e-pa:ss/word';
const user = 'reports';
const url = (protocol: string, port: number, password = canary): string =>
  `${protocol}://${user}:${encodeURIComponent(password)}@localhost:${port}`;

const bySecret: Edit = { file: 'workspace.yaml', from: 'url: file', to: 'url: "${secret.SMTP_URL}"' };
const job = `
kind: chainset
name: notes
chains:
  Note:
    params: { to: { type: list(text) } }
    steps:
      - { uses: records, with: { generate: 2 } }
      - { id: note, uses: email.send, with: { connection: mail, to: "=$to", subject: "\${count()} things", body: "See them." } }
---
kind: job
name: note
chain: notes.Note
params: { to: [ada@example.com, ben@example.com, eve@example.com] }
retry: { attempts: 4, wait: 1s }
`;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A sum as people write it. */
const grouped = (sum: string): string => sum.replace(/\B(?=(\d{3})+\.)/g, ',');

describe('mail by a real server', () => {
  let folder: string;
  let store: StoreLook;
  let starttls: MailServer;
  let implicit: MailServer;

  before(async () => {
    starttls = await startMailServer({ user, password: canary, implicit: false });
    implicit = await startMailServer({ user, password: canary, implicit: true });
    cleanUp.add(() => starttls.close());
    cleanUp.add(() => implicit.close());
    folder = await copyShop(cleanUp, [bySecret]);
    await writeFile(join(folder, 'notes.yaml'), job);
    store = await lookIntoStore(cleanUp, folder);
  });
  beforeEach(() => {
    for (const server of [starttls, implicit]) {
      server.arrived.length = 0;
      server.named.length = 0;
      server.refused.clear();
      server.breaksOff.clear();
    }
  });

  const report = (to: readonly string[], smtp: string) =>
    millrace(
      [
        'run',
        'sales.GenerateDailySalesReport',
        '--workspace',
        folder,
        ...to.flatMap((one) => ['--param', `to=${one}`]),
      ],
      {
        environment: { ...trust, SMTP_URL: smtp },
      },
    );

  /** Everything that was kept of runs, as text. */
  const everythingKept = async (): Promise<string> => {
    const tables = ['runs', 'run_logs', 'mails', 'run_rejects', 'definitions', 'nodes'];
    const parts = await Promise.all(
      tables.map((table) => store.query(`select to_jsonb(t)::text as row from millrace.${table} t`)),
    );
    return JSON.stringify(parts);
  };

  test('STARTTLS: the report arrives, in both forms, with its table and the workbook', async () => {
    const run = await report(['["management@example.com"]'], url('smtp', starttls.port));
    assert.equal(run.exit, 0, run.err);
    const [mail] = starttls.arrived;
    assert.equal(starttls.arrived.length, 1);
    assert.deepEqual(
      [mail?.from, mail?.to, mail?.encrypted],
      ['reports@shop.example.com', ['management@example.com'], true],
    );
    const { parsed } = mail!;
    const lines = expectedSales(1);
    const total = lines.reduce((sum, { revenue }) => sum + Math.round(Number(revenue) * 100), 0) / 100;
    assert.match(parsed.subject ?? '', /^Sales of \d{4}-\d\d-\d\d$/);
    assert.equal(parsed.from?.text, '"The shop" <reports@shop.example.com>');
    assert.match(
      parsed.html || '',
      new RegExp(`<strong>${lines.length} categories, ${total.toFixed(2)} in all\\.</strong>`),
    );
    const cells = [...(parsed.html || '').matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell);
    assert.deepEqual(
      cells,
      lines.flatMap(({ category, revenue, orders }) => [category, grouped(revenue), String(orders)]),
    );
    for (const { category, revenue } of lines)
      assert.match(parsed.text ?? '', new RegExp(`${category} .*${grouped(revenue).replace('.', '\\.')}`));
    const directory = join(folder, '.millrace', 'files', runIdOf(run));
    const [name = ''] = await readdir(directory);
    assert.deepEqual(
      parsed.attachments.map(({ filename, contentType, content }) => [filename, contentType, sha256(content)]),
      [
        [
          name,
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          sha256(await readFile(join(directory, name))),
        ],
      ],
    );
  });

  test('smtps: the same, encrypted from the start', async () => {
    const run = await report(['["ada@example.com", "ben@example.com"]'], url('smtps', implicit.port));
    assert.equal(run.exit, 0, run.err);
    assert.deepEqual(
      implicit.arrived.map(({ to, encrypted }) => [to, encrypted]),
      [
        [['ada@example.com'], true],
        [['ben@example.com'], true],
      ],
    );
  });

  test('a certificate that nobody vouches for is not trusted', async () => {
    const { exit, err } = await millrace(
      ['run', 'notes.Note', '--workspace', folder, '--param', 'to=["ada@example.com"]'],
      {
        environment: { SMTP_URL: url('smtps', implicit.port) },
      },
    );
    assert.equal(exit, 3, err);
    assert.match(err, /certificate/);
    assert.equal(implicit.arrived.length, 0);
  });

  test('one recipient refused: the others get it, the outcome is upstream', async () => {
    starttls.refused.add('ben@example.com');
    const run = await report(['["ada@example.com", "ben@example.com", "eve@example.com"]'], url('smtp', starttls.port));
    assert.equal(run.exit, 3, run.err);
    assert.match(run.err, /^upstream /m);
    assert.match(
      run.err,
      /refused ben@example\.com: 550 no mailbox ben@example\.com here.*The other 2 got it\..*\[recipient_refused\]/,
    );
    assert.match(run.err, /\n {4}Correct the address; a retry sends only to those who did not get it/);
    assert.deepEqual(
      starttls.arrived.map(({ to }) => to),
      [['ada@example.com'], ['eve@example.com']],
    );
    const mails = await store.query<{ recipient: string; state: string }>(
      'select recipient, state from millrace.mails where run_id = $1 order by recipient',
      [runIdOf(run)],
    );
    assert.deepEqual(
      mails.map(({ recipient, state }) => [recipient, state]),
      [
        ['ada@example.com', 'sent'],
        ['ben@example.com', 'failed'],
        ['eve@example.com', 'sent'],
      ],
    );
  });

  test('a wrong password: upstream, and the secret is nowhere', async () => {
    const wrong = `${canary}-wrong`;
    const run = await report(['["ada@example.com"]'], url('smtp', starttls.port, wrong));
    assert.equal(run.exit, 3, run.err);
    assert.match(run.err, /did not accept user and password: 535 .*\[upstream_refused\]/);
    assert.match(run.err, /\n {4}Correct the secret of the connection/);
    assert.equal(starttls.arrived.length, 0);
    const log = await millrace(['logs', runIdOf(run), '--workspace', folder]);
    const json = await millrace(['runs', runIdOf(run), '--format', 'json', '--workspace', folder]);
    const said = [run.out, run.err, log.out, log.err, json.out, await everythingKept()].join('\n');
    for (const secret of [canary, encodeURIComponent(canary), Buffer.from(`\0${user}\0${wrong}`).toString('base64')])
      assert.equal(said.includes(secret), false, secret);
  });

  test('a secret without a value is told by its name', async () => {
    const { exit, err } = await millrace([
      'run',
      'notes.Note',
      '--workspace',
      folder,
      '--param',
      'to=["ada@example.com"]',
    ]);
    assert.equal(exit, 1, err);
    assert.match(err, /SMTP_URL.*\[secret_missing\]/);
  });

  describe('a job that is tried again', () => {
    let server: ServerProcess;
    let person: Caller;
    before(async () => {
      server = await startServer(folder, {
        environment: {
          ...trust,
          SMTP_URL: url('smtp', starttls.port),
          MILLRACE_LOG_LEVEL: 'trace',
          MILLRACE_CONCURRENCY: '1',
        },
        add: cleanUp.add,
      });
      person = await signIn(server);
    });
    after(async () => {
      await server.end('SIGTERM');
      assert.equal(server.said().includes(canary), false);
      assert.equal((await everythingKept()).includes(canary), false);
    });

    interface Occurrence {
      id: string;
      state: string;
      reason?: string;
      run?: string;
      attempt: number;
      attempts: { run: string; outcome?: string }[];
    }
    const occurrence = async (id: string): Promise<Occurrence | undefined> =>
      (await person.get<{ occurrences: Occurrence[] }>('/jobs/note/occurrences')).body.occurrences.find(
        (one) => one.id === id,
      );
    const trigger = async (): Promise<string> =>
      (await person.post<{ occurrence: string }>('/jobs/note/trigger')).body.occurrence;

    test('sends only what was not sent', async () => {
      starttls.refused.add('ben@example.com');
      const id = await trigger();
      await until(
        'ben was refused',
        async () => starttls.named.length >= 3 && (await occurrence(id))?.state === 'waiting',
      );
      assert.deepEqual(
        starttls.arrived.map(({ to }) => to[0]),
        ['ada@example.com', 'eve@example.com'],
      );
      starttls.refused.clear();
      await until('it succeeds', async () => (await occurrence(id))?.state === 'succeeded');
      assert.deepEqual(
        starttls.arrived.map(({ to }) => to[0]),
        ['ada@example.com', 'eve@example.com', 'ben@example.com'],
      );
      assert.deepEqual(starttls.named, ['ada@example.com', 'ben@example.com', 'eve@example.com', 'ben@example.com']);
    });

    test('is not tried again when nobody can tell whether a mail left', async () => {
      starttls.breaksOff.add('ada@example.com');
      const id = await trigger();
      let found: Occurrence | undefined;
      await until('it ends', async () => {
        found = await occurrence(id);
        return found?.state === 'failed' || found?.state === 'succeeded';
      });
      assert.equal(found?.state, 'failed', JSON.stringify(found));
      assert.match(found?.reason ?? '', /may have|cannot tell|[Nn]ot tried again/);
      const run = await ended(person, found?.run ?? '');
      assert.deepEqual(
        [run.outcome, run.problems[0]?.code],
        ['failed', 'effect_uncertain'],
        JSON.stringify(run.problems),
      );
      assert.equal(starttls.arrived.length, 1);
      const mails = await person.get<{ mails: { to: string; state: string }[] }>(`/mails?run=${run.id}`);
      assert.deepEqual(
        // Beside the alert that tells of it.
        mails.body.mails.filter(({ to }) => to !== 'ops@example.com').map(({ to, state }) => [to, state]),
        [['ada@example.com', 'pending']],
      );
    });
  });
});
