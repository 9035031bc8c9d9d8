/** Finds steps and functions by what people call them. */
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';

/** What can be searched for. */
export interface Part {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
}

/** The one that has this name or alias; otherwise all in whose name, aliases or summary the text stands. */
export function findParts<T extends Part>(
  parts: readonly T[],
  text: string,
  noun: string,
): { exact?: T; found: readonly T[] } {
  const wanted = text.toLowerCase();
  const exact = parts.find(({ name }) => name === text) ?? parts.find(({ aliases }) => aliases?.includes(wanted));
  if (exact !== undefined) return { exact, found: [exact] };
  const found = parts.filter(({ name, aliases = [], summary }) =>
    [name, ...aliases, summary].some((words) => words.toLowerCase().includes(wanted)),
  );
  if (found.length > 0) return { found };
  const hint = didYouMean(
    text,
    parts.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
  );
  throw new MillraceError('not_found', `There is no ${noun} '${text}'.`, hint === undefined ? {} : { hint });
}
