/** Versions of workflows: what instances pin. */
import { sql } from 'kysely';
import type { StoreContext } from './open-store.ts';

/** The latest version of each workflow that was ever kept, by name. */
export async function latestWorkflows(
  store: StoreContext,
): Promise<ReadonlyMap<string, { version: number; hash: string }>> {
  const rows = await store.db
    .selectFrom('millrace.definitions')
    .distinctOn('name')
    .select(['name', 'version', 'hash'])
    .where('workgroup_id', '=', store.workgroup)
    .where('kind', '=', 'workflow')
    .orderBy('name')
    .orderBy('version', 'desc')
    .execute();
  return new Map(rows.map(({ name, version, hash }) => [name, { version, hash }]));
}

/** The YAML of a version; undefined if there is none. */
export async function workflowSource(store: StoreContext, name: string, version: number): Promise<string | undefined> {
  const row = await store.db
    .selectFrom('millrace.definitions')
    .select('source')
    .where('workgroup_id', '=', store.workgroup)
    .where('kind', '=', 'workflow')
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return row?.source ?? undefined;
}

/** A version of a workflow, with how many instances follow it that have not ended. */
export interface VersionStanding {
  readonly workflow: string;
  readonly version: number;
  readonly at: number;
  readonly open: number;
}

/** All versions, or those of one workflow; the newest first. */
export async function versionStandings(store: StoreContext, name?: string): Promise<readonly VersionStanding[]> {
  const only = name === undefined ? sql`` : sql`and definition.name = ${name}`;
  const { rows } = await sql<VersionStanding>`
    select definition.name as workflow, definition.version, definition.created_at as at,
      (select count(*)::integer from millrace.workflow_instances as instance
        where instance.workgroup_id = definition.workgroup_id and instance.workflow = definition.name
          and instance.definition = definition.version and instance.version > 0 and not instance.final) as open
    from millrace.definitions as definition
    where definition.workgroup_id = ${store.workgroup}::uuid and definition.kind = 'workflow' ${only}
    order by definition.name, definition.version desc`.execute(store.db);
  return rows;
}
