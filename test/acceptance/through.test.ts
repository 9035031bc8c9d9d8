/** The tests of the example workspace through every context that their chains may stand in, as somebody types it. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { type CommandEnd, copyShop, createCleanUp, millrace } from './shop.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

interface Passage {
  readonly way: string;
  readonly eligible: boolean;
  readonly reasons?: readonly string[];
  readonly differences?: readonly unknown[];
}

interface SentTest {
  readonly chain: string;
  readonly name: string;
  readonly passed: boolean;
  readonly passages: readonly Passage[];
}

const ways = ['job', 'workflow', 'guard', 'dataset', 'dashboard', 'endpoint'];

describe('the tests of the shop through all contexts', () => {
  let folder: string;
  let files: readonly string[];
  let ended: CommandEnd;
  let tests: readonly SentTest[];
  const passages = () => tests.flatMap(({ chain, name, passages: own }) => own.map((one) => ({ chain, name, ...one })));
  const waysOf = (chain: string): readonly string[] => [
    ...new Set(passages().flatMap((one) => (one.chain === chain && one.eligible ? [one.way] : []))),
  ];

  before(async () => {
    folder = await copyShop(cleanUp);
    files = await readdir(folder);
    ended = await millrace(['test', folder, '--through', 'all', '--format', 'json']);
    tests = (JSON.parse(ended.out) as { tests: readonly SentTest[] }).tests;
  });

  test('give the same everywhere', () => {
    assert.deepEqual(
      passages().filter(({ differences = [] }) => differences.length > 0),
      [],
    );
    assert.ok(tests.every(({ passed }) => passed));
    assert.equal(ended.exit, 0, ended.err);
    assert.equal(ended.err, '');
  });

  test('go, or are named with the reason why they cannot', () => {
    assert.ok(tests.length >= 10);
    for (const { chain, name, passages: own } of tests) {
      assert.deepEqual(
        own.map(({ way }) => way),
        ways,
        `${chain}: ${name}`,
      );
      for (const { way, eligible, reasons = [] } of own)
        assert.equal(reasons.length === 0, eligible, `${chain}: ${name}, ${way}`);
    }
    for (const way of ways)
      assert.ok(
        passages().some((one) => one.way === way && one.eligible),
        way,
      );
  });

  for (const [chain, eligible] of [
    ['inventory.GetInventoryStatus', ['job', 'workflow', 'dataset', 'dashboard', 'endpoint']],
    ['hr.MayApprove', ways],
    ['sales.GenerateDailySalesReport', ['job', 'endpoint']],
    ['upkeep.SyncPrices', ['job']],
  ] as const) {
    test(`${chain} goes through ${eligible.join(', ')}`, () => assert.deepEqual(waysOf(chain), eligible));
  }

  test('leave nothing in the workspace', async () => assert.deepEqual(await readdir(folder), files));
});
