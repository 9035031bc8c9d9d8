import { MillraceError } from '../../core/errors.ts';
import type { Misfit } from './document-decoder.ts';

/** The failure of one document that does not fit the declared columns; `id` is its `_id` as people see it. */
export function misfitError(collection: string, id: string | null, { path, wanted, found }: Misfit): MillraceError {
  const which = id === null ? 'A document' : `The document with _id ${id}`;
  return new MillraceError(
    'cast_failed',
    `${which} of ${collection} has ${found} in ${path}, which is declared ${wanted}.`,
    {
      hint: `Correct the document, declare ${path} as what it is (\`any\` takes everything), or set onError: skip or reject.`,
    },
  );
}
