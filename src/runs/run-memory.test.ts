import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { checkDefinitions } from '../main/check-definitions.ts';
import { chainText } from '../main/run-text.fixture.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { RunMemory } from './run-memory.ts';

const mb = 1024 ** 2;
const gb = 1024 * mb;

interface Given {
  readonly machine?: number;
  readonly heap?: number;
  readonly setting?: number;
  readonly concurrency?: number;
}

const memoryOf = ({ machine = 16 * gb, heap = 4 * gb, setting, concurrency = 4 }: Given): RunMemory =>
  new RunMemory({
    clock: new SimulatedClock(0),
    machine: { total: machine, heap },
    setting,
    kept: 256 * mb,
    concurrency,
  });

describe('the memory of a node', () => {
  const cases: { name: string; given: Given; runner: number; here: number; usual: number }[] = [
    { name: 'of a large machine', given: { machine: 64 * gb }, runner: 43_059, here: 2048, usual: 1024 },
    { name: 'of a usual machine', given: { machine: 8 * gb }, runner: 3724, here: 1241, usual: 739 },
    { name: 'of a small machine', given: { machine: 2 * gb }, runner: 499, here: 166, usual: 192 },
    { name: 'of a very small machine', given: { machine: gb / 2 }, runner: 384, here: 128, usual: 192 },
    { name: 'as a setting says', given: { setting: 4 * gb }, runner: 3072, here: 1024, usual: 576 },
    { name: 'for one run at a time', given: { setting: gb, concurrency: 1 }, runner: 768, here: 256, usual: 576 },
  ];
  for (const { name, given, runner, here, usual } of cases) {
    test(name, () => {
      const memory = memoryOf(given);
      const standing = memory.standing();
      const limits = memory.limits({ limits: { timeout: 1, memory: undefined, rejects: 1 } }, usualLimits, 'runner');
      const found = [standing.runner.total, standing.here.total, limits.memory].map((bytes) => Math.floor(bytes / mb));
      assert.deepEqual(found, [runner, here, usual]);
    });
  }

  test('does not change what a chain says itself', () => {
    const limits = { limits: { timeout: 1, memory: 8 * gb, rejects: 1 } };
    assert.equal(memoryOf({}).limits(limits, { timeout: 1, memory: 8 * gb }, 'runner').memory, 8 * gb);
  });
});

const usualLimits = { timeout: 1, memory: gb };

describe('what a run takes', () => {
  const source = '- { uses: records, with: { generate: 9, compute: { n: index } } }\n';
  const cases: { name: string; steps: string; takes: number }[] = [
    { name: 'nothing but batches', steps: '- { uses: filter, with: { where: n > 1 } }\n', takes: 32 },
    { name: 'a branch of such steps', steps: branch('- { uses: limit, with: { count: 1 } }'), takes: 32 },
    { name: 'a sort', steps: '- { uses: sort, with: { by: [n] } }\n', takes: 1024 },
    { name: 'a branch with a sort', steps: branch('- { uses: sort, with: { by: [n] } }'), takes: 1024 },
    { name: 'a window', steps: '- { uses: derive, with: { compute: { s: sum(n) over () } } }\n', takes: 1024 },
    { name: 'records kept for another try', steps: '- { uses: try, with: { steps: [], catch: [] } }\n', takes: 1024 },
    {
      name: 'kept answers',
      steps: `- { uses: lookup, with: { source: { steps: [${source.trim().slice(2)}] }, on: [n], take: [] } }\n`,
      takes: 1024,
    },
    {
      name: 'a sort that is switched off',
      steps: '- { uses: sort, enabled: false, with: { by: [n] } }\n',
      takes: 32,
    },
  ];
  for (const { name, steps, takes } of cases) {
    test(name, () => {
      const text = chainText(source + steps);
      const { chains } = checkDefinitions(workspaceOf([{ path: 't.yaml', text }]));
      const chain = chains.get('t.Test')!.chain;
      const wish = memoryOf({}).wish(chain, usualLimits, 'here');
      assert.equal(wish.bytes / mb, takes);
      assert.equal(memoryOf({}).wish(chain, usualLimits, 'runner').bytes / mb, takes + 192);
    });
  }
});

function branch(inner: string): string {
  return `- uses: branch\n  with:\n    cases:\n      - when: n > 1\n        steps:\n          ${inner}\n`;
}
