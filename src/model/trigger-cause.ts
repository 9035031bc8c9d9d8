/**
 * Glossary. *Trigger*: what starts a job beside its schedule. *Cause*: one thing that happened and starts a job once: an
 * end, a file, a change of a mark. *Mark*: the greatest value that was seen of what a trigger asks for (a watermark).
 */

import { idOfText } from '../core/ids.ts';

/** What planned an occurrence that a trigger caused, with what tells the cause from every other. */
export type CauseOrigin = `after:${string}` | `file:${string}` | `poll:${string}`;

/** What is known of a cause; marks as JSON. */
export interface CauseFacts {
  readonly on: 'job' | 'chain' | 'file' | 'poll';
  /** The job that ended. */
  readonly job?: string;
  /** Its occurrence. */
  readonly occurrence?: string;
  /** The chain that ended, or that was asked for the mark. */
  readonly chain?: string;
  /** The run that ended. */
  readonly run?: string;
  /** How it ended: of a job `succeeded`, `failed` or `cancelled`, of a chain its outcome. */
  readonly outcome?: string;
  /** The file that arrived: `data/inbox/a.csv`. */
  readonly file?: string;
  readonly mark?: unknown;
  /** The mark up to which the job has succeeded; absent where it never has. */
  readonly previous?: unknown;
  /** Why nobody can tell whether there is a cause: the occurrence fails with it. */
  readonly problem?: string;
}

/** One thing that happened and starts a job. */
export interface Cause {
  readonly origin: CauseOrigin;
  /** When it happened, in milliseconds since 1970. */
  readonly planned: number;
  readonly facts: CauseFacts;
}

/** A job or a chain whose end starts a job, if it ends in one of these ways. */
export interface CauseWatch {
  readonly kind: 'job' | 'chain';
  readonly subject: string;
  readonly outcomes: readonly string[];
}

/** Longer ones would not fit into an index. */
const LONGEST_ORIGIN = 200;

/** The origin of a cause: what tells it from every other of its kind, as people may read it where it is short. */
export function causeOrigin(kind: 'file' | 'poll', text: string): CauseOrigin {
  return `${kind}:${text.length <= LONGEST_ORIGIN ? text : idOfText(text)}`;
}

/** True for an origin that is a cause. */
export function isCauseOrigin(origin: string): origin is CauseOrigin {
  return /^(after|file|poll):/.test(origin);
}

/** A mark for people. */
function markWords(mark: unknown): string {
  return typeof mark === 'string' ? mark : JSON.stringify(mark);
}

/** What started it, in words: `after import-orders`, `file data/inbox/a.csv`. */
export function causeWords({ on, job, chain, file, outcome, mark, problem }: CauseFacts): string {
  if (on === 'file') return `file ${file ?? ''}`;
  if (on === 'poll') return problem === undefined ? `${chain ?? ''} gave ${markWords(mark)}` : `poll of ${chain ?? ''}`;
  const bad = outcome === 'failed' || outcome === 'cancelled' ? ` (${outcome})` : '';
  return `after ${(on === 'job' ? job : chain) ?? ''}${bad}`;
}
