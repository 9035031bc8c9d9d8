import { type ErrorCode, errorCatalogue, MillraceError, messageOf } from '../../core/errors.ts';
import { codeOfSqlError } from '../../expression/functions/sql-text.ts';

interface Rule {
  readonly when: RegExp;
  readonly code: ErrorCode;
  readonly hint?: string;
}

const raiseMemory = 'Filter, select or aggregate earlier, or raise the memory of the run.';

/** From the special to the general; the first that fits decides. */
const rules: readonly Rule[] = [
  {
    when: /No space left|max_temp_directory_size|disk.*full/i,
    code: 'disk_full',
    hint: 'Free some space and run it again.',
  },
  { when: /^Out of Memory Error|failed to (allocate|offload|pin)/i, code: 'limit', hint: raiseMemory },
  { when: /^INTERRUPT Error/i, code: 'cancelled' },
  { when: /^Permission Error/i, code: 'file_outside', hint: 'Use a path below data/.' },
  { when: /^IO Error.*(No files found|No such file|Cannot open file)/is, code: 'file_not_found' },
  {
    when: /CSV Error|malformed JSON|Malformed JSON|JSON transform error|No magic bytes|not a parquet file|too small to be a Parquet/i,
    code: 'file_malformed',
  },
  { when: /(parquet|thrift|snappy|gzip|zstd|Invalid unicode|invalid UTF-?8|utf-8)/i, code: 'file_malformed' },
  { when: /^IO Error/i, code: 'file_malformed' },
  { when: /^Out of Range Error/i, code: 'overflow', hint: 'Use number or a wider decimal.' },
];

const valueErrors = /^(Conversion|Invalid Input) Error/i;

/** An error of DuckDB as one of ours; what only a fault of ours can cause is `internal`. */
export function duckDbError(thrown: unknown): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const message = messageOf(thrown);
  const rule = rules.find(({ when }) => when.test(message));
  if (rule !== undefined) return ours(rule.code, message, { cause: thrown, hint: rule.hint });
  if (valueErrors.test(message)) return valueError(message, thrown);
  return ours('internal', message, { cause: thrown, hint: undefined });
}

/** A value on which an expression failed; where the query itself says which code, its message is not for people. */
function valueError(message: string, cause: unknown): MillraceError {
  const code = codeOfSqlError(message);
  const { summary, remedy } = errorCatalogue[code];
  return ours(code, message.includes('millrace:') ? summary : message, { cause, hint: remedy });
}

function ours(code: ErrorCode, message: string, more: { cause: unknown; hint: string | undefined }): MillraceError {
  const { cause, hint } = more;
  return new MillraceError(code, readable(message), hint === undefined ? { cause } : { cause, hint });
}

/** The message without the sort of error in front, and without the statement and the advice after it, which are not the user's. */
function readable(message: string): string {
  const [first = message] = message
    .replace(/^[A-Za-z ]+ Error: /, '')
    .split(/\n\s*\n|\nLINE \d+:|\nPossible solutions/);
  return first.trim();
}
