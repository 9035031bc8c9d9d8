/** Which stretches of time are compared. */
import type { ZoneOracle } from './zone-oracle.ts';

const DAY = 86_400_000;

/** What comes often is compared around the changes of the zone, and on two days without one. */
export function windowsOf({ from, to, changes }: ZoneOracle, dense: boolean): readonly (readonly [number, number])[] {
  if (!dense) return [[from, to]];
  const near = changes.map(({ at }): [number, number] => [Math.max(from, at - DAY), Math.min(to, at + DAY)]);
  return [[from, Math.min(to, from + 2 * DAY)], ...near];
}
