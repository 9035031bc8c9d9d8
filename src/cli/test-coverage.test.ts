/** `millrace test --coverage`: what tests reach of chains, and what they do not. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

const around = `
kind: chainset
name: c
chains:
  Called:
    input: { n: integer }
    steps:
      - uses: filter
        with: { where: n > 0 }
  Ways:
    input: { n: integer }
    steps:
      - uses: chain.call
        with: { chain: Called }
      - uses: branch
        with:
          cases:
            - { when: n > 100, steps: [{ uses: derive, with: { compute: { n: n - 100 } } }] }
            - { when: n > 50, steps: [{ uses: derive, with: { compute: { n: n - 50 } } }] }
      - uses: try
        with:
          steps: [{ uses: validate, with: { rules: [{ check: n < 40, message: Too many. }] } }]
          catch: [{ uses: select, with: { fields: [n] } }]
      - id: cast
        uses: validate
        onError: reject
        with: { rules: [{ check: n <> 7, message: Not seven. }] }
    tests:
`;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-coverage-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function covered(inputs: readonly (readonly number[])[], typed: readonly string[] = ['--coverage']) {
  const tests = inputs.map((numbers, at) => {
    const records = numbers.map((n) => `{ n: ${n} }`).join(', ');
    return `      - { name: t${at}, input: [${records}], expect: {} }\n`;
  });
  await writeFile(join(folder, 'c.yaml'), around + (tests.join('') || '      []\n'));
  const terminal = captureTerminal({ folder });
  const exit = await runCommandLine({ typed: ['test', ...typed], version: '1.2.3' }, terminal);
  const { out, err } = terminal.written;
  return { exit, out, err, missing: [...out.matchAll(/^ {6}(\S.*)$/gm)].map(([, line]) => line) };
}

describe('coverage', () => {
  it('is all where every step, way and condition was reached', async () => {
    const { exit, out, missing, err } = await covered([[0, 130, 60, 7, 1], [45]]);
    assert.deepEqual([exit, err, missing], [0, '', []], out);
    assert.match(out, /c\.Called +3 of 3 \(100%\)\n +c\.Ways +\d+ of \d+ \(100%\)\nIn all 100%\.\n/);
  });

  it('names what no test reached, the steps of a called chain as its own', async () => {
    const { missing, exit, out } = await covered([[3, 60]]);
    assert.equal(exit, 0, out);
    assert.deepEqual(missing, [
      'filter#1 never kept a record back',
      'branch#2 never took the way cases.0.steps',
      'branch#2 cases.0.steps derive#1 never had records',
      'try#3 never took the way catch',
      'try#3 steps validate#1 never kept a record back',
      'try#3 catch select#1 never had records',
      'cast never kept a record back',
      'cast never came to onError: reject',
    ]);
  });

  it('misses the records that no case takes', async () => {
    const { missing } = await covered([[130, 60]]);
    assert.ok(missing.includes('branch#2 never had a record that no case takes'), missing.join('\n'));
  });

  it('counts chains without tests, but not where only some tests are run', async () => {
    const none = await covered([]);
    assert.match(none.out, /c\.Called +0 of 3 \(0%\)/);
    const some = await covered([[3]], ['--coverage', '--filter', 'nothing']);
    assert.doesNotMatch(some.out, /c\.Called/);
  });

  for (const [least, exit, says] of [
    ['100', 1, /In all \d\d%, and 100% are demanded\./],
    ['40%', 0, /In all \d\d%\./],
    ['lots', 2, /'lots' is none/],
    ['101', 2, /'101' is none/],
  ] as const) {
    it(`--coverage-min ${least} ends with ${exit}`, async () => {
      const found = await covered([[3, 60]], ['--coverage-min', least]);
      assert.equal(found.exit, exit, found.out);
      assert.match(found.out + found.err, says);
    });
  }

  it('is not asked of ways through contexts', async () => {
    const { exit, err } = await covered([[1]], ['--coverage', '--through', 'job']);
    assert.deepEqual([exit, /--coverage is about chains by themselves/.test(err)], [2, true]);
  });
});
