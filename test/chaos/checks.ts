/** What must hold when the last server has come to rest: nothing acknowledged is lost, nothing was done twice. */
import assert from 'node:assert/strict';
import type { StoreLook } from '../acceptance/shop.ts';
import type { Load } from './load.ts';

/** What is still going on, by a name; all zero when nothing is. */
export async function unrest(store: StoreLook): Promise<Record<string, number>> {
  const [row] = await store.query<Record<string, number>>(`select
    (select count(*)::int from millrace.runs where state <> 'ended') as runs,
    (select count(*)::int from millrace.delivery_keys where state = 'running') as keys,
    (select count(*)::int from millrace.deliveries where state = 'accepted') as receipts,
    (select count(*)::int from millrace.workflow_work where state = 'waiting' and due_at < now() + interval '5 minutes') as work,
    (select count(*)::int from millrace.workflow_instances where workflow = 'echo' and not final) as echoes,
    (select count(*)::int from millrace.workflow_instances where version = 0) as unstarted,
    (select count(*)::int from millrace.workflow_instances where lease_until > clock_timestamp()) as leases,
    (select count(*)::int from millrace.chain_state_holders) as holders`);
  return row!;
}

/** How many deliveries, runs and pieces of work died with a server and were taken up again. */
export async function takenUp(store: StoreLook): Promise<Record<string, number>> {
  const [row] = await store.query<Record<string, number>>(`select
    (select count(*)::int from millrace.deliveries where attempt > 1) as deliveries,
    (select count(*)::int from millrace.runs where problems::text like '%node_lost%') as runs,
    (select count(*)::int from millrace.workflow_history where kind = 'action' and (detail->>'attempts')::int > 1) as actions`);
  return row!;
}

const rows = <T extends Record<string, unknown>>(
  store: StoreLook,
  query: string,
  values: readonly unknown[] = [],
): Promise<T[]> => store.query<T>(query, values);

/** How often each value of a field stands in a collection. */
async function documentsBy(store: StoreLook, collection: string, field: string): Promise<Map<string, number>> {
  const found = await store.query<{ key: string; count: number }>(
    `select body->>'${field}' as key, count(*)::int as count from millrace.documents d
     join millrace.collections c on c.id = d.collection_id where c.name = $1 group by 1`,
    [collection],
  );
  return new Map(found.map(({ key, count }) => [key, count]));
}

/** What the store says of deliveries, to tell what became of them. */
function endsOf(store: StoreLook, keys: readonly string[]): Promise<Record<string, unknown>[]> {
  return rows(
    store,
    `select d.key, d.endpoint, d.state, d.outcome, d.attempt, r.outcome as run, r.problems, r.effects_begun
     from unnest($1::text[]) as k (key) left join millrace.deliveries d on d.key = k.key
     left join millrace.runs r on r.id = d.run_id`,
    [keys],
  );
}

/** Orders: every acknowledged one once in either place, and none that was sent twice anywhere. */
export async function checkOrders(store: StoreLook, load: Load, tableKeys: readonly string[]): Promise<void> {
  const documents = await documentsBy(store, 'orders', 'delivery');
  const acknowledged = [...load.kept, ...load.received];
  const table = new Set(tableKeys);
  assert.equal(table.size, tableKeys.length, 'no order has two rows');
  const without = acknowledged.filter((delivery) => documents.get(delivery) !== 1 || !table.has(delivery));
  assert.deepEqual(await endsOf(store, without), [], 'every acknowledged order left one document and one row');
  assert.deepEqual(
    [...documents].filter(([delivery, count]) => count !== 1 || !load.sent.has(delivery)),
    [],
    'no order left two documents, and none that nobody sent',
  );
  const found = await rows<{ key: string; outcome: string; count: number }>(
    store,
    `select key, outcome, count(*)::int as count from millrace.deliveries
     where endpoint in ('keep', 'receive') and key is not null group by 1, 2`,
  );
  const deliveries = new Map(found.map(({ key, outcome, count }) => [key, `${outcome} ${count}`]));
  assert.deepEqual(
    acknowledged.filter((key) => deliveries.get(key) !== 'ok 1').map((key) => [key, deliveries.get(key)]),
    [],
    'every acknowledged order is one delivery that ended ok',
  );
}

interface InstanceRow extends Record<string, unknown> {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly n: number;
  readonly label: string;
  /** Committed attempts by the history: how many, and their versions and states in order. */
  readonly events: string[];
  readonly tasks: number;
  readonly timers: number;
}

/** Instances: each is what its history says, and its history is what its sender was told. */
export async function checkInstances(store: StoreLook, { instances, starts }: Load): Promise<void> {
  const found = await rows<InstanceRow>(
    store,
    `select i.id, i.state, i.version::int, (i.public->>'n')::int as n, i.public->>'label' as label,
      (select count(*)::int from millrace.workflow_tasks t where t.instance_id = i.id) as tasks,
      (select count(*)::int from millrace.workflow_work w where w.instance_id = i.id and w.kind = 'timer') as timers,
      (select array_agg(h.name || ' ' || h.version || ' ' || h.to_state order by h.version)
       from millrace.workflow_history h where h.instance_id = i.id and h.kind = 'event' and h.outcome = 'ok') as events
     from millrace.workflow_instances i where workflow = 'counter'`,
  );
  const notes = await documentsBy(store, 'notes', 'instance');
  const marks = await documentsBy(store, 'marks', 'instance');
  const about = (row: InstanceRow) => ({
    ...row,
    notes: notes.get(row.id) ?? 0,
    marks: marks.get(row.id) ?? 0,
  });
  assert.deepEqual(found.map(about), found.map(expected), 'every instance is what its committed attempts made of it');
  const byId = new Map(found.map((row) => [row.id, row]));
  for (const [id, { label, steps }] of instances)
    assert.deepEqual([byId.get(id)?.label, byId.get(id)?.n], [label, steps], `the acknowledged steps of ${id}`);
  const labels = found.map(({ label }) => label);
  assert.equal(new Set(labels).size, labels.length, 'no start made two instances');
  assert.deepEqual(
    labels.filter((label) => !starts.has(label)),
    [],
    'no instance that nobody started',
  );
}

/** What an instance must look like, by how far it counted alone. */
function expected(row: InstanceRow) {
  const { id, n, label } = row;
  const isOdd = n % 2 === 1;
  const steps = Array.from({ length: n }, (_, at) => `step ${at + 2} ${at % 2 === 0 ? 'odd' : 'even'}`);
  return {
    ...{ id, state: isOdd ? 'odd' : 'even', version: n + 1, n, label },
    ...{ tasks: isOdd ? 1 : 0, timers: isOdd ? 1 : 0, events: ['begin 1 even', ...steps] },
    ...{ notes: Math.ceil(n / 2), marks: n },
  };
}

/**
 * Who was told outside: of no event twice. Where nobody can tell whether it was told, because a server died on the way, an
 * incident says so; gives how many those are.
 */
export async function checkTold(store: StoreLook, told: ReadonlyMap<string, number>): Promise<number> {
  const incidents = await rows<{ event: string; code: string }>(
    store,
    `select work->>'event' as event, problem->>'code' as code from millrace.workflow_work where state = 'incident'`,
  );
  assert.deepEqual(
    incidents.filter(({ code }) => code !== 'effect_uncertain'),
    [],
    'no incident but those of which nobody knows',
  );
  assert.deepEqual(
    [...told].filter(([, times]) => times > 1),
    [],
    'nobody was told twice',
  );
  const uncertain = new Set(incidents.map(({ event }) => event));
  const steps = await stepsIntoOdd(store);
  assert.deepEqual(
    steps.filter((event) => !told.has(event) && !uncertain.has(event)),
    [],
    'every committed step was told, or waits for somebody to look',
  );
  return uncertain.size;
}

async function stepsIntoOdd(store: StoreLook): Promise<string[]> {
  const found = await rows<{ id: string }>(
    store,
    `select id from millrace.workflow_history where workflow = 'counter' and kind = 'event' and outcome = 'ok' and to_state = 'odd'`,
  );
  return found.map(({ id }) => id);
}

/** What instances began together with their commits: one echo for each, whose timer rang once, and a note of each after. */
export async function checkEchoes(store: StoreLook): Promise<number> {
  const steps = await stepsIntoOdd(store);
  const echoes = await rows<{ id: string; event: string; state: string; rings: number }>(
    store,
    `select i.id, i.public->>'event' as event, i.state, (select count(*)::int from millrace.workflow_history h
       where h.instance_id = i.id and h.name = 'ring' and h.outcome = 'ok') as rings
     from millrace.workflow_instances i where workflow = 'echo'`,
  );
  assert.deepEqual(
    echoes.map(({ event }) => event).toSorted(),
    steps.toSorted(),
    'every committed step into odd started one echo, and no other did',
  );
  const notes = await documentsBy(store, 'notes', 'instance');
  assert.deepEqual(
    echoes.filter(({ id, state, rings }) => state !== 'rung' || rings !== 1 || notes.get(id) !== 1),
    [],
    'every echo rang once, and its note was made once',
  );
  return echoes.length;
}
