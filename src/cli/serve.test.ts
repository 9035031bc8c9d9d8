import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

const good =
  'kind: chainset\nname: a\nchains: { A: { steps: [{ uses: records, with: { columns: { x: integer }, records: [{ x: 1 }] } }] } }\n';

test('serve prints its address and a link, and stops when it is asked to', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-serve-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'a.yaml'), good);
  const terminal = captureTerminal({ folder });
  const environment = { ...process.env, MILLRACE_LOG_LEVEL: 'silent' };
  const ending = runCommandLine(
    { typed: ['serve', '--port', '0', '--watch'], version: '1.2.3' },
    { ...terminal, environment },
  );
  context.after(() => terminal.interrupt());
  const shown = terminal.shows(/ at (http\S+)\nSign in, once, with (http\S+)\n/);
  const early = ending.then((code) => assert.fail(`it ended with ${code}: ${terminal.written.err}`));
  const [, address = '', link = ''] = await Promise.race([shown, early]);
  assert.ok(link.startsWith(address));
  assert.equal((await fetch(`${address}/health`)).status, 200);
  assert.equal((await fetch(`${address}/api/v1/runs`)).status, 401);
  terminal.interrupt();
  early.catch(() => undefined);
  assert.equal(await ending, 0, terminal.written.err);
  await assert.rejects(fetch(`${address}/health`));
});

test('serve refuses settings that are not valid, before anything starts', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-serve-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'a.yaml'), good);
  const terminal = captureTerminal({ folder });
  assert.equal(await runCommandLine({ typed: ['serve', '--port', 'http'], version: '1.2.3' }, terminal), 2);
  assert.match(terminal.written.err, /MILLRACE_PORT takes a whole number from 0 to 65535, not 'http'/);
});

test('serve says that its port is taken, and what to do', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-serve-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'a.yaml'), good);
  const other = createServer().listen(0, '127.0.0.1');
  context.after(() => other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const environment = { ...process.env, MILLRACE_LOG_LEVEL: 'silent' };
  const terminal = { ...captureTerminal({ folder }), environment };
  assert.equal(await runCommandLine({ typed: ['serve', '--port', String(port)], version: '1.2.3' }, terminal), 2);
  assert.match(terminal.written.err, new RegExp(`Something listens on port ${port} of 127.0.0.1 already.*--port`, 's'));
});
