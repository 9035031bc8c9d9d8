/**
 * `npm run oracle`: planned instants against brute force over minutes, in every zone that this machine knows and over ten
 * years. `--zones 40` takes a sample by the seed that is printed; `--zone Europe/Berlin` takes one.
 */
import { parseArgs } from 'node:util';
import { compareInstants } from './compare-instants.ts';
import { choices, expressions, workingDays } from './expressions.ts';
import { windowsOf } from './windows.ts';
import { readZone } from './zone-oracle.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    zones: { type: 'string' },
    zone: { type: 'string' },
    from: { type: 'string' },
    years: { type: 'string' },
  },
});

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const from = Date.parse(values.from ?? '2022-01-01');
const end = new Date(from);
end.setUTCFullYear(end.getUTCFullYear() + Number(values.years ?? 10));
const write = (text: string): void => void process.stdout.write(`${text}\n`);

/** Numbers from 0 to below 1 that follow from the seed (mulberry32). */
function dice(state: number): () => number {
  let at = state;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function chosenZones(roll: () => number): readonly string[] {
  if (values.zone !== undefined) return [values.zone];
  const all = Intl.supportedValuesOf('timeZone');
  const shuffled = all.map((zone) => ({ zone, at: roll() })).sort((a, b) => a.at - b.at);
  return shuffled.slice(0, Number(values.zones ?? all.length)).map(({ zone }) => zone);
}

interface Sums {
  comparisons: number;
  instants: number;
  changes: number;
  readonly differences: string[];
}

function compareZone(name: string, sums: Sums, roll: () => number): void {
  const zone = readZone(name, from, end.getTime());
  sums.changes += zone.changes.length;
  for (const { cron, dense = false } of expressions) {
    // One choice by lot for what is long; all of them around the changes of the clocks.
    const some = dense ? choices : [choices[Math.floor(roll() * choices.length)]!];
    const calendar = !dense && roll() < 0.3 ? workingDays : undefined;
    for (const choice of some) {
      for (const [first, last] of windowsOf(zone, dense)) {
        const compared = compareInstants({ cron, zone, choice, calendar, from: first, to: last });
        sums.comparisons += 1;
        sums.instants += compared.instants;
        if (compared.difference !== undefined) sums.differences.push(compared.difference);
      }
    }
  }
}

const roll = dice(seed);
const zones = chosenZones(roll);
const sums: Sums = { comparisons: 0, instants: 0, changes: 0, differences: [] };
const started = performance.now();
write(`${zones.length} zones, ${values.years ?? 10} years from ${new Date(from).toISOString()}, seed ${seed}`);
zones.forEach((zone, index) => {
  compareZone(zone, sums, roll);
  if ((index + 1) % 20 === 0)
    write(`${index + 1} zones, ${sums.instants} instants, ${sums.differences.length} differences`);
});
for (const difference of sums.differences.slice(0, 20)) write(difference);
write(
  `${sums.comparisons} comparisons of ${expressions.length} expressions, ${sums.changes} changes of clocks, ` +
    `${sums.instants} instants, ${sums.differences.length} differences, ${Math.round((performance.now() - started) / 1000)} s`,
);
process.exitCode = sums.differences.length === 0 ? 0 : 1;
