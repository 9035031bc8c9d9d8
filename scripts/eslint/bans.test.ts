import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Linter as LinterTypes } from 'eslint';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const CLOCK = /Only core\/clock\.ts/;

/** Code, the file it stands in, and what the repository's own configuration says about it. */
const cases: [name: string, file: string, code: string, says: RegExp | undefined][] = [
  ['a plain error', 'src/core/a.ts', "throw new Error('x');", /catalogue in core\/errors\.ts/],
  ['a plain error without new', 'src/core/a.ts', "throw Error('x');", /catalogue/],
  ['a plain error in the pages', 'src/ui/a.tsx', "throw new Error('x');", /catalogue/],
  ['a plain error in a test', 'src/core/a.test.ts', "throw new Error('x');", undefined],
  ['a plain error in a script', 'scripts/a.ts', "throw new Error('x');", undefined],
  ['Date.now', 'src/engine/a.ts', 'Date.now();', CLOCK],
  ['the present as a Date', 'src/engine/a.ts', 'new Date();', CLOCK],
  ['a given instant as a Date', 'src/engine/a.ts', 'new Date(0);', undefined],
  ['performance.now', 'src/engine/a.ts', 'performance.now();', CLOCK],
  ['process.hrtime', 'src/engine/a.ts', 'process.hrtime.bigint();', CLOCK],
  ['setTimeout', 'src/engine/a.ts', 'setTimeout(() => {}, 1);', CLOCK],
  ['setInterval', 'src/engine/a.ts', 'setInterval(() => {}, 1);', CLOCK],
  ['timers as a module', 'src/engine/a.ts', "import { setTimeout } from 'node:timers/promises';", CLOCK],
  ['time in the clock', 'src/core/clock.ts', 'Date.now(); setTimeout(() => {}, 1);', undefined],
  ['time in a test', 'src/engine/a.test.ts', 'Date.now();', undefined],
  ['time in the pages', 'src/ui/a.tsx', 'Date.now();', undefined],
  ['a default export', 'src/core/a.ts', 'export default 1;', /Export by name/],
  ['a default export by renaming', 'src/core/a.ts', 'const a = 1; export { a as default };', /Export by name/],
  ['an enum', 'src/core/a.ts', 'enum A { B }', /not erasable/],
  ['any', 'src/core/a.ts', 'export const a: any = 1;', /Unexpected any/],
  ['four parameters', 'src/core/a.ts', 'export const f = (a, b, c, d) => a + b + c + d;', /too many parameters/],
  ['three parameters', 'src/core/a.ts', 'export const f = (a, b, c) => a + b + c;', undefined],
  ['401 lines', 'src/core/a.ts', '// line\n'.repeat(401), /too many lines/],
  ['401 generated lines', 'src/ui/api/generated.ts', '// line\n'.repeat(401), undefined],
  ['61 lines in a function', 'src/core/a.ts', `export const f = () => {\n${'f();\n'.repeat(59)}};`, /too many lines/],
  ['61 lines in a test', 'src/core/a.test.ts', `export const f = () => {\n${'f();\n'.repeat(59)}};`, undefined],
];

/** The rules of ours that need no types: typed ones would ask for a file that exists. */
const UNTYPED = [
  'no-restricted-syntax',
  'max-lines',
  'max-lines-per-function',
  'max-params',
  '@typescript-eslint/no-explicit-any',
];

async function faults(file: string, code: string): Promise<string> {
  const { rules } = (await new ESLint().calculateConfigForFile(file)) as { rules: LinterTypes.RulesRecord };
  const chosen = Object.fromEntries(UNTYPED.map((name) => [name, rules[name] ?? 'off']));
  const config: LinterTypes.Config = {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin as unknown as ESLint.Plugin },
    rules: chosen,
  };
  return new Linter()
    .verify(code, [config], file)
    .map((one) => one.message)
    .join('\n');
}

describe('what lint bans', () => {
  for (const [name, file, code, says] of cases) {
    it(name, async () => {
      const said = await faults(file, code);
      if (says === undefined) assert.equal(said, '');
      else assert.match(said, says);
    });
  }
});
