/** Finds the chain that somebody means. */
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';

/** The full name of a chain: as it is, or its last part where only one chain ends so. */
export function fullChainName(name: string, known: Iterable<string>): string {
  const names = [...known];
  if (names.includes(name)) return name;
  const ending = names.filter((full) => full.endsWith(`.${name}`) || full === `job:${name}`);
  if (ending.length === 1 && ending[0] !== undefined) return ending[0];
  if (ending.length > 1) {
    throw new MillraceError('not_found', `There are several chains '${name}'.`, {
      hint: `Say which: ${ending.join(', ')}.`,
    });
  }
  const hint = didYouMean(name, names);
  throw new MillraceError('not_found', `There is no chain '${name}'.`, hint === undefined ? {} : { hint });
}
