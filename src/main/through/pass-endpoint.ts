/** A test as a call of an endpoint: bytes in, status and body out. */
import { isSuccess, outcomeTable } from '../../model/outcome-table.ts';
import { compareEffects } from './compare-effects.ts';
import { compareRows } from './compare-rows.ts';
import type { OpenAdapters } from './open-adapters.ts';
import type { Trial } from './trial-file.ts';
import { compareOutcome, wantedRows } from './wanted.ts';
import { type Difference, differ, type Tried } from './ways.ts';
import { sentValues } from './written-values.ts';

/** Passes the test on stage through its endpoint. */
export async function passEndpoint(
  { tried, name }: Trial,
  { endpoints, stage }: OpenAdapters,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const { outcome } = tried.run.end;
  const bytes = Buffer.from(JSON.stringify(bodyOf(tried)));
  const caller = stage.caller;
  const reply = await endpoints.receive({
    ...{ method: 'POST', path: `/${name}`, query: '', address: '127.0.0.1', signal },
    headers: { 'content-type': 'application/json' },
    identify: async () => caller,
    receive: async () => bytes,
  });
  const status = differ('status', `${statusOf(tried)}`, `${reply.status}`);
  const ended = compareOutcome(outcome, { outcome: reply.outcome });
  if (status.length + ended.length > 0 || !isSuccess(outcome)) return [...status, ...ended];
  const body: unknown = JSON.parse(reply.body);
  const rows = compareRows(wantedRows(tried), outcome === 'truncated' ? cutRecords(body) : body);
  return [...rows, ...compareEffects(tried.effects, stage.results.at(-1)?.effects ?? [])];
}

/** The record that the chain takes, or a list of them; else its parameters. */
function bodyOf({ chain, request }: Tried): unknown {
  if (chain.input === undefined) {
    return sentValues(
      request.parameters,
      chain.parameters.map(({ field }) => field),
    );
  }
  const fields = chain.input;
  const records = (request.input ?? []).map((one) => sentValues(one as Readonly<Record<string, unknown>>, fields));
  return records.length === 1 ? records[0] : records;
}

/** As the table says; what is busy because we have no room is 503. */
function statusOf({ run: { end } }: Tried): number {
  return end.outcome === 'busy' && end.problem?.code !== 'rate_limited' ? 503 : outcomeTable[end.outcome].http;
}

/** A body that says that it is not all. */
function cutRecords(body: unknown): unknown {
  const said = body as { readonly truncated?: unknown; readonly records?: unknown } | null;
  return said?.truncated === true ? said.records : body;
}
