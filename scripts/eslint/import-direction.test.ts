import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { directionFault, importDirection } from './import-direction.ts';
import { IMPORT_DIRECTION } from './import-direction-table.ts';

const cases: { name: string; from: string; to: string; typeOnly?: boolean; fault: RegExp | undefined }[] = [
  { name: 'within a folder', from: 'core/ids.ts', to: 'core/clock.ts', fault: undefined },
  { name: 'downwards', from: 'engine/plan.ts', to: 'expression/parse.ts', fault: undefined },
  { name: 'upwards', from: 'core/ids.ts', to: 'model/run.ts', fault: /src\/core must not import src\/model\/run/ },
  { name: 'upwards as a type', from: 'engine/plan.ts', to: 'http/server.ts', typeOnly: true, fault: /must not import/ },
  { name: 'engine to a step', from: 'engine/plan.ts', to: 'steps/filter.ts', fault: /must not import src\/steps/ },
  { name: 'step to the contract', from: 'steps/filter.ts', to: 'engine/step-contract.ts', fault: undefined },
  { name: 'step to the algebra folder', from: 'steps/filter.ts', to: 'engine/algebra/node.ts', fault: undefined },
  { name: 'step to the plan', from: 'steps/filter.ts', to: 'engine/plan.ts', fault: /it may import core, model/ },
  { name: 'a name that only begins alike', from: 'steps/a.ts', to: 'engine/algebra-old.ts', fault: /must not import/ },
  { name: 'one context to another', from: 'dataset/query.ts', to: 'dashboard/state.ts', fault: /must not import/ },
  { name: 'http to the store', from: 'http/runs.ts', to: 'store/runs.ts', fault: /must not import src\/store/ },
  { name: 'main to the store', from: 'main.ts', to: 'store/runs.ts', fault: undefined },
  { name: 'ui to a model type', from: 'ui/runs.tsx', to: 'model/run.ts', typeOnly: true, fault: undefined },
  { name: 'ui to model code', from: 'ui/runs.tsx', to: 'model/run.ts', fault: /it may import type:model/ },
  { name: 'a folder without a line', from: 'plugins/a.ts', to: 'core/ids.ts', fault: /has no line in/ },
];

describe('import direction', () => {
  for (const { name, from, to, typeOnly = false, fault } of cases) {
    it(name, () => {
      const said = directionFault({ from, to, typeOnly });
      if (fault === undefined) assert.equal(said, undefined);
      else assert.match(said ?? '', fault);
    });
  }

  it('has no circle', () => {
    const below = (folder: string, seen: string[]): void => {
      assert.ok(!seen.includes(folder), `circle: ${[...seen, folder].join(' -> ')}`);
      for (const entry of IMPORT_DIRECTION[folder] ?? []) {
        const next = entry.replace(/^type:/, '').split('/')[0] ?? '';
        if (next !== folder) below(next, [...seen, folder]);
      }
    };
    for (const folder of Object.keys(IMPORT_DIRECTION)) below(folder, []);
  });
});

RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });
const at = (path: string): string => `${process.cwd()}/src/${path}`;

tester.run('import-direction, as a rule', importDirection, {
  valid: [
    { name: 'a package', filename: at('core/a.ts'), code: "import { z } from 'zod';" },
    { name: 'the folder below', filename: at('model/a.ts'), code: "export { b } from '../core/b.ts';" },
    { name: 'model types in ui', filename: at('ui/a.ts'), code: "import { type Run } from '../model/run.ts';" },
    { name: 'outside src', filename: `${process.cwd()}/test/a.ts`, code: "import { b } from '../src/http/b.ts';" },
  ],
  invalid: [
    ['import', "import { b } from '../http/b.ts';"],
    ['import type', "import type { B } from '../http/b.ts';"],
    ['export from', "export { b } from '../http/b.ts';"],
    ['export all', "export * from '../http/b.ts';"],
    ['dynamic import', "const b = await import('../http/b.ts');"],
    ['leaving src', "import { b } from '../../test/b.ts';"],
  ].map(([name = '', code = '']) => ({ name, code, filename: at('core/a.ts'), errors: 1 })),
});
