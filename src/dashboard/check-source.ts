import { didYouMean } from '../core/did-you-mean.ts';
import { castable } from '../model/cast.ts';
import type { Path } from '../model/problem.ts';
import { formatType, sameType, type ValueType } from '../model/value-type.ts';
import type { DatasetParameter, KnownDataset, WidgetSource } from './checked-dashboard.ts';
import type { DashboardCheck } from './dashboard-check.ts';

/** Where the name of a dataset and its parameters stand. */
export interface SourcePlace {
  readonly path: Path;
  readonly dataset: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** A dataset with what is given to it. */
export interface CheckedSource {
  readonly known: KnownDataset;
  readonly source: WidgetSource;
}

/**
 * Checks that a dataset exists and that its parameters fit. One that is not given takes the dashboard's parameter of
 * the same name, where there is one. Undefined where nothing more can be said about its records.
 */
export function checkSource(check: DashboardCheck, place: SourcePlace): CheckedSource | undefined {
  const { dataset, params = {}, path } = place;
  const known = check.around.datasets.get(dataset);
  if (known === undefined) {
    if (!check.around.datasetNames.includes(dataset)) unknownDataset(check, place);
    return undefined;
  }
  const names = known.parameters.map(({ field }) => field.name);
  for (const name of Object.keys(params).filter((one) => !names.includes(one))) {
    const hint = didYouMean(name, names) ?? 'It has no parameters.';
    const message = `the dataset has no parameter '${name}'`;
    check.report({ path: [...path, 'params', name], code: 'unknown_parameter', message, hint, atKey: true });
  }
  const parameters = known.parameters.flatMap((parameter) => given(check, parameter, place) ?? []);
  return { known, source: { dataset, parameters } };
}

function unknownDataset(check: DashboardCheck, { path, dataset }: SourcePlace): void {
  const hint = didYouMean(dataset, check.around.datasetNames) ?? 'Define it with `kind: dataset`.';
  const message = `there is no dataset '${dataset}'`;
  check.report({ path: [...path, 'dataset'], code: 'unknown_reference', message, hint });
}

const isPlain = ({ kind }: ValueType): boolean => !['list', 'record', 'any'].includes(kind);

type Given = WidgetSource['parameters'][number];

function given(check: DashboardCheck, { field }: DatasetParameter, place: SourcePlace): Given | undefined {
  const { name, type } = field;
  const written = place.params ?? {};
  const path = [...place.path, 'params', name];
  const whole = { name, type, needed: !field.optional };
  if (Object.hasOwn(written, name)) {
    const value = check.value(written[name], { path, expects: type });
    return value && { ...whole, value };
  }
  const ours = check.around.fields.find((other) => other.name === name);
  if (ours === undefined) {
    if (field.optional) return undefined;
    const message = `the dataset '${place.dataset}' needs its parameter '${name}'`;
    const hint = `Give it under \`params:\`, or give the dashboard a parameter '${name}'.`;
    check.report({ path: [...place.path, 'dataset'], code: 'missing_key', message, hint });
    return undefined;
  }
  if (!sameType(ours.type, type) && !(isPlain(ours.type) && isPlain(type) && castable(ours.type, type))) {
    const message = `the dashboard's '${name}' is ${formatType(ours.type)}, but the dataset's is ${formatType(type)}`;
    const hint = `Say under \`params:\` what '${name}' is to be.`;
    check.report({ path: [...place.path, 'dataset'], code: 'type_mismatch', message, hint });
    return undefined;
  }
  const source = sameType(ours.type, type) ? `$${name}` : `$${name}::${formatType(type)}`;
  const value = check.expression(source, { path: [...place.path, 'dataset'] });
  return value && { ...whole, value };
}
