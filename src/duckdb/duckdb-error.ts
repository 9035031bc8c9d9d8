/** DuckDB's errors as ours. */
import { messageOf, MillraceError } from '../core/errors.ts';

/** The first line of DuckDB's message, without the name of its kind. */
function detail(message: string): string {
  return message.split('\n')[0]!.replace(/^[A-Z][\w ]*Error: /, '');
}

/** What was being done: for messages about files, the name of the file. */
export interface DuckDbWork {
  readonly file?: string;
}

type Rule = readonly [pattern: RegExp, make: (message: string, work: DuckDbWork) => MillraceError];

const rules: readonly Rule[] = [
  [
    /No space left on device|ENOSPC|max_temp_directory_size|disk.*full/i,
    () =>
      new MillraceError('disk_full', 'There is no room left on the disk.', {
        hint: 'Free some space and run it again; nothing half-written was kept.',
      }),
  ],
  [
    /^Out of Memory Error|failed to (allocate|offload|pin)/i,
    (message) =>
      new MillraceError('limit', `The memory of the run is used up: ${detail(message)}`, {
        hint: 'Raise `memory` of the chain, or leave wide fields out before this step: DuckDB works on 2,048 records at a time, whole.',
      }),
  ],
  [/^(INTERRUPT|Interrupted)/i, () => new MillraceError('cancelled', 'The query was stopped.')],
  [
    /^Permission Error/,
    (message) => new MillraceError('file_outside', detail(message), { hint: 'Use a path below data/.' }),
  ],
  [
    /No files found that match|No such file or directory|Cannot open file/,
    (message, { file }) =>
      new MillraceError('file_not_found', file === undefined ? detail(message) : `There is no file '${file}'.`),
  ],
  [/^Conversion Error/, (message) => new MillraceError('cast_failed', detail(message))],
  [/^Out of Range Error/, (message) => new MillraceError('overflow', detail(message))],
];

/** Damage that DuckDB finds in a file comes under many names. */
const fromFile =
  /^(IO|Invalid Input|Invalid|Serialization|Fatal|INTERNAL|Parser|Not implemented|Binder|Catalog) Error|^TProtocolException|parquet|thrift|zstd|snappy|gzip/i;

/** The same where a query reads several files, and no name is at hand: only what cannot be anything else. */
const fileContent =
  /^IO Error|CSV Error|malformed JSON|JSON transform error|No magic bytes|parquet|thrift|snappy|gzip|zstd|invalid (unicode|utf-?8)/i;

/** Anything that DuckDB threw as one of our errors; keeps what is ours already. */
export function fromDuckDb(thrown: unknown, work: DuckDbWork = {}): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const message = messageOf(thrown);
  const rule = rules.find(([pattern]) => pattern.test(message));
  if (rule) return withCause(rule[1](message, work), thrown);
  if (work.file !== undefined && fromFile.test(message)) {
    return new MillraceError('file_malformed', `${work.file} cannot be read: ${detail(message)}`, {
      hint: 'The file is damaged, cut off or of another format: get it anew from where it came.',
      cause: thrown,
    });
  }
  const code = fileContent.test(message) ? 'file_malformed' : 'internal';
  return new MillraceError(code, detail(message), { cause: thrown });
}

function withCause(error: MillraceError, cause: unknown): MillraceError {
  const { code, message, hint } = error;
  return new MillraceError(code, message, hint === undefined ? { cause } : { hint, cause });
}
