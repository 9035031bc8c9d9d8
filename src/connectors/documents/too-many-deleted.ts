import { MillraceError } from '../../core/errors.ts';

/** The refusal of a mirror that would delete too much. */
export function tooManyDeleted(collection: string, count: number, most: number): MillraceError {
  return new MillraceError(
    'at_most',
    `The mirror would delete ${count} documents of ${collection}, but maxDelete is ${most}. Nothing was deleted.`,
    {
      hint: 'Check that the input is complete, or raise maxDelete.',
    },
  );
}
