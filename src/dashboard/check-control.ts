import { didYouMean } from '../core/did-you-mean.ts';
import { fieldType, formatType } from '../model/value-type.ts';
import type { WrittenControl } from '../model/definitions/dashboard-schema.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import { toJson } from '../model/value-codec.ts';
import { validateDeclared } from '../model/validate-declared.ts';
import type { CheckedControl, DatasetOptions, RowColumn } from './checked-dashboard.ts';
import { checkSource } from './check-source.ts';
import type { DashboardCheck } from './dashboard-check.ts';

/** The most options that a select offers. */
const mostOptions = 1000;

/** Checks a control; undefined where its parameter is not known. */
export function checkControl(check: DashboardCheck, control: WrittenControl, path: Path): CheckedControl | undefined {
  const { fields } = check.around;
  const field = fields.find(({ name }) => name === control.param);
  if (field === undefined) {
    const hint =
      didYouMean(
        control.param,
        fields.map(({ name }) => name),
      ) ?? 'Declare it under `params:`.';
    const message = `the dashboard has no parameter '${control.param}'`;
    check.report({ path: [...path, 'param'], code: 'unknown_parameter', message, hint });
    return undefined;
  }
  checkType(check, { control, field, path });
  const { type, label = field.label ?? field.name } = control;
  const plain = { type, field, label };
  if (type !== 'select') return { ...plain, options: undefined, choices: undefined };
  return { ...plain, ...optionsOf(check, { control, field, path }) };
}

interface ControlPlace {
  readonly control: WrittenControl;
  readonly field: DeclaredField;
  readonly path: Path;
}

function checkType(check: DashboardCheck, { control: { type, options }, field, path }: ControlPlace): void {
  const { kind } = field.type;
  if (type === 'date' && kind !== 'date') {
    const message = `'${field.name}' is ${formatType(field.type)}, but this control gives a date`;
    check.report({
      path: [...path, 'type'],
      code: 'type_mismatch',
      message,
      hint: 'Use `type: text`, or let it be a date.',
    });
  }
  if (kind === 'record' || kind === 'list' || kind === 'any' || kind === 'binary') {
    const message = `a control sets one plain value, but '${field.name}' is ${formatType(field.type)}`;
    check.report({ path: [...path, 'param'], code: 'type_mismatch', message });
  }
  if (type === 'select' || options === undefined) return;
  const message = `a ${type} offers nothing to choose from: \`options\` have no effect`;
  check.report({ path: [...path, 'options'], code: 'no_effect', message, hint: 'Use `type: select`.', atKey: true });
}

/** Where a select takes its options from: itself, its parameter, or a dataset that has a parameter of this name. */
function optionsOf(check: DashboardCheck, place: ControlPlace): Pick<CheckedControl, 'options' | 'choices'> {
  const { control, field, path } = place;
  const at = [...path, 'options'];
  if (Array.isArray(control.options))
    return { options: plainOptions(check, control.options, { field, at }), choices: undefined };
  if (control.options !== undefined) return recordOptions(check, control.options, { ...place, path: at });
  if (field.options !== undefined)
    return { options: plainOptions(check, field.options, { field, at: path }), choices: undefined };
  if (field.type.kind === 'boolean') return { options: [true, false], choices: undefined };
  const declared = [...check.around.datasets.values()]
    .flatMap(({ parameters }) => parameters)
    .find((one) => one.field.name === field.name && (one.choices !== undefined || one.field.options !== undefined));
  if (declared?.choices !== undefined) return recordOptions(check, declared.choices, place);
  if (declared?.field.options !== undefined)
    return { options: plainOptions(check, declared.field.options, { field, at: path }), choices: undefined };
  const message = 'a select needs something to choose from';
  check.report({
    path,
    code: 'missing_key',
    message,
    hint: 'Give it `options:`: a list, or { dataset, value, label }.',
  });
  return { options: [], choices: undefined };
}

function plainOptions(
  check: DashboardCheck,
  written: readonly unknown[],
  { field: { name, type }, at }: { field: DeclaredField; at: Path },
): unknown[] {
  return written.flatMap((option, index) => {
    const { values, issues } = validateDeclared({ [name]: option }, [{ name, type, optional: false }]);
    for (const { message } of issues) check.report({ path: [...at, index], code: 'invalid_value', message });
    return issues.length > 0 ? [] : [toJson(values[name], type)];
  });
}

function recordOptions(
  check: DashboardCheck,
  { dataset, value, label = value }: DatasetOptions,
  { path, field }: ControlPlace,
): Pick<CheckedControl, 'options' | 'choices'> {
  const found = checkSource(check, { path, dataset });
  const nothing = { options: [], choices: undefined };
  if (found === undefined) return nothing;
  const { shape } = found.known;
  const columns = [value, label].flatMap((name, index): RowColumn[] => {
    const at = [...path, index === 0 ? 'value' : 'label'];
    if (fieldType(shape, name) !== undefined) {
      const expects = index === 0 ? { expects: field.type } : {};
      const checked = check.expression(
        { kind: 'field', name, at: { start: 0, end: 0 } },
        { path: at, records: { fields: shape }, ...expects },
      );
      return checked === undefined ? [] : [{ name, type: checked.type, value: checked }];
    }
    const hint =
      didYouMean(
        name,
        shape.map((one) => one.name),
      ) ?? 'Name one of its fields.';
    check.report({ path: at, code: 'unknown_field', message: `the dataset has no field '${name}'`, hint });
    return [];
  });
  if (columns.length < 2) return nothing;
  const rows = { where: undefined, columns, groupedBy: undefined, sorted: false, most: mostOptions };
  return { options: undefined, choices: { source: found.source, rows } };
}
