import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differences } from './dependencies.mjs';

const page = (runTime, development = []) => {
  const table = (names) =>
    `| package | why |\n|---|---|\n${names.map((name) => `| \`${name}\` | a reason |\n`).join('')}`;
  return `# Dependencies\n\n## Run time\n\n${table(runTime)}\n## Development\n\n${table(development)}`;
};
const manifest = (runTime, development = []) => ({
  dependencies: Object.fromEntries(runTime.map((name) => [name, '^1.0.0'])),
  devDependencies: Object.fromEntries(development.map((name) => [name, '^1.0.0'])),
});

const cases = [
  ['nothing differs', page(['zod', '@a/b'], ['vite']), manifest(['zod', '@a/b'], ['vite']), []],
  ['a package without a reason', page(['zod']), manifest(['zod', 'pg']), [/^pg is in dependencies/]],
  ['a reason without a package', page(['zod', 'pg']), manifest(['zod']), [/^pg has a reason below "Run time"/]],
  ['two reasons', page(['zod', 'zod']), manifest(['zod']), [/^zod has two lines/]],
  [
    'a reason in the other section',
    page([], ['zod']),
    manifest(['zod']),
    [/^zod is in dependencies/, /^zod has a reason below "Development"/],
  ],
  ['an empty reason', page([]).replace('|---|---|\n', '|---|---|\n| `zod` | |\n'), manifest(['zod']), [/^zod is in/]],
];

describe('reasons for dependencies', () => {
  for (const [name, text, packages, said] of cases) {
    it(name, () => {
      const found = differences(text, packages);
      assert.equal(found.length, said.length, found.join('\n'));
      said.forEach((pattern, index) => assert.match(found[index], pattern));
    });
  }
});
