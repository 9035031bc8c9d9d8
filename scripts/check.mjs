// `npm run check`: what CI asks of every commit. Goes on after a fault, so that one run shows them all.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, ROOT, runScript, toolEnvironment } from './installation.mjs';

const tool = (name, ...args) => [join(ROOT, 'node_modules', name), ...args];

/** Name of each check -> the program that node runs, with its arguments. The slowest first: two run at a time. */
const CHECKS = [
  ['lint', tool('eslint/bin/eslint.js', '--cache', '--cache-location', '.cache/eslint', '--max-warnings=0', '.')],
  ['types of the server', tool('typescript/bin/tsc', '-p', 'tsconfig.json')],
  ['types of the pages', tool('typescript/bin/tsc', '-p', 'tsconfig.ui.json')],
  ['format and fast lint', tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')],
  ['unused code', tool('knip/bin/knip.js')],
  ['reasons for dependencies', ['scripts/dependencies.mjs']],
  ['reference pages', ['scripts/reference.mjs', '--check']],
  ["types of the pages' API client", ['scripts/api-client.mjs', '--check']],
];

function check(node, [name, args]) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(node, args, { cwd: ROOT, env: toolEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const good = code === 0;
      console.log(`${good ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
      if (!good) process.stdout.write(Buffer.concat(output));
      resolve(good);
    });
  });
}

async function work(node, queue) {
  let good = true;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) good = (await check(node, next)) && good;
  return good;
}

await runScript(async () => {
  const node = await ensureInstalled();
  const queue = [...CHECKS];
  const results = await Promise.all([work(node, queue), work(node, queue)]);
  return results.every(Boolean) ? 0 : 1;
});
