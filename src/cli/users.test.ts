/** Users and keys at the terminal, over a real store of its own. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../store/test-store.ts';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

let folder: string;
let database: TestDatabase;

async function millrace(...typed: string[]) {
  const terminal = captureTerminal({ folder, environment: { DATABASE_URL: database.url } });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

const definitions = `
kind: workspace
name: people
users: data/users.yaml
---
kind: role
name: clerk
privileges: [chain:run]
---
kind: role
name: reader
privileges: [run:see]
---
kind: service
name: reporting
roles: [clerk]
---
kind: attributes
name: people
attributes: { warehouses: list(text), level: integer }
---
kind: chainset
name: whoami
roles: [clerk, reader]
chains:
  Say:
    output: { who: text, level: integer }
    steps:
      - { uses: records, with: { columns: { n: integer }, records: [{ n: 1 }] } }
      - { uses: derive, with: { compute: { who: "@user.id", level: "@user.level" } } }
      - { uses: select, with: { fields: [who, level] } }
`;

describe('users and keys at the terminal', () => {
  before(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'millrace-users-'));
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'all.yaml'), definitions);
    await writeFile(join(folder, 'data', 'users.yaml'), '- { name: ada, roles: [clerk], attributes: { level: 3 } }\n');
    await writeFile(
      join(folder, 'people.csv'),
      'name,displayName,roles,attributes.warehouses,attributes.level\nada,Ada,clerk,,4\nbob,Bob,reader,north;east,\n',
    );
    await writeFile(join(folder, 'bad.yaml.json'), '[{ "name": "eve", "roles": ["clrk"] }]');
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await database.close();
  });

  test('the users of the folder are there when it is first used, and stay as they are made since', async () => {
    const run = await millrace('run', 'Say', '--as', 'ada', '--format', 'ndjson');
    assert.equal(run.exit, 0, run.err);
    assert.deepEqual(JSON.parse(run.out), { who: 'ada', level: 3 });
    const imported = await millrace('users', 'import', 'people.csv');
    assert.equal(imported.out, 'Added 1: bob\nChanged 1: ada\n', imported.err);
    const again = await millrace('run', 'Say', '--as', 'ada', '--format', 'ndjson');
    assert.deepEqual(JSON.parse(again.out), { who: 'ada', level: 4 });
    const list = await millrace('users');
    assert.match(list.out, /ada +Ada +clerk +level=4 +never +by link/);
    assert.match(list.out, /bob +Bob +reader +warehouses=\["north","east"\]/);
  });

  test('a file with a fault imports nobody, and says what would be right', async () => {
    const { exit, err } = await millrace('users', 'import', 'bad.yaml.json');
    assert.equal(exit, 1);
    assert.match(err, /There is no role 'clrk'. Did you mean 'clerk'\?/);
    assert.doesNotMatch((await millrace('users')).out, /^eve /m);
  });

  test('a file that is not there is said', async () => {
    const { exit, err } = await millrace('users', 'import', 'nobody.csv');
    assert.equal(exit, 1);
    assert.match(err, /There is no file .*nobody\.csv\. .*\n.*Name a \.yaml, \.json or \.csv file/);
  });

  const refused: readonly [string, readonly string[], RegExp][] = [
    ['somebody whose roles lack the privilege', ['--as', 'bob'], /Bob lacks the privilege chain:run/],
    [
      'somebody who is not there',
      ['--as', 'adda'],
      /There is no user or service account 'adda'.*\n?.*Did you mean 'ada'/,
    ],
  ];
  for (const [who, options, message] of refused) {
    test(`nothing runs as ${who}`, async () => {
      const { exit, err } = await millrace('run', 'Say', ...options);
      assert.equal(exit, 1);
      assert.match(err, message);
    });
  }

  test('it runs as a service account, too', async () => {
    const { out } = await millrace('run', 'Say', '--as', 'service:reporting', '--format', 'ndjson');
    assert.deepEqual(JSON.parse(out), { who: 'service:reporting', level: null });
  });

  test('a key is made, shown once, listed and revoked', async () => {
    const made = await millrace('keys', 'make', 'nightly', '--owner', 'service:reporting', '--scope', 'chain:run');
    assert.equal(made.exit, 0, made.err);
    const token = made.out.trim();
    assert.match(token, /^mr_[\w-]{43}$/);
    const list = await millrace('keys');
    assert.match(list.out, /mr_.{4} +nightly +service:reporting +chain:run +never/);
    assert.ok(!list.out.includes(token));
    const revoked = await millrace('keys', 'revoke', token);
    assert.equal(revoked.exit, 0, revoked.err);
    assert.match((await millrace('keys')).out, /revoked/);
    assert.equal((await millrace('keys', 'make', 'x', '--owner', 'nobody')).exit, 1);
    assert.equal((await millrace('keys', 'make', 'x')).exit, 2);
  });
});
