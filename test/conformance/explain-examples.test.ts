/**
 * The plans of the example chains say what a user wants to know of them. Facts, not whole texts: a plan may be worded
 * otherwise, but may not lose one of these.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadChecked } from '../../src/cli/load-checked.ts';
import { explainChain } from '../../src/engine/explain.ts';

const shop = fileURLToPath(new URL('../../examples/shop', import.meta.url));

/** For each chain, facts by name. */
const facts: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'intake.ValidateAndStore': {
    'the steps that stand by themselves': /^ {2}validate$[\s\S]*^ {2}documents\.write$[\s\S]*^ {2}sql\.write$/m,
    'one customer is asked for': /documents\.read \(customers\)[\s\S]*source: where _id = \$"order"\.customer/,
    'what a join holds': /^ {4}join\n {6}holds the records of its source, about \d+ bytes each/m,
    'what a join adds': /adds product: text, price: decimal\(12,2\)/,
    'how often a write may happen': /transactional: writes collection incoming-orders[\s\S]*idempotent: writes table/,
  },
  'inventory.GetInventoryStatus': {
    'the policies': /policy stock-by-warehouse: rows where .*unitCost only where/,
    'that policies are asked of the source': /source: of policies, where \(warehouse in @user\.warehouses\)/,
    'that the engine is chosen as it runs': /adaptive engine: row engine up to 131,072 records, DuckDB beyond/,
    'what is dropped': /drops _id, quantity, reserved, dailySales, leadDays, unitCost/,
    'the shape in the end': /gives \{ warehouse: text, .* value: decimal\(31,2\) \}$/m,
  },
  'inventory.Products': {
    'why a sort is not handed over': /source: not sort by name: without a limit all records are needed anyway/,
    'a new name': /renames _id to sku, name to product/,
  },
  'inventory.StockHistory': {
    'why an aggregation is not handed over': /source: not aggregate arg_max\(after, at\) by .*: policies decide here/,
    'where it waits': /aggregate\n {6}holds one record per group, about \d+ bytes each/,
    'why DuckDB has no part in it': /row engine: date_in\(timestamp, text\)/,
  },
  'hr.EnrichLeaveRequest': {
    'an aggregation that the database does': /source: aggregate count\(\) by employee; if/,
    'that it is not done here': /^ +aggregate\n +done by the source$/m,
    'the other chain': /from hr\.Managers:/,
    'that joins leave no order': /in no defined order/,
  },
  'upkeep.CheckHealth': {
    'that the database counts': /source: aggregate count\(\) of all/,
    'that no column is read': /source: no columns, only how many records there are/,
  },
  'upkeep.SyncPrices': {
    'what is kept': /keeps @state\.since: timestamp from run to run/,
    'what is asked': /source: where updated_at > @state\.since/,
  },
  'sales.GenerateDailySalesReport': {
    'that only a day is read':
      /source: where \(orderedAt >= start_of\(\$day, @zone\)\) and \(orderedAt < start_of\(\(\$day \+ 1\), @zone\)\)/,
    'why the aggregation stays here': /source: not aggregate .*: unnest stands before it/,
    'that a share needs the whole': /derive\n {6}holds all records/,
    'that mail cannot be taken back': /at-least-once: sends mail by mail, noted in a ledger by recipient/,
  },
  'upkeep.DeleteOldOrders': { 'that nothing comes out': /gives records without fields/ },
};

describe('the plans of the example chains', () => {
  let plans: ReadonlyMap<string, string>;
  before(async () => {
    const { chains } = await loadChecked(shop);
    plans = new Map(
      [...chains].flatMap(([name, { chain }]) => (chain === undefined ? [] : [[name, explainChain(chain)] as const])),
    );
  });

  for (const [name, wanted] of Object.entries(facts)) {
    describe(name, () => {
      for (const [fact, pattern] of Object.entries(wanted)) {
        it(`say ${fact}`, () => assert.match(plans.get(name) ?? '', pattern));
      }
    });
  }

  it('have no line that is longer than a screen is wide twice over, but for shapes and policies', () => {
    for (const [name, plan] of plans) {
      const long = plan
        .split('\n')
        .filter((line) => line.length > 240 && !/^\s*(?:reads|gives|adds|policy)/.test(line));
      assert.deepEqual(long, [], name);
    }
  });

  it('say of every step that it is there', async () => {
    const { chains } = await loadChecked(shop);
    for (const [name, { chain }] of chains) {
      for (const { origin } of chain?.pipeline.steps ?? []) {
        assert.ok(plans.get(name)?.includes(`  ${origin.uses}`), `${name} lacks ${origin.uses}`);
      }
    }
  });
});
