import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { silentLogger } from '../core/logger.ts';
import type { ClusterFigure } from '../model/cluster-figure.ts';
import { ClusterReading } from './cluster-reading.ts';

const figure = (value: number): ClusterFigure => ({ figure: 'backfillRemaining', labels: [], value });

/** A reading whose answers are given one by one. */
function reading() {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const asked: PromiseWithResolvers<readonly ClusterFigure[]>[] = [];
  const read = (): Promise<readonly ClusterFigure[]> => {
    const next = Promise.withResolvers<readonly ClusterFigure[]>();
    asked.push(next);
    return next.promise;
  };
  return { clock, asked, cluster: new ClusterReading({ read, clock, logger: silentLogger }) };
}

describe('the figures of the cluster', () => {
  test('are asked for once by all who scrape at the same time, and again when they are old', async () => {
    const { clock, asked, cluster } = reading();
    const scrapes = [cluster.figures(), cluster.figures()];
    asked[0]!.resolve([figure(1)]);
    assert.deepEqual(await Promise.all(scrapes), [[figure(1)], [figure(1)]]);
    clock.advance(4_999);
    assert.deepEqual(await cluster.figures(), [figure(1)]);
    assert.equal(asked.length, 1);
    clock.advance(1);
    const later = cluster.figures();
    asked[1]!.resolve([figure(2)]);
    assert.deepEqual(await later, [figure(2)]);
  });

  test('are not waited for longer than a scrape may take, and not asked for twice meanwhile', async () => {
    const { clock, asked, cluster } = reading();
    for (let scrape = 0; scrape < 3; scrape += 1) {
      const figures = cluster.figures();
      clock.advance(2_500);
      assert.equal(await figures, undefined);
    }
    assert.equal(asked.length, 1);
    asked[0]!.resolve([figure(3)]);
    await asked[0]!.promise;
    assert.deepEqual(await cluster.figures(), [figure(3)]);
  });

  test('that cannot be read are missing, until they can', async () => {
    const { asked, cluster } = reading();
    const figures = cluster.figures();
    asked[0]!.reject(new MillraceError('store_unavailable', 'The database is away.'));
    assert.equal(await figures, undefined);
    const again = cluster.figures();
    asked[1]!.resolve([]);
    assert.deepEqual(await again, []);
  });
});
