/** The same from outside: a run that is cancelled on a server, and Ctrl+C at `millrace run`. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { until } from '../acceptance/server.ts';
import { begin, createCleanUp, temporaryFolder } from '../acceptance/shop.ts';
import { ended, serve, type Served } from '../http/served.ts';
import { hangingServer, type HangingServer } from './hanging.ts';
import { scriptProcesses } from './script-processes.ts';

const longest = 2000;

const loop = { uses: 'script', with: { code: 'for (;;);', timeout: '10m' } };
const one = { uses: 'records', with: { records: [{ n: 1 }] } };
const asText = (documents: readonly object[]): string => documents.map((each) => JSON.stringify(each)).join('\n---\n');

const workspace = (port: number): string =>
  asText([
    { kind: 'workspace', name: 'w' },
    {
      kind: 'chainset',
      name: 't',
      chains: {
        Loop: { steps: [one, loop] },
        Wait: { steps: [{ uses: 'http.request', with: { url: `http://127.0.0.1:${port}/` } }] },
      },
    },
  ]);

describe('on a server', () => {
  let served: Served;
  let hanging: HangingServer;
  const ends: (() => unknown)[] = [];
  before(async () => {
    hanging = await hangingServer({ after: (end) => void ends.push(end as () => unknown) });
    served = await serve({ 'w.yaml': workspace(hanging.port) });
  });
  after(async () => {
    await served.close();
    for (const end of ends) await end();
  });

  const cases: Readonly<Record<string, () => Promise<boolean>>> = {
    Loop: async () => scriptProcesses(process.pid).length > 0,
    Wait: async () => hanging.open() > 0,
  };
  for (const [chain, isBusy] of Object.entries(cases)) {
    test(`${chain} is cancelled, finally, and nothing is left`, async (t) => {
      const started = await served.call(`/api/v1/chainsets/t/chains/${chain}/run`, { method: 'POST', body: {} });
      await until('it is in the middle', isBusy);
      const told = performance.now();
      const { status } = await served.call(`/api/v1/runs/${started.body.id}/cancel`, { method: 'POST', body: {} });
      assert.equal(status, 202);
      const run = await ended(served.call, started.body.id);
      const took = performance.now() - told;
      t.diagnostic(`ended after ${Math.round(took)} ms`);
      assert.equal(run.outcome, 'cancelled', JSON.stringify(run));
      assert.ok(took < longest, `it took ${took} ms`);
      await until('nothing is left', async () => !(await isBusy()), longest);
      const again = await served.call(`/api/v1/runs/${started.body.id}/cancel`, { method: 'POST', body: {} });
      assert.equal(again.body.cancelling, false, 'the end is final');
      assert.equal((await served.call(`/api/v1/runs/${started.body.id}`)).body.outcome, 'cancelled');
    });
  }
});

describe('at the command line', () => {
  const cleanUp = createCleanUp();
  after(() => cleanUp.dispose());
  // A store that is there already: what is timed is the run, not PostgreSQL going down.
  let environment: Readonly<Record<string, string>>;
  before(async () => {
    const database = await createTestDatabase();
    cleanUp.add(() => database.close());
    environment = { DATABASE_URL: database.url };
  });

  for (const chain of ['Loop', 'Wait']) {
    test(`Ctrl+C ends ${chain}`, async (t) => {
      const hanging = await hangingServer(t);
      const folder = await temporaryFolder(cleanUp);
      await writeFile(join(folder, 'w.yaml'), workspace(hanging.port));
      const command = begin(['run', `t.${chain}`, '--workspace', folder], { environment });
      await until('it is in the middle', async () =>
        chain === 'Loop' ? scriptProcesses(process.pid).length > 0 : hanging.open() > 0,
      );
      // By their numbers: who is left behind is nobody's child.
      const own = new Set(scriptProcesses(process.pid));
      const told = performance.now();
      command.signal('SIGINT');
      const { exit, out, err } = await command.ended;
      const took = performance.now() - told;
      t.diagnostic(`ended after ${Math.round(took)} ms`);
      assert.equal(exit, 130, out + err);
      // A whole process ends here, its store and all, and others work beside it.
      assert.ok(took < 2 * longest, `it took ${took} ms`);
      assert.deepEqual(
        scriptProcesses().filter((id) => own.has(id)),
        [],
      );
      await until('its connections are gone', async () => hanging.open() === 0, longest);
    });
  }
});
