/** What the server offers of dashboards: which there are, and views that follow their data. */
import { maySee, requireUse, type RoleTable } from '../access/permission.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { Datasets } from '../model/dataset-query.ts';
import type { Principal } from '../model/principal.ts';
import type { JsonValue } from '../model/value-codec.ts';
import type { CheckedDashboard, CheckedPage } from './checked-dashboard.ts';
import { DrawnPictures } from './drawn-pictures.ts';
import { OpenView, type PartPicture } from './open-view.ts';
import { parametersToJson, viewerContext, viewParameters } from './view-environment.ts';

/** What somebody wants to look at. */
export interface ViewOrder {
  readonly dashboard: string;
  /** By name; the first where none is given. */
  readonly page?: string | undefined;
  /** JSON values by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  /** Called for every change after the view was opened. */
  changed(picture: PartPicture): void;
}

/** A view that was opened. */
export interface View {
  readonly page: CheckedPage;
  /** All parameters that have a value. */
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly titles: readonly (string | undefined)[];
  readonly pictures: readonly PartPicture[];
  /** Ends it; it must be called. */
  close(): void;
}

/** Dashboards as the server offers them. */
export interface DashboardService {
  /** Those that the principal may see, by name. */
  list(principal: Principal): readonly CheckedDashboard[];
  /** One of them; throws `not_found`, `denied` or `conflict`. */
  get(principal: Principal, name: string): CheckedDashboard;
  /** Opens a page; throws as `get` does, and `invalid_input` for parameters that are not right. */
  open(order: ViewOrder): View;
}

/** What dashboards need from around. */
export interface DashboardSurroundings {
  readonly clock: Clock;
  readonly datasets: Datasets;
  dashboards(): ReadonlyMap<string, CheckedDashboard>;
  /** The zone of the workspace. */
  zone(): string;
  /** The roles of the moment. */
  roles(): RoleTable;
  /** True if the principal may see runs of this dataset. */
  maySeeRuns(principal: Principal, dataset: string): boolean;
}

/** Dashboards over datasets. */
export function createDashboards(around: DashboardSurroundings): DashboardService {
  const drawn = new DrawnPictures();
  const visible = (principal: Principal): CheckedDashboard[] =>
    [...around.dashboards().values()].filter((one) => maySee(principal, one.definition));
  const get = (principal: Principal, name: string): CheckedDashboard => {
    const found = visible(principal).find(({ definition }) => definition.name === name);
    if (found === undefined)
      throw notFound(
        'dashboard',
        name,
        visible(principal).map(({ definition }) => definition.name),
      );
    const asked = { privilege: 'dashboard:view', roles: around.roles() } as const;
    requireUse(principal, { noun: 'dashboard', ...found.definition }, asked);
    return found;
  };
  const open = ({ dashboard: name, page: pageName, parameters: given, principal, changed }: ViewOrder): View => {
    const dashboard = get(principal, name);
    const page = pageOf(dashboard, pageName);
    const viewer = { principal, zone: around.zone() };
    const context = viewerContext(dashboard, { ...viewer, now: around.clock.now() });
    const parameters = viewParameters(dashboard, given, context);
    const { clock, datasets } = around;
    const maySeeRuns = (dataset: string): boolean => around.maySeeRuns(principal, dataset);
    const view = new OpenView({ dashboard, page, parameters, viewer, datasets, drawn, clock, maySeeRuns, changed });
    return {
      page,
      parameters: parametersToJson(dashboard, parameters),
      titles: view.titles,
      pictures: view.pictures,
      close: () => view.close(),
    };
  };
  return { list: visible, get, open };
}

function pageOf({ pages, definition }: CheckedDashboard, name: string | undefined): CheckedPage {
  const found = name === undefined ? pages[0] : pages.find((page) => page.name === name);
  if (found !== undefined) return found;
  throw notFound(
    `page of ${definition.name}`,
    name ?? '',
    pages.map((page) => page.name),
  );
}

function notFound(noun: string, name: string, known: readonly string[]): MillraceError {
  const hint = didYouMean(name, known);
  return new MillraceError('not_found', `There is no ${noun} '${name}'.`, hint === undefined ? {} : { hint });
}
