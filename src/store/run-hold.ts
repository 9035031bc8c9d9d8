/**
 * Who may write about a run: the node that has taken it up, in the life in which it did. A node that was declared gone has
 * lost what it held, whatever it still believes; when it comes back it has another fencing token.
 */
import { type RawBuilder, sql } from 'kysely';

/** The node that works on a run, and its fencing token. */
export interface RunOwner {
  readonly node: string;
  readonly fence: number;
}

/** A run that is written about; with an owner only as long as that holds it. */
export interface WrittenRun {
  readonly id: string;
  readonly owner: RunOwner | undefined;
}

/** A run by its id alone is written about by somebody who need not hold it. */
export function writtenRun(run: string | WrittenRun): WrittenRun {
  return typeof run === 'string' ? { id: run, owner: undefined } : run;
}

/** True where a node was not declared gone in this life. */
export function isAlive({ node, fence }: RunOwner): RawBuilder<boolean> {
  return sql<boolean>`exists (select from millrace.nodes n
    where n.id = ${node}::uuid and n.fence = ${fence}::bigint and n.stopped_at is null)`;
}

/** True of a row of `runs` that the owner holds. */
export function heldBy(owner: RunOwner | undefined): RawBuilder<boolean> {
  if (owner === undefined) return sql<boolean>`true`;
  return sql<boolean>`(runs.node_id = ${owner.node}::uuid and runs.fence = ${owner.fence}::bigint and ${isAlive(owner)})`;
}

/** Of what is written beside a run: true where it is still queued, or its owner holds it. */
export function mayBeWritten({ id, owner }: WrittenRun): RawBuilder<boolean> {
  if (owner === undefined) return sql<boolean>`true`;
  return sql<boolean>`exists (select from millrace.runs
    where runs.id = ${id}::uuid and (runs.state = 'queued' or (runs.state = 'running' and ${heldBy(owner)})))`;
}
