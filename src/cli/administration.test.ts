/** What an administrator does at the terminal: secrets, connections, audit; over a real store of its own. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type CapturedOptions, captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

let folder: string;

async function millrace(typed: readonly string[], options: CapturedOptions = {}) {
  const terminal = captureTerminal({ folder, ...options });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

const definitions = `
kind: connection
name: mail
type: smtp
description: Where mails are kept
url: file
---
kind: connection
name: shop
type: postgresql
url: "\${secret.SHOP_URL}"
---
kind: chainset
name: shop
chains:
  Read:
    steps:
      - uses: sql.read
        with: { connection: shop, query: "select 1 as n", columns: { n: integer } }
`;

const password = 'canary-0f3b9d';

describe('administration at the terminal', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-admin-'));
    await writeFile(join(folder, 'all.yaml'), definitions);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('a secret that has no value is listed, and said by the run that needs it', async () => {
    assert.match((await millrace(['secrets'])).out, /SHOP_URL +nowhere: set it .*connection shop/);
    const { exit, err } = await millrace(['run', 'Read']);
    assert.equal(exit, 1);
    assert.match(err, /The secret SHOP_URL has no value/);
    assert.match(err, /millrace secrets set SHOP_URL/);
  });

  test('a secret is set from standard input, versioned and used, and never shown', async () => {
    const url = `postgres://ada:${password}@127.0.0.1:1/shop`;
    const first = await millrace(['secrets', 'set', 'SHOP_URL'], { input: 'postgres://first@localhost:1/x\n' });
    assert.deepEqual([first.exit, first.out], [0, 'SHOP_URL has version 1 now.\n']);
    const second = await millrace(['secrets', 'set', 'SHOP_URL'], { input: `${url}\n` });
    assert.equal(second.out, 'SHOP_URL has version 2 now.\n');
    const list = await millrace(['secrets']);
    assert.match(list.out, /SHOP_URL +the store +2 .*local administrator +connection shop/);
    const run = await millrace(['run', 'Read']);
    assert.equal(run.exit, 3, run.err);
    const check = await millrace(['connections', 'check', 'shop']);
    assert.equal(check.exit, 3);
    assert.match(check.out, /FAIL shop .*connection_failed/);
    for (const { out, err } of [second, list, run, check]) assert.ok(!`${out}${err}`.includes(password));
  });

  test('the key is in a file that only this user can read', async () => {
    const file = join(folder, '.millrace', 'secret.key');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.match(await readFile(file, 'utf8'), /^[0-9a-f]{64}\n$/);
  });

  const refused: readonly [string, readonly string[], string, RegExp][] = [
    ['a name with a dash', ['secrets', 'set', 'SHOP-URL'], 'x', /cannot be the name of a secret/],
    ['a setting of the server', ['secrets', 'set', 'MILLRACE_SECRET_KEY'], 'x', /is a setting of the server/],
    ['an empty value', ['secrets', 'set', 'EMPTY'], '\n', /cannot be empty/],
    ['a missing name', ['secrets', 'set'], 'x', /Say which secret to set/],
    ['an unknown action', ['secrets', 'show', 'SHOP_URL'], '', /'show' is not list, set or delete/],
    ['an unknown connection', ['connections', 'check', 'shpo'], '', /There is no connection 'shpo'/],
    ['an unknown secret', ['secrets', 'delete', 'OTHER'], '', /There is no stored secret 'OTHER'/],
  ];
  for (const [name, typed, input, message] of refused) {
    test(`is refused: ${name}`, async () => {
      const { exit, err } = await millrace(typed, { input });
      assert.notEqual(exit, 0);
      assert.match(err, message);
    });
  }

  test('all connections are tried, and the exit code is that of the one that does not answer', async () => {
    const { exit, out } = await millrace(['connections', 'check']);
    assert.match(out, /ok {3}mail +mails are kept and shown, not sent \(\d+ ms\)\nFAIL shop/);
    assert.equal(exit, 3);
    assert.match((await millrace(['connections'])).out, /mail +smtp +Where mails are kept/);
  });

  test('what was done stands in the audit log, which is whole', async () => {
    assert.equal((await millrace(['secrets', 'delete', 'SHOP_URL'])).exit, 0);
    const { out } = await millrace(['audit', '--format', 'json']);
    const actions = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { action: string }).action);
    assert.deepEqual(actions.toReversed(), [
      'secret.set',
      'secret.set',
      'connection.check',
      'connection.check',
      'connection.check',
      'secret.delete',
    ]);
    assert.match((await millrace(['audit'])).out, /local administrator deleted the secret SHOP_URL +done/);
    const { exit, out: verdict } = await millrace(['audit', 'verify']);
    assert.equal(exit, 0);
    assert.match(verdict, /^ok 6 entries, as they were sealed\.\nThe newest seal is [0-9a-f]{64}\.\n$/);
  });
});
