import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { isModern } from '../bin/modern-node.js';
import { leftOutPackages, missingPackages } from './installation.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a/node_modules/@s/b': { version: '2.0.0' },
    'node_modules/other-platform': { version: '3.0.0', optional: true },
  },
};
const a = { 'node_modules/a': { version: '1.0.0' } };
const b = { 'node_modules/a/node_modules/@s/b': { version: '2.0.0' } };

const cases = [
  ['all there', { ...a, ...b }, []],
  ['nothing there', {}, ['a@1.0.0', '@s/b@2.0.0']],
  ['one missing', a, ['@s/b@2.0.0']],
  ['one in another version', { ...b, 'node_modules/a': { version: '0.9.0' } }, ['a@1.0.0']],
  [
    'an optional one in another version',
    { ...a, ...b, 'node_modules/other-platform': { version: '2.0.0' } },
    ['other-platform@3.0.0'],
  ],
  ['one too many', { ...a, ...b, 'node_modules/c': { version: '1.0.0' } }, []],
];

describe('what the lock asks for', () => {
  for (const [name, packages, missing] of cases) {
    it(name, () => assert.deepEqual(missingPackages(lock, { packages }), missing));
  }
});

describe('a Node that runs TypeScript', () => {
  for (const version of ['22.18.0', 'v22.18.0', '22.19.1', '24.0.0', '26.1.0']) {
    it(`${version} does`, () => assert.equal(isModern(version), true));
  }
  for (const version of ['20.20.2', 'v20.20.2', '22.17.9', '18.0.0']) {
    it(`${version} does not`, () => assert.equal(isModern(version), false));
  }
});

const SCRIPT = new URL('installation.mjs', import.meta.url).href;

/** Runs a program through `run`, sends this process `signal` once the program is there, resolves to how it ended. */
async function endRunning(signal, program, options) {
  const call = `run(process.execPath, ['--eval', ${JSON.stringify(program)}], ${JSON.stringify(options)})`;
  const outer = `import { run } from '${SCRIPT}'; process.exitCode = await ${call};`;
  const args = ['--input-type=module', '--eval', outer];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  if (signal !== undefined) child.kill(signal);
  return ended;
}

describe('running a command', () => {
  const STUBBORN = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('there');";
  const ends = [
    ['passes on its exit code', undefined, "console.log('there'); process.exitCode = 3;", {}, [3, null]],
    ['ends with it', 'SIGTERM', "setInterval(() => {}, 1000); console.log('there');", {}, [null, 'SIGTERM']],
    ['ends one that would go on', 'SIGTERM', STUBBORN, { endWith: 'SIGKILL' }, [null, 'SIGTERM']],
  ];
  for (const [name, signal, program, options, end] of ends) {
    it(name, async () => assert.deepEqual(await endRunning(signal, program, options), end));
  }
});

describe('leftOutPackages', () => {
  const packages = {
    '': {},
    'node_modules/old': { version: '1.0.0', optional: true },
    'node_modules/modern': { version: '1.0.0', optional: true, engines: { node: '>=24' } },
    'node_modules/apple': { version: '1.0.0', optional: true, engines: { node: '>=24' }, os: ['darwin'] },
    'node_modules/needed': { version: '1.0.0', engines: { node: '>=24' } },
  };

  it('names what only an old Node left out', () => {
    assert.deepEqual(leftOutPackages({ packages }, { packages: {} }), ['modern']);
  });

  it('names nothing that is there', () => {
    assert.deepEqual(leftOutPackages({ packages }, { packages: { 'node_modules/modern': {} } }), []);
  });
});
