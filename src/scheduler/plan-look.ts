/** Decides what a look at files or at a mark comes to. Pure. */
import { matchesGlob } from 'node:path';
import { type CauseFacts, causeOrigin } from '../model/trigger-cause.ts';
import type { FileLookDecision, FoundFile, KnownFile, LastPolled, Mark, PollDecision } from '../model/trigger-look.ts';
import type { Value } from '../model/value.ts';
import { compareValues } from '../model/value-compare.ts';
import { fromJson, toJson } from '../model/value-codec.ts';
import { formatType, type ValueType } from '../model/value-type.ts';
import type { FileLook, PollLook } from './trigger-rules.ts';

/** What was seen of the files. */
export interface FilesSeen {
  readonly found: readonly FoundFile[];
  readonly known: readonly KnownFile[];
  readonly now: number;
}

const isSame = (a: FoundFile, b: FoundFile): boolean => a.size === b.size && a.modified === b.modified;

/** Which files have arrived, in the order of their names: those that were the same for long enough, each once. */
export function planFileLook({ pattern, stable }: FileLook, { found, known, now }: FilesSeen): FileLookDecision {
  const before = new Map(known.map((file) => [file.path, file]));
  const present = new Set(found.map(({ path }) => path));
  const sorted = found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const seen = sorted.flatMap((file) => afterLook(file, before.get(file.path), { now, stable }) ?? []);
  const gone = known.filter(
    ({ path, goneAt }) => goneAt === undefined && !present.has(path) && matchesGlob(path, pattern),
  );
  const taken = seen.filter(({ takenAt }) => takenAt === now);
  return {
    files: [...seen, ...gone.map((file) => ({ ...file, goneAt: now }))],
    causes: taken.map(({ path, size, modified }) => ({
      origin: causeOrigin('file', `${path}@${size}-${modified}`),
      planned: now,
      facts: { on: 'file', file: path },
    })),
  };
}

/** How a file is to be remembered after a look; undefined where nothing changes. */
function afterLook(
  { path, size, modified }: FoundFile,
  before: KnownFile | undefined,
  { now, stable }: { readonly now: number; readonly stable: number },
): KnownFile | undefined {
  const file = { path, size, modified };
  if (before === undefined || !isSame(before, file)) return { ...file, seenAt: now };
  const { takenAt, goneAt } = before;
  if (takenAt !== undefined) return goneAt === undefined ? undefined : { ...file, seenAt: before.seenAt, takenAt };
  if (goneAt !== undefined || before.seenAt > now) return { ...file, seenAt: now };
  return now - before.seenAt >= stable ? { ...file, seenAt: before.seenAt, takenAt: now } : undefined;
}

/** What a chain gave, and what was known before. */
export interface MarkSeen {
  readonly value: Value;
  readonly type: ValueType;
  readonly known: Mark | undefined;
  readonly last: LastPolled | undefined;
  readonly now: number;
}

/** Whether a mark has grown. What is there when somebody looks for the first time is where it begins. */
export function planPoll({ chain }: PollLook, { value, type, known, last, now }: MarkSeen): PollDecision {
  const mark = { value: toJson(value, type), type: formatType(type) };
  if (known === undefined || known.type !== mark.type) return { mark, causes: [] };
  if (value === null) return { causes: [] };
  // An empty table has been seen before: what comes then is new.
  const isGreater = known.value === null || compareValues(value, fromJson(known.value, type), type) > 0;
  if (!isGreater) return { causes: [] };
  const previous = previousMark(known, last);
  const facts: CauseFacts = { on: 'poll', chain, mark: mark.value, ...(previous === null ? {} : { previous }) };
  return {
    mark,
    causes: [{ origin: causeOrigin('poll', `${chain} ${JSON.stringify(mark.value)}`), planned: now, facts }],
  };
}

/** The mark up to which the job has succeeded: what it was given last, unless that came to nothing. */
function previousMark(known: Mark, last: LastPolled | undefined): unknown {
  if (last === undefined) return known.value;
  return (last.done ? last.facts.mark : last.facts.previous) ?? null;
}
