/** The PostgreSQL of a server goes away: callers are told to come back, and nobody calls it a fault of Millrace. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { openEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { startServer } from './server.ts';
import { createCleanUp, temporaryFolder } from './shop.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

test('while PostgreSQL is away, answers are 503 with the code and when to come back', async () => {
  const folder = await temporaryFolder(cleanUp);
  await writeFile(join(folder, 'workspace.yaml'), 'kind: workspace\nname: small\n');
  const directory = join(folder, 'away');
  const postgres = await openEmbeddedPostgres({ directory, logger: silentLogger, clock: systemClock });
  cleanUp.add(() => postgres.close());
  const environment = { DATABASE_URL: postgres.url(), MILLRACE_STOP_GRACE: '0' };
  const server = await startServer(folder, { environment, add: cleanUp.add });
  const signIn = (): Promise<Response> =>
    fetch(`${server.address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-millrace-request': 'test' },
      body: JSON.stringify({ name: 'ada', password: 'the leaves fall slowly' }),
    });
  assert.equal((await signIn()).status, 401, 'it answers as long as PostgreSQL is there');
  await postgres.close();
  const refused = await signIn();
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '1');
  const { code, detail } = (await refused.json()) as { code: string; detail: string };
  assert.deepEqual([code, detail], ['store_unavailable', 'The PostgreSQL of Millrace is not available.']);
  assert.equal((await fetch(`${server.address}/ready`)).status, 503);
  assert.equal((await fetch(`${server.address}/health`)).status, 200);
  assert.equal(await server.end('SIGTERM'), 1);
  const last = server.said().split('Stopping;')[1] ?? '';
  assert.match(last, /The server has stopped, but its PostgreSQL was away.*\[store_unavailable\]/s);
  assert.doesNotMatch(last, /\[internal\]/);
});
