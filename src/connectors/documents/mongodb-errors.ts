import { MongoError, MongoServerError } from 'mongodb';
import { type ErrorCode, MillraceError, messageOf, toMillraceError } from '../../core/errors.ts';

const notThere =
  /^Mongo(Network|NetworkTimeout|ServerSelection|TopologyClosed|NotConnected|ServerClosed|PoolClosed|PoolCleared|WaitQueueTimeout|CursorExhausted|ClientClosed|Systemic|Runtime|DNS|ClientBulkWriteCursor)Error$/;

/** What servers answer while they go down or change their primary. */
const goingAway = new Set([6, 7, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436, 43, 237]);
const codes: Readonly<Record<number, ErrorCode>> = {
  11000: 'constraint',
  11001: 'constraint',
  121: 'constraint',
  13: 'denied',
  112: 'busy',
  50: 'timeout',
};

function codeOf(error: MongoError): ErrorCode {
  if (notThere.test(error.name)) return 'connection_failed';
  if (!(error instanceof MongoServerError))
    return error.hasErrorLabel('ResumableChangeStreamError') ? 'connection_failed' : 'upstream_refused';
  const code = Number(error.code ?? 0);
  return goingAway.has(code) ? 'connection_failed' : (codes[code] ?? 'upstream_refused');
}

const hints: Partial<Record<ErrorCode, string>> = {
  connection_failed: 'Check that the server runs and that the url of the connection is right.',
  constraint: 'Correct the records, or the key of the step.',
  busy: 'Another operation was in the way; run it again.',
};

/** Anything that the driver throws as an error of ours; `what` names the connection. */
export function mongodbError(thrown: unknown, what: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  if (!(thrown instanceof MongoError)) return toMillraceError(thrown);
  const code = codeOf(thrown);
  const told = code === 'connection_failed' ? 'cannot be reached or broke off' : 'refused';
  const hint = hints[code];
  return new MillraceError(code, `The MongoDB of ${what} ${told}: ${messageOf(thrown)}`, {
    cause: thrown,
    ...(hint === undefined ? {} : { hint }),
  });
}
