import { type ErrorCode, MillraceError, messageOf, toMillraceError } from '../../core/errors.ts';
import { socketCodes } from '../../core/socket-codes.ts';

/** What the driver says with an error. */
interface ServerFault {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlState?: string;
}

/** Also where its socket is a file, and what the driver itself says. */
const goneCodes = new Set([
  ...socketCodes,
  'ENOENT',
  'PROTOCOL_CONNECTION_LOST',
  'HANDSHAKE_NO_SSL_SUPPORT',
  'HANDSHAKE_SSL_ERROR',
]);

const byNumber: Readonly<Record<number, ErrorCode>> = Object.fromEntries([
  // No database, no access with this password, too many connections, shutting down, gone, killed.
  ...[1049, 1044, 1045, 1698, 1040, 1203, 1053, 1077, 1079, 1927, 2006, 2013].map((at) => [at, 'connection_failed']),
  // Duplicates, nulls, foreign keys, checks, no default.
  ...[1022, 1048, 1062, 1169, 1216, 1217, 1364, 1451, 1452, 1557, 1586, 3819, 4025].map((at) => [at, 'constraint']),
  // Out of range, cut off, of the wrong form, no JSON.
  ...[1264, 1265, 1292, 1366, 1367, 1406, 1411, 1416, 1441, 1525, 1690, 3140].map((at) => [at, 'cast_failed']),
  ...[1205, 1213, 1614].map((at) => [at, 'busy']),
  ...[1142, 1143, 1227, 1290, 1370].map((at) => [at, 'denied']),
]) as Readonly<Record<number, ErrorCode>>;

const hints: Partial<Record<ErrorCode, string>> = {
  connection_failed: 'Check that the server runs and that the connection is right.',
  constraint: 'Correct the records, or the key of the step.',
  cast_failed: 'Correct the records, or make the column wider.',
  busy: 'Another transaction was in the way; run it again.',
};

/** `for key 'stock.PRIMARY'`, "CONSTRAINT `price` failed for `shop`.`stock`", "CONSTRAINT `fk` FOREIGN KEY". */
function constraintName(message: string): string | undefined {
  const found = /for key '(?:[^'.]*\.)?([^']+)'|constraint [`'](?:[^`'.]*\.)?([^`']+)[`']/i.exec(message);
  return found?.[1] ?? found?.[2];
}

function constraintMessage(message: string, table: string | undefined): string {
  const name = constraintName(message);
  const what = name === undefined ? 'A constraint' : `The constraint ${name}`;
  return `${what}${table === undefined ? '' : ` of table ${table}`} refused the records: ${message}`;
}

/** Anything that the driver throws as an error of ours; `what` names the connection: `the connection shop`. */
export function mysqlError(thrown: unknown, what: string, table?: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const fault: ServerFault = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const message = messageOf(thrown);
  const isGone = goneCodes.has(fault.code ?? '') || /closed state|Connection lost/i.test(message);
  if (!isGone && fault.errno === undefined) return toMillraceError(thrown);
  const code = isGone ? 'connection_failed' : (byNumber[fault.errno ?? 0] ?? 'upstream_refused');
  const hint = hints[code];
  return new MillraceError(code, sentence(code, { message: message || (fault.code ?? ''), what, table }), {
    cause: thrown,
    ...(hint === undefined ? {} : { hint }),
  });
}

function sentence(
  code: ErrorCode,
  { message, what, table }: { message: string; what: string; table: string | undefined },
): string {
  if (code === 'constraint') return constraintMessage(message, table);
  if (code === 'connection_failed') return `The MySQL of ${what} cannot be reached or broke off: ${message}`;
  return `The MySQL of ${what} refused: ${message}`;
}
