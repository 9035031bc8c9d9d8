/** A board over a dataset of stock, and datasets that answer what a test says: the port that boards are built on. */
import assert from 'node:assert/strict';
import type { Outcome } from '../core/outcome.ts';
import { SimulatedClock } from '../core/clock.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import type { DatasetAnswer, DatasetOrder, Datasets } from '../model/dataset-query.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { parseShape, shapeOf } from '../model/parse-shape.ts';
import { localAdministrator } from '../model/principal.ts';
import type { Batch } from '../model/value.ts';
import { checkDashboards } from './check-dashboards.ts';
import type { CheckedDashboard, KnownDataset } from './checked-dashboard.ts';
import { createDashboards, type DashboardService } from './dashboard-service.ts';

const shape = {
  warehouse: 'text',
  product: 'text',
  level: 'integer',
  price: 'decimal(8,2)',
  low: 'boolean',
  day: 'date',
};

/** The datasets that boards of tests may look at. */
const knownDatasets: ReadonlyMap<string, KnownDataset> = new Map([
  ['stock', known(shape, [optional('warehouse'), optional('product')])],
  ['history', known(shape, [{ name: 'product', type: 'text' }])],
  ['warehouses', known({ code: 'text', name: 'text' }, [])],
]);

function optional(name: string) {
  return { name, type: 'text', optional: true };
}

function known(
  fields: Record<string, string>,
  parameters: readonly { name: string; type: string; optional?: boolean }[],
): KnownDataset {
  const declared = parameters.map(({ name, ...rest }) => [name, rest]);
  return {
    shape: shapeOf(parseShape(fields).fields),
    parameters: parseShape(Object.fromEntries(declared)).fields.map((field) => ({
      field,
      ...(field.name === 'warehouse' && { choices: { dataset: 'warehouses', value: 'code', label: 'name' } }),
    })),
  };
}

const documents = ['stock', 'history', 'warehouses']
  .map((name) => `kind: dataset\nname: ${name}\nchain: stock.Chain\n---\n`)
  .join('');

/** Checks a dashboard as it is written, behind `kind` and `name`. */
export function checkBoard(text: string) {
  const { workspace, problems } = workspaceOf(
    [
      { path: 'board.yaml', text: `kind: dashboard\nname: board\n${text}` },
      { path: 'datasets.yaml', text: documents },
    ],
    '/workspace',
  );
  const checked = checkDashboards({ workspace }, { functions: functionRegistry(), datasets: knownDatasets });
  const ofBoard = [...problems, ...checked.problems].filter(({ position }) => position?.file === 'board.yaml');
  return { board: checked.dashboards.get('board'), problems: ofBoard };
}

/** Datasets that answer what a test says, and count who looks. */
export class TestDatasets implements Datasets {
  readonly watchers = new Map<string, Set<(answer: DatasetAnswer) => void>>();

  async query(): Promise<DatasetAnswer> {
    return this.answer([]);
  }

  watch(order: DatasetOrder, listener: (answer: DatasetAnswer) => void): () => void {
    const key = keyOf(order);
    const listeners = this.watchers.get(key) ?? new Set();
    this.watchers.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.watchers.delete(key);
    };
  }

  /** Tells everybody who looks at a dataset with these parameters. */
  tell(dataset: string, parameters: Record<string, unknown>, answer: DatasetAnswer): void {
    for (const listener of this.watchers.get(keyOf({ dataset, parameters })) ?? []) listener(answer);
  }

  /** An answer with these records. */
  answer(records: Batch, more: Partial<DatasetAnswer> = {}): DatasetAnswer {
    const outcome: Outcome = records.length === 0 ? 'empty' : 'ok';
    return {
      outcome,
      records,
      shape: knownDatasets.get('stock')?.shape ?? [],
      total: records.length,
      truncated: false,
      at: 1000,
      version: '1',
      fingerprint: 'all',
      cache: 'miss',
      ...more,
    };
  }
}

const keyOf = ({ dataset, parameters }: Pick<DatasetOrder, 'dataset' | 'parameters'>): string =>
  `${dataset} ${JSON.stringify(parameters)}`;

/** Boards over datasets of a test, for somebody who may see everything. */
export function serveBoard(
  text: string,
  maySeeRuns = true,
): { boards: DashboardService; datasets: TestDatasets; board: CheckedDashboard } {
  const { board, problems } = checkBoard(text);
  assert.deepEqual(problems, []);
  assert.ok(board);
  const datasets = new TestDatasets();
  const boards = createDashboards({
    clock: new SimulatedClock('2026-03-01T08:00:00Z'),
    datasets,
    dashboards: () => new Map([['board', board]]),
    zone: () => 'Asia/Singapore',
    roles: () => new Map([['watcher', { privileges: ['dashboard:view'] }]]),
    maySeeRuns: () => maySeeRuns,
  });
  return { boards, datasets, board };
}

/** Who looks. */
export const viewer = localAdministrator;
