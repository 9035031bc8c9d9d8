// The reporter is what stands between a failing test and the person who has to see it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const REPORTER = fileURLToPath(new URL('test-reporter.mjs', import.meta.url));

/** Runs a test file with this text under the reporter; resolves to what it prints and its exit code. */
async function reportOf(file) {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-reporter-'));
  try {
    await writeFile(join(folder, 'one.test.mjs'), `import { describe, it } from 'node:test';\n${file}`);
    // Node runs no tests inside tests while this is set.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const child = spawn(process.execPath, ['--test', `--test-reporter=${REPORTER}`], { cwd: folder, env });
    const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return { printed, code };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const FAILS = "throw new TypeError('torn');";

const cases = [
  [
    'a good file',
    "describe('s', () => { it('a', () => {}); it('b', () => {}); });",
    0,
    [/^ok {3}one\.test\.mjs \(2 tests,/],
  ],
  ['a skipped test', "it.skip('a', () => {});", 0, [/1 tests, 1 skipped/, /0 failed, 1 skipped/]],
  [
    'a failing test',
    `it('a', () => { ${FAILS} });`,
    1,
    [/^FAIL one/, /✖ a \(one\.test\.mjs:2\)\n +TypeError: torn/, /1 failed/],
  ],
  [
    'a failing test in a suite',
    `describe('s', () => { it('a', () => { ${FAILS} }); });`,
    1,
    [/✖ s > a /, /TypeError: torn/],
  ],
  ['what a failing file wrote', `console.log('seen'); it('a', () => { ${FAILS} });`, 1, [/it wrote:\n +seen/]],
  ['a file that does not load', `console.error('seen'); ${FAILS}`, 1, [/^FAIL one/, /TypeError: torn/, /seen/]],
];

describe('the test reporter shows', () => {
  for (const [name, file, expected, patterns] of cases) {
    it(name, async () => {
      const { printed, code } = await reportOf(file);
      assert.equal(code, expected, printed);
      for (const pattern of patterns) assert.match(printed, pattern);
    });
  }

  it('nothing of what a good file wrote', async () => {
    const { printed } = await reportOf("console.log('seen'); it('a', () => {});");
    assert.doesNotMatch(printed, /seen/);
  });
});
