/**
 * Nodes: processes that work on this database. A node lives while its lease does; the runs of one that is gone are ended
 * as `node_lost`, exactly once, whoever notices first.
 */
import { sql } from 'kysely';
import { newId } from '../core/ids.ts';
import type { RunProblem } from '../model/run.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { instantOf, toInstant } from './pool.ts';
import { endRun } from './runs.ts';

/** A node of ours, with the token that fences off writes of an earlier life. */
export interface NodeIdentity {
  readonly node: string;
  readonly fence: number;
}

/** What a node says about itself. */
export interface NodeDescription {
  readonly name: string;
  readonly roles: readonly string[];
  readonly version: string;
}

/** How long a node is believed to live after its last heartbeat, in milliseconds. */
export const leaseLength = 15_000;

/** Enters a node. */
export async function enterNode(store: StoreContext, description: NodeDescription): Promise<NodeIdentity> {
  const now = store.clock.now();
  const at = toInstant(now);
  const row = await store.db
    .insertInto('millrace.nodes')
    .values({
      id: newId(),
      name: description.name,
      roles: [...description.roles],
      version: description.version,
      started_at: at,
      seen_at: at,
      lease_until: toInstant(now + leaseLength),
    })
    .returning(['id', 'fence'])
    .executeTakeFirstOrThrow();
  return { node: row.id, fence: row.fence };
}

/** Extends a node's lease; false when it was declared gone, and its runs with it. */
export async function beatNode(store: StoreContext, { node }: NodeIdentity): Promise<boolean> {
  const now = store.clock.now();
  const result = await store.db
    .updateTable('millrace.nodes')
    .set({ seen_at: toInstant(now), lease_until: toInstant(now + leaseLength) })
    .where('id', '=', node)
    .where('stopped_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Lets a node go on that was declared gone, after a sleep of the machine say: the runs that it had then stay ended. */
export async function reviveNode(store: StoreContext, { node }: NodeIdentity): Promise<void> {
  const now = store.clock.now();
  await store.db
    .updateTable('millrace.nodes')
    .set({ stopped_at: null, seen_at: toInstant(now), lease_until: toInstant(now + leaseLength) })
    .where('id', '=', node)
    .execute();
}

/** Takes a node out that stops in good order. */
export async function leaveNode(store: StoreContext, { node }: NodeIdentity): Promise<void> {
  const stopped_at = toInstant(store.clock.now());
  await store.db.updateTable('millrace.nodes').set({ stopped_at }).where('id', '=', node).execute();
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
    .where('lease_until', '>', instantOf(store.clock.now()))
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
  readonly self: NodeIdentity;
  readonly alone?: boolean;
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

async function declareGone(store: StoreContext, { self, alone }: LostNodesOptions): Promise<void> {
  const at = toInstant(store.clock.now());
  let query = store.db
    .updateTable('millrace.nodes')
    .set({ stopped_at: at })
    .where('stopped_at', 'is', null)
    .where('id', '<>', self.node);
  if (!alone) query = query.where('lease_until', '<', instantOf(store.clock.now()));
  await query.execute();
}

/** Ends the running runs whose node is gone; queued ones stay for whoever comes. */
export function endLostRuns(store: StoreContext, options: LostNodesOptions): Promise<readonly LostRun[]> {
  return inTransaction(store, async (inner) => {
    await declareGone(inner, options);
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
      .where('node.stopped_at', 'is not', null)
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
}
