/**
 * Nodes: processes that work on this database. A node lives while its lease does; the runs of one that is gone are ended
 * as `node_lost`, exactly once, whoever notices first. Leases go by the clock of the database, which all nodes share; a
 * node that was declared gone and comes back gets another fencing token, so that nothing of its earlier life counts.
 */
import { sql } from 'kysely';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { RunProblem } from '../model/run.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant } from './pool.ts';
import { endRun } from './runs.ts';
import { until } from './workflow-attempts.ts';

/** A node of ours, with the token that fences off writes of an earlier life. */
export interface NodeIdentity {
  readonly node: string;
  readonly fence: number;
}

/** The clock of the database, which all nodes share. */
const databaseTime = sql<string>`clock_timestamp()`;

/** What a node says about itself. */
export interface NodeDescription {
  readonly name: string;
  readonly roles: readonly string[];
  readonly version: string;
}

/** How long a node is believed to live after its last heartbeat unless it says otherwise, in milliseconds. */
export const leaseLength = 15_000;

/** Enters a node. */
export async function enterNode(
  store: StoreContext,
  { lease = leaseLength, ...description }: NodeDescription & { readonly lease?: number },
): Promise<NodeIdentity> {
  const row = await store.db
    .insertInto('millrace.nodes')
    .values({
      id: newId(),
      name: description.name,
      roles: [...description.roles],
      version: description.version,
      started_at: databaseTime,
      seen_at: databaseTime,
      lease_until: until(lease),
    })
    .returning(['id', 'fence'])
    .executeTakeFirstOrThrow();
  return { node: row.id, fence: row.fence };
}

/** Extends a node's lease; false when it was declared gone, and its runs with it. */
export async function beatNode(
  store: StoreContext,
  { node, fence }: NodeIdentity,
  lease: number = leaseLength,
): Promise<boolean> {
  const result = await store.db
    .updateTable('millrace.nodes')
    .set({ seen_at: databaseTime, lease_until: until(lease) })
    .where('id', '=', node)
    .where('fence', '=', fence)
    .where('stopped_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Lets a node go on that was declared gone, after a sleep of the machine say, with another token: the runs that it had
 * then stay ended, and what is still written for them finds nobody.
 */
export async function reviveNode(
  store: StoreContext,
  { node }: NodeIdentity,
  lease: number = leaseLength,
): Promise<NodeIdentity> {
  const { rows } = await sql<{ fence: number }>`
    update millrace.nodes
    set stopped_at = null, seen_at = clock_timestamp(), lease_until = ${until(lease)}, fence = default
    where id = ${node}::uuid returning fence`.execute(store.db);
  const [row] = rows;
  if (row !== undefined) return { node, fence: row.fence };
  throw new MillraceError('internal', `The node ${node} is not in the list of nodes any more.`);
}

/** Takes a node out that stops in good order. */
export async function leaveNode(store: StoreContext, { node }: Pick<NodeIdentity, 'node'>): Promise<void> {
  await store.db.updateTable('millrace.nodes').set({ stopped_at: databaseTime }).where('id', '=', node).execute();
}

/** A node as it is shown. */
export interface NodeState extends NodeDescription {
  readonly id: string;
  readonly startedAt: number;
  readonly seenAt: number;
}

/** Nodes that live. */
export async function listNodes(store: StoreContext): Promise<readonly NodeState[]> {
  const rows = await store.db
    .selectFrom('millrace.nodes')
    .selectAll()
    .where('stopped_at', 'is', null)
    .where('lease_until', '>', sql<number>`clock_timestamp()`)
    .orderBy('started_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    roles: row.roles,
    version: row.version,
    startedAt: row.started_at,
    seenAt: row.seen_at,
  }));
}

/** A run that was ended because its node is gone. */
export interface LostRun {
  readonly id: string;
  readonly chain: string;
  readonly job?: string;
  readonly occurrence?: string;
}

/**
 * Which nodes are gone: those whose lease has run out, and with `alone` (embedded PostgreSQL: nobody else can be there)
 * every other one.
 */
export interface LostNodesOptions {
  readonly self: Pick<NodeIdentity, 'node'>;
  readonly alone?: boolean;
  /** Told how many nodes this call declared gone, if any. */
  gone?(nodes: number): void;
}

interface BegunEffects {
  /** Steps of which nobody knows what they have done. */
  readonly effects: readonly string[];
  /** How many mails had left, as the ledger knows. */
  readonly mails: number;
}

const remedies = {
  uncertain: 'Check outside what has happened, then run it again.',
  mails: 'Its job sends only the others when it tries again; a new run sends all of them.',
  none: 'Run it again.',
} as const;

function lostProblem(startedAt: number, { effects, mails }: BegunEffects): RunProblem {
  const sent = mails === 0 ? [] : [`${mails} ${mails === 1 ? 'mail' : 'mails'} had left.`];
  const uncertain =
    effects.length === 0 ? [] : [`Effects had begun and may have happened in part: ${effects.join(', ')}.`];
  const facts = [...sent, ...uncertain];
  const begun = facts.length === 0 ? 'No effect that cannot be repeated had begun.' : facts.join(' ');
  return {
    code: 'node_lost',
    message: `The server stopped while this run, begun ${toInstant(startedAt)}, was going on. ${begun}`,
    hint: remedies[effects.length > 0 ? 'uncertain' : mails > 0 ? 'mails' : 'none'],
  };
}

async function declareGone(store: StoreContext, { self, alone }: LostNodesOptions): Promise<number> {
  let query = store.db
    .updateTable('millrace.nodes')
    .set({ stopped_at: databaseTime })
    .where('stopped_at', 'is', null)
    .where('id', '<>', self.node);
  if (!alone) query = query.where('lease_until', '<', sql<number>`clock_timestamp()`);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Ends the running runs whose node is gone; queued ones stay for whoever comes. */
export async function endLostRuns(store: StoreContext, options: LostNodesOptions): Promise<readonly LostRun[]> {
  let gone = 0;
  const lost = await inTransaction(store, async (inner) => {
    gone = await declareGone(inner, options);
    const rows = await inner.db
      .selectFrom('millrace.runs as run')
      .innerJoin('millrace.nodes as node', 'node.id', 'run.node_id')
      .select(['run.id', 'run.chain', 'run.job', 'run.occurrence_id', 'run.started_at', 'run.effects_begun'])
      .select(['run.records', 'run.rejected', 'run.steps'])
      .select(
        sql<number>`(select count(*)::integer from millrace.mails as mail where mail.run_id = run.id and mail.state in ('sent', 'kept'))`.as(
          'mails',
        ),
      )
      .where('run.state', '=', 'running')
      // Also what a node had in an earlier life that somebody else had locked when it was declared gone.
      .where(({ or, eb }) => or([eb('node.stopped_at', 'is not', null), eb('node.fence', '<>', eb.ref('run.fence'))]))
      .forUpdate('run')
      .skipLocked()
      .execute();
    for (const row of rows) {
      const startedAt = row.started_at ?? 0;
      await endRun(inner, row.id, {
        outcome: 'failed',
        problem: lostProblem(startedAt, { effects: row.effects_begun, mails: row.mails }),
        records: row.records,
        rejected: row.rejected,
        steps: row.steps.map((step) => (step.state === 'running' ? { ...step, state: 'failed' as const } : step)),
        duration: inner.clock.now() - startedAt,
      });
      await sql`delete from millrace.chain_state_holders where run_id = ${row.id}::uuid`.execute(inner.db);
    }
    return rows.map(({ id, chain, job, occurrence_id }) => ({
      id,
      chain,
      ...(job === null ? {} : { job }),
      ...(occurrence_id === null ? {} : { occurrence: occurrence_id }),
    }));
  });
  if (gone > 0) options.gone?.(gone);
  return lost;
}
