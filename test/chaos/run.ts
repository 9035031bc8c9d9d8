/** `npm run chaos -- [--kills COUNT] [--seed SEED]`: the long form of nodes.test.ts; prints what it did and found. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } } });
const seed = values.seed === undefined ? {} : { MILLRACE_TEST_SEED: values.seed };
const child = spawn(process.execPath, ['--test', '--test-reporter=spec', join(import.meta.dirname, 'nodes.test.ts')], {
  env: { ...process.env, MILLRACE_TEST_NODE_KILLS: values.kills, ...seed },
  stdio: 'inherit',
});
const [code] = (await once(child, 'exit')) as [number | null];
process.exitCode = code ?? 1;
