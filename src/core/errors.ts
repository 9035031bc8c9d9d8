/**
 * The one catalogue of errors. Code, who is at fault and outcome stand here once; the wire, the command line, the run
 * record and the reference page read them from here. Invariant: every thrown error of ours is a {@link MillraceError}
 * with a code of this catalogue.
 */
import type { Outcome } from './outcome.ts';

/** Who can do something about it. */
export type Fault = 'caller' | 'author' | 'operator' | 'upstream' | 'millrace';

/** One entry of the catalogue. */
export interface ErrorEntry {
  /** What it means, as a sentence for the reference page. */
  readonly summary: string;
  readonly fault: Fault;
  /** How a run that meets it ends. */
  readonly outcome: Outcome;
  /** What to do about it, as a sentence for the reference page. */
  readonly remedy: string;
}

const entry = (
  outcome: Outcome,
  fault: Fault,
  ...[summary, remedy]: [summary: string, remedy: string]
): ErrorEntry => ({
  summary,
  fault,
  outcome,
  remedy,
});

/** All error codes, by the noun they belong to. */
export const errorCatalogue = {
  // definitions
  yaml_syntax: entry('invalid', 'author', 'The file is not valid YAML.', 'Correct the line that the message names.'),
  unknown_kind: entry('invalid', 'author', 'The document has no known kind.', 'Use one of the kinds in the message.'),
  unknown_key: entry('invalid', 'author', 'A key is not known here.', 'Remove it or use the name that is suggested.'),
  no_effect: entry('invalid', 'author', 'A key would have no effect.', 'Remove it.'),
  invalid_value: entry('invalid', 'author', 'A value has the wrong type or form.', 'Give what the message asks for.'),
  missing_key: entry('invalid', 'author', 'A required key is missing.', 'Add the key.'),
  duplicate_name: entry('invalid', 'author', 'Two things have the same name.', 'Rename one of them.'),
  unknown_reference: entry(
    'invalid',
    'author',
    'Something is named that does not exist.',
    'Correct the name or define it.',
  ),
  import_cycle: entry(
    'invalid',
    'author',
    'Chainsets, chains or jobs use each other in a circle.',
    'Break the circle.',
  ),
  not_supported: entry('invalid', 'author', 'This is designed but not supported yet.', 'Leave it out for now.'),
  // expressions
  syntax: entry('invalid', 'author', 'An expression cannot be read.', 'Correct it at the position in the message.'),
  unknown_field: entry(
    'invalid',
    'author',
    'An expression names a field that does not exist.',
    'Use a field of the shape.',
  ),
  unknown_parameter: entry('invalid', 'author', 'An expression names a parameter that is not declared.', 'Declare it.'),
  unknown_context: entry('invalid', 'author', 'An expression names an @ value that is not known here.', 'Use another.'),
  unknown_function: entry(
    'invalid',
    'author',
    'An expression calls a function that does not exist.',
    'See `millrace functions`.',
  ),
  type_mismatch: entry('invalid', 'author', 'Types do not fit together.', 'Cast, or use what the message asks for.'),
  too_complex: entry('invalid', 'author', 'An expression is nested too deeply or is too long.', 'Split it up.'),
  // values at run time
  invalid_input: entry('invalid', 'caller', 'A parameter or record breaks its declaration.', 'Correct the value.'),
  cast_failed: entry('invalid', 'caller', 'A value cannot be converted.', 'Correct the data, or use try_cast.'),
  overflow: entry('invalid', 'author', 'An integer or decimal is out of range.', 'Use number or a wider decimal.'),
  evaluation_failed: entry(
    'invalid',
    'author',
    'An expression failed on a record.',
    'Correct the data or the expression.',
  ),
  repeat_differs: entry(
    'invalid',
    'caller',
    'A delivery with this key came before with another body.',
    'Give each delivery a key of its own.',
  ),
  validation_failed: entry('invalid', 'caller', 'Records break a rule of a validate step.', 'Correct the records.'),
  too_many_rejects: entry('invalid', 'caller', 'More records were rejected than the chain allows.', 'See the rejects.'),
  output_mismatch: entry(
    'failed',
    'author',
    'The chain gave records of another shape than it declares.',
    'Correct steps or output.',
  ),
  test_failed: entry('failed', 'author', 'A test of the definitions failed.', 'See what was expected.'),
  // identity
  unauthenticated: entry('unauthenticated', 'caller', 'Nobody is signed in.', 'Sign in.'),
  bad_credentials: entry(
    'unauthenticated',
    'caller',
    'The sign-in link or password is not valid.',
    'Ask for a new one.',
  ),
  attribute_invalid: entry(
    'failed',
    'operator',
    'An attribute of a user is not of its declared type.',
    'Correct the attribute of the user.',
  ),
  locked_out: entry('busy', 'caller', 'There were too many tries to sign in.', 'Wait as long as the message says.'),
  denied: entry('denied', 'caller', 'The right to do this is missing.', 'Ask somebody who may.'),
  csrf: entry('denied', 'caller', 'The request did not come from our own page.', 'Reload the page.'),
  policy_failed: entry(
    'failed',
    'author',
    'A policy cannot be decided for a record, so nothing is shown.',
    'Correct the policy, or the data that it looks at.',
  ),
  policy_refused: entry(
    'denied',
    'author',
    'A source with policies is read in a way that could not keep to them.',
    'Name a table or collection, and its columns.',
  ),
  bad_signature: entry(
    'unauthenticated',
    'caller',
    'A signature is missing, wrong or too old.',
    'Sign the raw body as the endpoint says, with its secret.',
  ),
  not_found: entry('not-found', 'caller', 'It does not exist or may not be seen.', 'Check the name.'),
  conflict: entry('conflict', 'caller', 'The present state does not allow it.', 'Look at the state and try again.'),
  // workflows
  guard_refused: entry(
    'conflict',
    'caller',
    'No guard lets the event through.',
    'Read the reasons; the event may be allowed later or by somebody else.',
  ),
  no_verdict: entry(
    'failed',
    'author',
    'A guard did not say whether the event may pass, so nothing passes.',
    'Let the guard give one record with `allow` as true or false.',
  ),
  action_failed: entry(
    'failed',
    'author',
    'A chain of a workflow did not give the one record that was wanted.',
    'Correct the chain, or name a state for the outcome in `onError`.',
  ),
  version_misfit: entry(
    'failed',
    'author',
    'A live version of a workflow does not fit the chains as they are now.',
    'Let the chains fit again until its instances have ended.',
  ),
  effect_refused: entry(
    'invalid',
    'author',
    'A chain has effects where it may have none.',
    'Let it run after the commit, or move the effect elsewhere.',
  ),
  // limits
  busy: entry('busy', 'caller', 'Too much at once.', 'Try again later.'),
  overloaded: entry(
    'busy',
    'millrace',
    'The server has too much to do at once.',
    'Wait as long as Retry-After says; add nodes if it happens often.',
  ),
  rate_limited: entry('busy', 'caller', 'Too many requests.', 'Wait as long as Retry-After says.'),
  too_large: entry('invalid', 'caller', 'The body is larger than allowed.', 'Send less.'),
  wrong_media_type: entry('invalid', 'caller', 'The content type is not accepted.', 'Use the type in the message.'),
  limit: entry('failed', 'author', 'A limit of memory, disk or size was reached.', 'Raise the limit or read less.'),
  at_most: entry(
    'failed',
    'author',
    'More records would be changed than the step allows.',
    'Check the condition or raise the limit.',
  ),
  disk_full: entry('failed', 'operator', 'There is no room left on the disk.', 'Free some space and run it again.'),
  timeout: entry('timeout', 'upstream', 'It ran longer than it may.', 'Raise the timeout or read less.'),
  cancelled: entry('cancelled', 'caller', 'It was stopped.', 'Run it again.'),
  node_lost: entry(
    'failed',
    'operator',
    'The server stopped while the run was going on.',
    'Check the effects, then run it again.',
  ),
  effect_uncertain: entry(
    'failed',
    'upstream',
    'Nobody can tell whether an effect happened.',
    'Check outside, then run it again.',
  ),
  // other systems
  connection_failed: entry(
    'upstream',
    'upstream',
    'Another system cannot be reached or broke off.',
    'Check the connection.',
  ),
  upstream_refused: entry('upstream', 'upstream', 'Another system refused the request.', 'Read its message.'),
  recipient_refused: entry('upstream', 'upstream', 'The mail server refused a recipient.', 'Correct the address.'),
  outgoing_refused: entry('denied', 'author', 'An outgoing request is not allowed.', 'Use an allowed address.'),
  constraint: entry(
    'conflict',
    'upstream',
    'A database constraint refused the records.',
    'Correct the records or the key.',
  ),
  // files
  file_not_found: entry('not-found', 'author', 'A file does not exist.', 'Check the path; it starts at the workspace.'),
  file_outside: entry('denied', 'author', 'A path leads out of the workspace.', 'Use a path below data/.'),
  file_malformed: entry('invalid', 'upstream', 'A file is damaged or not of the format expected.', 'Correct the file.'),
  // operation
  setting_invalid: entry('failed', 'operator', 'A setting is not valid.', 'Correct the environment variable.'),
  secret_missing: entry('failed', 'operator', 'A secret has no value.', 'Set it with `millrace secrets set`.'),
  secret_unreadable: entry(
    'failed',
    'operator',
    'A stored secret cannot be read.',
    'Use the key that it was stored with, or set it again.',
  ),
  store_unavailable: entry(
    'failed',
    'operator',
    'The PostgreSQL of Millrace is not available.',
    'See `millrace doctor`.',
  ),
  usage: entry('invalid', 'caller', 'The command line is not understood.', 'See `millrace help`.'),
  internal: entry('failed', 'millrace', 'An error of Millrace itself.', 'Report it with the run id.'),
} as const satisfies Record<string, ErrorEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;

/** What may come with an error beside its code and message. */
export interface ErrorDetails {
  /** What would be right, as a sentence. */
  readonly hint?: string;
  /** The step it belongs to (`id`, or `uses` with its number). */
  readonly step?: string;
  /** What the error stands on; kept for the log, never shown to callers. */
  readonly cause?: unknown;
  /** For `invalid`: where the input is wrong. */
  readonly issues?: readonly Issue[];
}

/** One fault of an input, as callers see it. */
export interface Issue {
  readonly path: string;
  readonly message: string;
  readonly code: string;
}

/** The only error class that Millrace throws. */
export class MillraceError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly step: string | undefined;
  readonly issues: readonly Issue[] | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MillraceError';
    this.code = code;
    this.hint = details.hint;
    this.step = details.step;
    this.issues = details.issues;
  }

  /** How a run that meets this error ends. */
  get outcome(): Outcome {
    return errorCatalogue[this.code].outcome;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Anything thrown as a {@link MillraceError}; what is not ours becomes `internal`, or `disk_full` when the disk is. */
export function toMillraceError(thrown: unknown): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const systemCode = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (systemCode === 'ENOSPC' || systemCode === 'EDQUOT' || systemCode === '53100') {
    return new MillraceError('disk_full', 'There is no room left on the disk.', {
      hint: 'Free some space and run it again; nothing half-written was kept.',
      cause: thrown,
    });
  }
  return new MillraceError('internal', messageOf(thrown), { cause: thrown });
}
