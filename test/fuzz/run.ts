/** `npm run fuzz`: looks for differences between the engines until it finds one, or until so many cases are done. */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Rounds } from './rounds.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    seed: { type: 'string' },
    round: { type: 'string' },
    'keep-going': { type: 'boolean' },
  },
});

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const most = values.cases === undefined ? Number.POSITIVE_INFINITY : Number(values.cases);
const only = values.round === undefined ? undefined : Number(values.round);
const write = (text: string): void => void process.stdout.write(`${text}\n`);

// What DuckDB hands out is freed when the collector comes by, which does not see how large it is.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let interrupted = false;
process.once('SIGINT', () => {
  interrupted = true;
});

/** True when no difference was found. */
async function search(rounds: Rounds): Promise<boolean> {
  let [cases, found] = [0, 0];
  const started = performance.now();
  let told = started;
  for (let round = only ?? 0; cases < most && !interrupted; round++) {
    const result = await rounds.run(round);
    cases += result.cases;
    found += result.differences.length;
    for (const difference of result.differences) {
      write(`\nThe engines differ (seed ${seed}, round ${round}):\n\n${difference}\n`);
      write(`Again: npm run fuzz -- --seed ${seed} --round ${round}`);
    }
    if (only !== undefined || (found > 0 && values['keep-going'] !== true)) break;
    if (performance.now() - told < 10_000) continue;
    told = performance.now();
    collect();
    write(`${cases} cases in ${Math.round((told - started) / 1000)} s`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  write(`${cases} cases in ${seconds} s, seed ${seed}: ${found === 0 ? 'no difference' : `${found} differences`}`);
  return found === 0;
}

const rounds = await Rounds.open(seed);
try {
  if (!(await search(rounds))) process.exitCode = 1;
} finally {
  await rounds.close();
}
