// The launcher in bin/ stands between a person's terminal and the program: exit codes and signals must pass.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

const LAUNCHER = new URL('../bin/modern-node.js', import.meta.url).href;

/** Runs `program` through the launcher; resolves when it has written its first line. */
async function launch(program) {
  const inner = JSON.stringify(['--eval', program]);
  const outer = `import { become } from '${LAUNCHER}'; become(process.execPath, ${inner});`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', outer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  return { child, ended, pid: Number(line) };
}

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    assert.equal(error.code, 'ESRCH');
    return false;
  }
};

const LINGER = 'setInterval(() => {}, 1000);';

const cases = [
  ['an exit code', 'console.log(process.pid); process.exitCode = 3;', undefined, [3, null]],
  [
    'a signal the program ends itself on',
    `process.on('SIGTERM', () => process.exit(7)); console.log(process.pid); ${LINGER}`,
    'SIGTERM',
    [7, null],
  ],
  ['a signal that ends the program', `console.log(process.pid); ${LINGER}`, 'SIGTERM', [null, 'SIGTERM']],
  [
    'Ctrl+C without a terminal',
    `process.on('SIGINT', () => process.exit(130)); console.log(process.pid); ${LINGER}`,
    'SIGINT',
    [130, null],
  ],
  ['a closed terminal', `console.log(process.pid); ${LINGER}`, 'SIGHUP', [null, 'SIGHUP']],
];

describe('the launcher passes on', () => {
  for (const [name, program, signal, end] of cases) {
    it(name, async () => {
      const { child, ended, pid } = await launch(program);
      if (signal !== undefined) child.kill(signal);
      assert.deepEqual(await ended, end);
      assert.equal(isAlive(pid), false);
    });
  }
});
