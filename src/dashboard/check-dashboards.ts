import { contextShape } from '../engine/check/context-shape.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import { parametersUsed } from '../expression/typed-walk.ts';
import type { FunctionRegistry } from '../expression/function-declaration.ts';
import type { DashboardDefinition } from '../model/definitions/definition.ts';
import { problemOfFault } from '../model/definitions/problem-at.ts';
import { under } from '../model/definitions/schema-faults.ts';
import { type DeclaredField, parseShape, shapeOf } from '../model/parse-shape.ts';
import type { Problem } from '../model/problem.ts';
import type { CheckedDashboard, CheckedPage, KnownDataset } from './checked-dashboard.ts';
import { checkControl } from './check-control.ts';
import { layoutFaults } from './check-layout.ts';
import { checkWidget } from './check-widget.ts';
import { DashboardCheck } from './dashboard-check.ts';

/** What dashboards are checked against beside the workspace. */
export interface DashboardServices {
  readonly functions: FunctionRegistry;
  readonly datasets: ReadonlyMap<string, KnownDataset>;
}

/** All dashboards that can be opened, by name, and what is wrong with the others. */
export interface CheckedDashboards {
  readonly dashboards: ReadonlyMap<string, CheckedDashboard>;
  readonly problems: readonly Problem[];
}

/** Checks the dashboards of a workspace against its datasets. */
export function checkDashboards(
  { workspace }: Pick<CheckedWorkspace, 'workspace'>,
  services: DashboardServices,
): CheckedDashboards {
  const dashboards = new Map<string, CheckedDashboard>();
  const problems: Problem[] = [];
  const datasetNames = workspace.documents.filter(({ kind }) => isDataset(kind)).map(({ name }) => name);
  for (const definition of workspace.dashboards.values()) {
    const { fields, faults } = parseShape(definition.params ?? {});
    const check = new DashboardCheck({
      fields,
      context: contextShape(workspace).filter(({ name }) => ['now', 'today', 'zone', 'user'].includes(name)),
      functions: services.functions,
      datasets: services.datasets,
      datasetNames,
      pages: definition.pages.map(({ name }) => name),
    });
    for (const fault of faults) check.report(under(['params'], fault));
    const parts = checkParts(check, definition);
    if (check.faults.every(({ severity }) => severity === 'warning')) {
      dashboards.set(definition.name, { definition, ...parts, attributes: shapeOf(workspace.attributes) });
    }
    problems.push(...check.faults.map((fault) => problemOfFault(definition, fault)));
  }
  return { dashboards, problems };
}

/** Told by its name, so that a workspace without this kind has none. */
const isDataset = (kind: string): boolean => kind === 'dataset';

function checkParts(
  check: DashboardCheck,
  definition: DashboardDefinition,
): Pick<CheckedDashboard, 'parameters' | 'controls' | 'pages'> {
  const { fields } = check.around;
  const controls = (definition.controls ?? []).flatMap(
    (control, index) => checkControl(check, control, ['controls', index]) ?? [],
  );
  const pages = definition.pages.map((page, index) => checkPage(check, page, index));
  const parameters = fields.map((field) => ({ field, value: checkDefault(check, field) }));
  if (check.faults.length === 0) reportUnused(check);
  return { parameters, controls, pages };
}

type WrittenPage = DashboardDefinition['pages'][number];

function checkPage(check: DashboardCheck, page: WrittenPage, index: number): CheckedPage {
  const path = ['pages', index];
  if (check.around.pages.indexOf(page.name) < index) {
    const message = `there is another page '${page.name}'`;
    check.report({ path: [...path, 'name'], code: 'duplicate_name', message, hint: 'Rename one of them.' });
  }
  const widgets = page.widgets.flatMap((widget, at) => checkWidget(check, widget, [...path, 'widgets', at]) ?? []);
  const placed = page.widgets.map(({ title, type, at }) => ({
    name: title === undefined ? `the ${type}` : `'${title}'`,
    at,
  }));
  for (const fault of layoutFaults(placed)) check.report(under([...path, 'widgets'], fault));
  return { name: page.name, widgets };
}

function checkDefault(check: DashboardCheck, field: DeclaredField) {
  if (field.default === undefined) return undefined;
  const used = new Set(check.used);
  const value = check.value(field.default, { path: ['params', field.name, 'default'], expects: field.type });
  for (const name of value?.expressions.flatMap((one) => parametersUsed(one)) ?? []) {
    const message = `a default cannot depend on a parameter ('${name}')`;
    check.report({ path: ['params', field.name, 'default'], code: 'invalid_value', message });
    if (!used.has(name)) check.used.delete(name);
  }
  return value;
}

/** What nothing looks at would be set and have no effect. */
function reportUnused(check: DashboardCheck): void {
  for (const { name } of check.around.fields) {
    if (check.used.has(name)) continue;
    const message = `nothing uses the parameter '${name}'`;
    const hint = 'Use it in a widget, or give a dataset a parameter of this name; or remove it.';
    check.report({ path: ['params', name], code: 'no_effect', message, hint, atKey: true });
  }
}
