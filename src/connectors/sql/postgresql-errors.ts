import { isGoneFault } from '../../core/database-gone.ts';
import { type ErrorCode, MillraceError, messageOf, toMillraceError } from '../../core/errors.ts';

/** What PostgreSQL says with an error. */
interface ServerFault {
  readonly code?: string;
  /** What was asked of the system, where the fault is its own. */
  readonly syscall?: string;
  readonly table?: string;
  readonly constraint?: string;
  readonly column?: string;
  readonly detail?: string;
  readonly hint?: string;
}

function constraintMessage(fault: ServerFault, message: string): string {
  const where = fault.table === undefined ? '' : ` of table ${fault.table}`;
  const what = fault.constraint === undefined ? 'A constraint' : `The constraint ${fault.constraint}`;
  const column = fault.column === undefined ? '' : `, column ${fault.column}`;
  return `${what}${where}${column} refused the records: ${fault.detail ?? message}`;
}

function codeOf(fault: ServerFault, message: string): ErrorCode {
  const code = fault.code ?? '';
  if (isGoneFault({ ...fault, message })) return 'connection_failed';
  if (code.startsWith('23')) return 'constraint';
  if (code.startsWith('22')) return 'cast_failed';
  if (code === '40001' || code === '40P01' || code === '55P03') return 'busy';
  if (code === '42501') return 'denied';
  return 'upstream_refused';
}

const hints: Partial<Record<ErrorCode, string>> = {
  connection_failed: 'Check that the server runs and that the connection is right.',
  constraint: 'Correct the records, or the key of the step.',
  busy: 'Another transaction was in the way; run it again.',
};

/** Anything that the driver throws as an error of ours; `what` names the connection: `the connection shop`. */
export function postgresqlError(thrown: unknown, what: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const fault: ServerFault = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const message = messageOf(thrown);
  const isServers = fault.code !== undefined || isGoneFault({ message });
  if (!isServers || fault.code === '53100') return toMillraceError(thrown);
  const code = codeOf(fault, message);
  const text =
    code === 'constraint'
      ? constraintMessage(fault, message)
      : code === 'connection_failed'
        ? `The PostgreSQL of ${what} cannot be reached or broke off: ${message || fault.code}`
        : `The PostgreSQL of ${what} refused: ${message}`;
  const hint = fault.hint ?? hints[code];
  return new MillraceError(code, text, { cause: thrown, ...(hint === undefined ? {} : { hint }) });
}
