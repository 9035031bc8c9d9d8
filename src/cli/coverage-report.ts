/** What `millrace test --coverage` prints: by chain, which steps, ways and conditions no test reached. */
import type { ChainCoverage } from '../engine/testing/coverage.ts';
import { type Output, writeLines } from './terminal.ts';

/** How much of all points was reached, in percent; all of nothing is all. */
export function coveredPercent(chains: readonly Pick<ChainCoverage, 'points' | 'reached'>[]): number {
  const points = chains.reduce((sum, chain) => sum + chain.points, 0);
  const reached = chains.reduce((sum, chain) => sum + chain.reached, 0);
  return points === 0 ? 100 : (reached * 100) / points;
}

/** Writes the report. */
export async function writeCoverage(output: Output, chains: readonly ChainCoverage[]): Promise<void> {
  const { paint } = output;
  const widest = Math.max(0, ...chains.map(({ chain }) => chain.length));
  if (chains.length === 0) return await writeLines(output, ['', 'There is no chain that tests could reach.']);
  const lines = chains.flatMap((one) => {
    const share = `${one.reached} of ${one.points} (${shown(coveredPercent([one]))})`;
    const colour = one.reached === one.points ? 'green' : 'yellow';
    const missing = one.missing.map(({ step, what }) => `      ${step} ${what}`);
    return [`  ${one.chain.padEnd(widest)}  ${paint(colour, share)}`, ...missing];
  });
  await writeLines(output, ['', paint('bold', 'Coverage of steps, ways and conditions'), ...lines]);
}

/** Never rounded up to what was not reached. */
function shown(percent: number): string {
  return `${Math.floor(percent)}%`;
}

/** What is said of all chains together; undefined for `least` where nothing is demanded. */
export function coverageVerdict(chains: readonly ChainCoverage[], least: number | undefined): string {
  const percent = coveredPercent(chains);
  const all = `In all ${shown(percent)}`;
  return least === undefined || percent >= least ? `${all}.` : `${all}, and ${least}% are demanded.`;
}
