/** How commands end: 0 is well, 2 usage or invalid definitions, the others as the outcome says. */
import { type ErrorCode, MillraceError, toMillraceError } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import { outcomeTable } from '../model/outcome-table.ts';

/** Faults of the command line or of definitions, found before anything ran. */
const usageCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'usage',
  'yaml_syntax',
  'unknown_kind',
  'unknown_key',
  'no_effect',
  'invalid_value',
  'missing_key',
  'duplicate_name',
  'unknown_reference',
  'import_cycle',
  'not_supported',
  'syntax',
  'unknown_field',
  'unknown_parameter',
  'unknown_context',
  'unknown_function',
  'type_mismatch',
  'too_complex',
  'setting_invalid',
]);

/** The exit code for usage and invalid definitions. */
export const usageExit = 2;

/** The exit code of a run. */
export function exitOfOutcome(outcome: Outcome): number {
  return outcomeTable[outcome].exit;
}

/** The exit code of a command that ended in an error. */
export function exitOfError(thrown: unknown): number {
  const error = toMillraceError(thrown);
  return usageCodes.has(error.code) ? usageExit : exitOfOutcome(error.outcome);
}

/** A fault of the command line. */
export function usage(message: string, hint?: string): MillraceError {
  return new MillraceError('usage', message, hint === undefined ? {} : { hint });
}
