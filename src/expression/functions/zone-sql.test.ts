/** The rules of all zones, here and in DuckDB. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { localFromInstant } from '../../model/zone.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';
import { localSql } from './zone-sql.ts';

/** From 2020 to 2031 in steps of 23 days, in microseconds. */
const instants = { from: 1_577_836_800_000_000, to: 1_956_528_000_000_000, step: 23 * 86_400_000_000 };

describe('zones in DuckDB', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  it('have the same rules wherever there is SQL', async () => {
    const differing: string[] = [];
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const local = localSql('make_timestamptz(t)', `'${zone}'`);
      if (local === undefined) continue;
      const sql = `SELECT t::VARCHAR, epoch_us(${local})::VARCHAR FROM range(${instants.from}, ${instants.to}, ${instants.step}) x(t)`;
      const rows = (await duck.connection.runAndReadAll(sql)).getRowsJson();
      assert.ok(rows.length > 150);
      if (rows.some(([at, shown]) => String(localFromInstant(BigInt(String(at)), zone)) !== shown))
        differing.push(zone);
    }
    assert.deepEqual(differing, []);
  });

  it('are left to the row engine where the rules changed lately, by any name', () => {
    assert.equal(localSql('t', "'America/Vancouver'"), undefined);
    assert.equal(localSql('t', "'Canada/Pacific'"), undefined);
    assert.equal(localSql('t', "'Asia/Singapore'"), "timezone('Asia/Singapore', t)");
  });

  it('are left to the row engine where DuckDB reads them otherwise', () => {
    assert.equal(localSql('t', "'+08:00'"), undefined);
    assert.equal(localSql('t', "'Nowhere/City'"), undefined);
    assert.equal(localSql('t', 'zone'), undefined);
  });
});
