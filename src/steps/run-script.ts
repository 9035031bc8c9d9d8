/** Carries records to a script's process and back. Invariant: one lot of records is on its way, none is held beside it. */
import { MillraceError } from '../core/errors.ts';
import type { RunBelonging, StepContext } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/template.ts';
import { ceilingFor } from '../isolate/guest-command.ts';
import type { GuestOrder, GuestPart, ScriptFault, ScriptMode } from '../isolate/guest-order.ts';
import { GuestPool } from '../isolate/guest-pool.ts';
import type { GuestProcess } from '../isolate/guest-process.ts';
import { preludeSource } from '../isolate/prelude.ts';
import { type Batch, type BatchStream, type DataRecord, Timestamp } from '../model/value.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf, type Shape } from '../model/value-type.ts';
import { faultMessage, resultReader } from './script-result.ts';
import { ScriptLog } from './script-log.ts';

/** A checked script. */
export interface ScriptPlan {
  readonly code: string;
  readonly mode: ScriptMode;
  /** How many records a call gets; undefined for one that is no list. */
  readonly batch: number | undefined;
  readonly params: readonly { readonly name: string; readonly value: CheckedValue }[];
  readonly input: Shape;
  readonly output: Shape;
  /** Milliseconds, and bytes. */
  readonly timeout: number;
  readonly memory: number;
}

const guests: RunBelonging<GuestPool> = { name: 'the processes of scripts', make: () => new GuestPool() };

/** About how many characters travel at once, and how many a record may have. */
const lotSize = 4_000_000;
const largestRecord = 16_000_000;

/** Records that a call of the function is about. */
type Call = readonly DataRecord[];

/** Calls that travel together, with their JSON. */
interface Lot {
  readonly calls: readonly Call[];
  readonly text: string;
}

/** Runs the script over the records. */
export async function* runScript(plan: ScriptPlan, input: BatchStream, context: StepContext): BatchStream {
  const pool = context.own(guests);
  const log = new ScriptLog(context);
  let guest: GuestProcess | undefined;
  let whole = false;
  try {
    for await (const lot of lots(plan, input, context)) {
      if (guest === undefined) {
        guest = pool.take(context.clock, plan.memory);
        await guest.start(orderFor(plan, context), context.signal);
      }
      whole = false;
      const done = await perform(plan, lot, { guest, context, log });
      whole = true;
      yield done;
    }
  } finally {
    if (guest !== undefined) await (whole ? pool.giveBack(guest, plan.memory) : pool.discard(guest));
  }
}

function orderFor(plan: ScriptPlan, context: StepContext): GuestOrder {
  const { env } = context;
  const params = Object.fromEntries(
    plan.params.map(({ name, value }) => [name, toJson(value.evaluate({}, env), value.type)]),
  );
  const { now } = env.context;
  const key = context.effectKey('random');
  return {
    prelude: preludeSource(),
    code: plan.code,
    mode: plan.mode,
    argument: plan.batch === undefined ? ('record' as const) : ('records' as const),
    params,
    now: now instanceof Timestamp ? Number(now.micros / 1000n) : 0,
    seed: [0, 8, 16, 24].map((at) => Number.parseInt(key.slice(at, at + 8), 16)),
    memory: plan.memory,
    timeout: plan.timeout,
    ceiling: ceilingFor(plan.memory),
  };
}

/** Calls, gathered so that a lot is neither small nor large. */
async function* lots(plan: ScriptPlan, input: BatchStream, context: StepContext): AsyncGenerator<Lot> {
  const type = recordOf(plan.input);
  for await (const calls of plan.batch === undefined ? single(input) : grouped(input, plan.batch)) {
    let texts: string[] = [];
    let gathered: Call[] = [];
    let size = 0;
    for (const call of calls) {
      const json = call.map((record) => JSON.stringify(toJson(record, type)));
      const text = plan.batch === undefined ? json[0]! : `[${json.join(',')}]`;
      if (text.length > largestRecord) throw tooLarge(context);
      if (gathered.length > 0 && size + text.length > lotSize) {
        yield { calls: gathered, text: `[${texts.join(',')}]` };
        texts = [];
        gathered = [];
        size = 0;
      }
      texts.push(text);
      gathered.push(call);
      size += text.length;
    }
    if (gathered.length > 0) yield { calls: gathered, text: `[${texts.join(',')}]` };
  }
}

function tooLarge({ step }: StepContext): MillraceError {
  return new MillraceError('limit', `A call of ${step.name} would get more than ${largestRecord} characters.`, {
    hint: 'Select the fields that the script needs before it, or lower `batch`.',
  });
}

async function* single(input: BatchStream): AsyncGenerator<readonly Call[]> {
  for await (const batch of input) yield batch.map((record) => [record]);
}

/** Lists of exactly so many records, however they come in: what a script gives must not hang on that. */
async function* grouped(input: BatchStream, size: number): AsyncGenerator<readonly Call[]> {
  let open: DataRecord[] = [];
  for await (const batch of input) {
    const full: Call[] = [];
    for (const record of batch) {
      open.push(record);
      if (open.length < size) continue;
      full.push(open);
      open = [];
    }
    if (full.length > 0) yield full;
  }
  if (open.length > 0) yield [open];
}

interface Performing {
  readonly guest: GuestProcess;
  readonly context: StepContext;
  readonly log: ScriptLog;
}

async function perform(plan: ScriptPlan, { calls, text }: Lot, { guest, context, log }: Performing): Promise<Batch> {
  const read = resultReader(plan);
  const done: DataRecord[] = [];
  let received = 0;
  await guest.send(text, {
    patience: plan.timeout,
    signal: context.signal,
    part(answer) {
      const part = checkedPart(answer, received, calls.length);
      for (const [level, message] of part.lines) log.line(level, message);
      const faults = new Map(part.faults);
      part.results.forEach((result, at) => {
        const call = calls[received + at]!;
        try {
          const fault = faults.get(received + at);
          if (fault !== undefined) throw new MillraceError('evaluation_failed', faultMessage(fault));
          for (const record of read(result, call)) done.push(record);
        } catch (error) {
          for (const record of call) context.failRecord(record, error);
        }
      });
      received += part.results.length;
      if (part.done && received !== calls.length) throw unreadable();
      return part.done;
    },
  });
  return done;
}

/** An answer, if it has the form that was agreed on: a guest is not trusted. */
function checkedPart(text: string, from: number, calls: number): GuestPart {
  const part = JSON.parse(text) as Partial<GuestPart> | null;
  const { results, faults, lines } = part ?? {};
  if (!Array.isArray(results) || !Array.isArray(faults) || !Array.isArray(lines)) throw unreadable();
  const lists = [...(faults as unknown[]), ...(lines as unknown[])];
  if (part?.from !== from || from + results.length > calls || !lists.every((each) => Array.isArray(each)))
    throw unreadable();
  // A part without results and without an end would go on for ever.
  if (results.length === 0) throw unreadable();
  const known = (faults as [number, ScriptFault | null][]).map(([at, fault]): [number, ScriptFault] => [
    at,
    { name: String(fault?.name ?? ''), message: String(fault?.message ?? ''), stack: String(fault?.stack ?? '') },
  ]);
  return { from, results, faults: known, lines, done: part.done === true };
}

function unreadable(): MillraceError {
  return new MillraceError('evaluation_failed', 'The script gave an answer that cannot be read.', {
    hint: 'It may have changed globals such as JSON or Array.prototype.',
  });
}
