import type { StepContext } from '../engine/step-contract.ts';
import type { BatchStream, DataRecord } from '../model/value.ts';
import type { Shape } from '../model/value-type.ts';
import { type SentEvent, workflowPort } from '../model/workflow-port.ts';
import { idOfText } from '../core/ids.ts';
import { recordIdentities } from './record-identity.ts';

/** How a record becomes an event, and what goes on of it. */
export interface Sending {
  readonly input: Shape;
  eventOf(record: DataRecord): Omit<SentEvent, 'id'>;
  /** The record as it goes on, given the id of its event. */
  after(record: DataRecord, id: string): DataRecord;
  /** What the effect is called. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/**
 * Sends an event for each record. Within an attempt of a workflow they are kept with its commit; elsewhere at once,
 * before the records go on. What is done again sends the same events, which are then done once.
 */
export async function* sendEvents(sending: Sending, input: BatchStream, context: StepContext): BatchStream {
  const identify = recordIdentities(sending.input, context);
  let count = 0;
  for await (const batch of input) {
    const events: SentEvent[] = [];
    const passed: DataRecord[] = [];
    for (const record of batch) {
      try {
        const id = idOfText(identify(record));
        events.push({ id, ...sending.eventOf(record) });
        passed.push(sending.after(record, id));
      } catch (error) {
        context.failRecord(record, error);
      }
    }
    await keep(events, context);
    count += events.length;
    yield passed;
  }
  if (count > 0) context.effect({ ...sending.summary, events: count });
}

async function keep(events: readonly SentEvent[], context: StepContext): Promise<void> {
  if (!context.performs || events.length === 0) return;
  const port = context.port(workflowPort);
  const orders = await port.prepare(events);
  const { buffer } = context;
  if (buffer === undefined) {
    await context.beforeEffect('idempotent');
    return port.keep(orders);
  }
  for (const [at, order] of orders.entries()) buffer.add({ port: workflowPort.name, key: events[at]?.id ?? '', order });
}
