import { pause } from '../core/pause.ts';
import type { DirectResult } from '../engine/direct-run.ts';
import type { BufferedEffect } from '../engine/effect-buffer.ts';
import type { PerformedAction } from '../model/workflow-instance.ts';
import type { DataRecord } from '../model/value.ts';
import type { AttemptContext } from './attempt-context.ts';
import type { CheckedCall } from './checked-workflow.ts';
import { argumentsOf } from './instance-values.ts';
import { LeaseLost } from './lease-lost.ts';
import { isRetried } from './plan-actions.ts';

/** Where a call stands, over which record, and the list that it is noted in. */
export interface CallPlace {
  readonly place: string;
  readonly record: DataRecord;
  readonly performed: PerformedAction[];
}

/** Waits before an action that met `busy` is tried again, in milliseconds. */
const busyWaits = [100, 400];

/** How long before its end a claim is lengthened, in milliseconds. */
export const leaseMargin = 15_000;

/** Runs a chain of an attempt, as the sender; keyed effects are those of the event and the place. */
export async function runCall(
  context: AttemptContext,
  call: CheckedCall,
  { place, record, performed }: CallPlace,
): Promise<{ readonly result: DirectResult; readonly effects: readonly BufferedEffect[] }> {
  const given = argumentsOf(call, record, { env: context.env, shapes: context.workflow });
  for (let attempt = 0; ; attempt += 1) {
    await keepLease(context, call);
    const effects: BufferedEffect[] = [];
    const result = await context.services.runs.run({
      chain: call.chain,
      ...given,
      principal: context.sender.principal,
      trigger: { kind: 'workflow', of: context.workflow.name, subject: context.instance.id, place },
      effectId: `${context.event.id}/${place}`,
      ...(call.timeout === undefined ? {} : { limits: { timeout: call.timeout } }),
      buffer: { add: (effect) => effects.push(effect) },
    });
    performed.push(performedAction(place, call.chain, result));
    const wait = isRetried(result.outcome) ? busyWaits[attempt] : undefined;
    if (wait === undefined) return { result, effects };
    await pause(context.services.clock, wait);
  }
}

/** The claim must last as long as the chain may take. */
async function keepLease(context: AttemptContext, call: CheckedCall): Promise<void> {
  const { clock, store, versions } = context.services;
  const needed = (call.timeout ?? versions.timeoutOf(call.chain)) + leaseMargin;
  if (context.leaseUntil - clock.monotonic() >= needed) return;
  if (!(await store.extend(context.claim, needed + leaseMargin))) throw new LeaseLost();
  context.leaseUntil = clock.monotonic() + needed + leaseMargin;
}

/** A run as the history keeps it. */
export function performedAction(place: string, chain: string, result: DirectResult): PerformedAction {
  const { id, outcome, problem, duration, effects } = result;
  return { place, chain, run: id, outcome, ...(problem === undefined ? {} : { problem }), duration, effects };
}
