/** Those who look on at the ledger are told what is in it: each fate once, however it came about. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { by, hourly, openLedger, type Setting } from '../main/dispatcher.fixture.ts';
import { listOccurrences } from '../store/job-state.ts';

const open = ['planned', 'queued', 'running', 'waiting'];

/** The fates that were told, and those in the ledger, by job and instant. */
async function compare({ store, told }: Setting): Promise<readonly [readonly string[], readonly string[]]> {
  const said = (job: string, planned: number, state: string): string =>
    `${job} ${new Date(planned).toISOString()} ${state}`;
  const fates = told.flatMap((event) => (event.kind === 'final' ? [said(event.job, event.planned, event.state)] : []));
  const written = (await listOccurrences(store))
    .filter(({ state }) => !open.includes(state))
    .map(({ job, planned, state }) => said(job, planned, state));
  return [fates.toSorted(), written.toSorted()];
}

const kinds = ({ told }: Setting) => told.map((event) => (event.kind === 'final' ? event.state : event.kind));

describe('who looks on at the ledger', () => {
  test('hears of a first run, by hand or not, how late it began, and how it ended', async (t) => {
    const setting = await openLedger(t, hourly);
    await setting.dispatcher.trigger('hourly', by);
    await setting.finish('ok');
    await setting.at('07:31');
    assert.deepEqual(kinds(setting), ['attempt', 'started', 'succeeded']);
    setting.told.length = 0;
    await setting.at('08:00:03');
    await setting.finish('ok');
    await setting.at('08:01');
    assert.deepEqual(kinds(setting), ['attempt', 'started', 'succeeded']);
    const started = setting.told.find(({ kind }) => kind === 'started');
    assert.deepEqual(started, {
      kind: 'started',
      job: 'hourly',
      late: (await listOccurrences(setting.store))[0]!.late,
    });
  });

  test('hears of retries as such, and of lateness once', async (t) => {
    const retry = { attempts: 2, wait: 60_000, factor: 1, max: 60_000 };
    const setting = await openLedger(t, { ...hourly, retry });
    await setting.at('08:00');
    await setting.finish('failed');
    await setting.at('08:00:30');
    await setting.at('08:02');
    await setting.finish('failed');
    await setting.at('08:03');
    assert.deepEqual(kinds(setting), ['attempt', 'started', 'attempt', 'failed']);
    const final = setting.told.at(-1);
    assert.equal(final?.kind === 'final' && final.occurrence?.attempts, 2);
    assert.deepEqual(...(await compare(setting)));
  });

  test('hears of what was skipped, missed, merged, and of runs that could not be made', async (t) => {
    const broken = { ...hourly, name: 'broken' };
    const slow = { ...hourly, name: 'slow', overlap: 'skip' as const };
    const setting = await openLedger(t, hourly, broken, slow);
    await setting.at('08:00');
    await setting.at('09:00');
    await setting.at('14:00');
    const [told, written] = await compare(setting);
    assert.deepEqual(told, written);
    assert.ok(told.some((line) => line.startsWith('broken') && line.endsWith('failed')));
    assert.ok(told.some((line) => line.startsWith('slow') && line.endsWith('skipped')));
  });
});
