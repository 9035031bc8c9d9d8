import { someNode } from '../expression/typed-tree.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { WrittenClick, WrittenWidget } from '../model/definitions/dashboard-schema.ts';
import type { Path } from '../model/problem.ts';
import { types } from '../model/value-type.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { CheckedClick, CheckedWidget, RowColumn, WidgetType } from './checked-dashboard.ts';
import { checkFormat } from './check-format.ts';
import { checkRows } from './check-rows.ts';
import { checkSource } from './check-source.ts';
import type { DashboardCheck, RecordScope } from './dashboard-check.ts';

type Key = Exclude<keyof WrittenWidget, 'type' | 'at' | 'title'>;

/** What each type takes beside `type`, `at` and `title`. */
const keysOf: Readonly<Record<WidgetType, { readonly needs: readonly Key[]; readonly takes: readonly Key[] }>> = {
  number: { needs: ['dataset', 'value'], takes: ['params', 'where', 'format', 'onClick'] },
  table: { needs: ['dataset'], takes: ['params', 'where', 'columns', 'format', 'onClick'] },
  bar: { needs: ['dataset', 'x', 'y'], takes: ['params', 'where', 'colour', 'format', 'onClick'] },
  line: { needs: ['dataset', 'x', 'y'], takes: ['params', 'where', 'colour', 'format', 'onClick'] },
  pie: { needs: ['dataset', 'x', 'y'], takes: ['params', 'where', 'format', 'onClick'] },
  text: { needs: ['text'], takes: ['dataset', 'params', 'where'] },
};

/** Checks a widget; undefined where it cannot be drawn at all. */
export function checkWidget(check: DashboardCheck, widget: WrittenWidget, path: Path): CheckedWidget | undefined {
  checkKeys(check, widget, path);
  const { type, title, text, dataset, onClick } = widget;
  const found = dataset === undefined ? undefined : checkSource(check, { path, dataset, params: widget.params });
  const rows = found && checkRows(check, { path, widget, shape: found.known.shape });
  const titled =
    title === undefined ? undefined : check.value(title, { path: [...path, 'title'], expects: types.text });
  const written =
    text === undefined
      ? undefined
      : check.value(text, { path: [...path, 'text'], expects: types.text, records: rows?.scope });
  const click = onClick && checkClick(check, onClick, { path: [...path, 'onClick'], records: rows?.scope });
  checkFormat(check, widget, { path, columns: rows?.plan.columns });
  if ((dataset !== undefined && rows === undefined) || (type === 'text' && written === undefined)) return undefined;
  const drawn: (CheckedValue | undefined)[] = [
    rows?.plan.where,
    ...(rows?.plan.columns ?? []).map(({ value }) => value),
    written,
    ...(click?.parameters ?? []).map(({ value }) => value),
  ];
  return {
    type,
    at: [widget.at[0] ?? 0, widget.at[1] ?? 0, widget.at[2] ?? 1, widget.at[3] ?? 1],
    title: titled,
    source: found?.source,
    rows: rows?.plan,
    text: written,
    click,
    format: widget.format,
    shareable: !drawn.some((value) =>
      value?.expressions.some((one) => someNode(one, ({ kind }) => kind === 'context')),
    ),
  };
}

function checkKeys(check: DashboardCheck, widget: WrittenWidget, path: Path): void {
  const { needs, takes } = keysOf[widget.type];
  for (const key of needs) {
    if (widget[key] !== undefined) continue;
    const message = `a ${widget.type} needs \`${key}\``;
    check.report({ path, code: 'missing_key', message, hint: `Add \`${key}:\`.` });
  }
  const known: readonly string[] = ['type', 'at', 'title', ...needs, ...takes];
  for (const key of Object.keys(widget)) {
    if (known.includes(key)) continue;
    const message = `a ${widget.type} takes no \`${key}\`: it would have no effect`;
    const hint = `A ${widget.type} takes ${[...needs, ...takes].join(', ')}.`;
    check.report({ path: [...path, key], code: 'no_effect', message, hint, atKey: true });
  }
  if (widget.type !== 'text' || widget.dataset !== undefined) return;
  for (const key of ['params', 'where'] as const) {
    if (widget[key] === undefined) continue;
    const message = `without a \`dataset\`, \`${key}\` has no effect`;
    check.report({
      path: [...path, key],
      code: 'no_effect',
      message,
      hint: 'Remove it, or name a dataset.',
      atKey: true,
    });
  }
}

interface ClickPlace {
  readonly path: Path;
  readonly records: RecordScope | undefined;
}

function checkClick(check: DashboardCheck, click: WrittenClick, place: ClickPlace): CheckedClick | undefined {
  const { open, set } = click;
  const { path } = place;
  if ((open === undefined) === (set === undefined)) {
    const message = open === undefined ? 'a click does nothing here' : 'a click either opens a page or sets parameters';
    const hint = open === undefined ? 'Give it `open:` or `set:`.' : 'Parameters for the page stand under `with`.';
    check.report({ path, code: open === undefined ? 'missing_key' : 'invalid_value', message, hint });
    return undefined;
  }
  if (open === undefined && click.with !== undefined) {
    const message = '`with` belongs to a page that is opened';
    check.report({ path: [...path, 'with'], code: 'no_effect', message, hint: 'Use `set:` alone.', atKey: true });
  }
  if (open !== undefined && !check.around.pages.includes(open)) {
    const hint = didYouMean(open, check.around.pages) ?? 'Add the page.';
    check.report({ path: [...path, 'open'], code: 'unknown_reference', message: `there is no page '${open}'`, hint });
  }
  const key = open === undefined ? 'set' : 'with';
  const parameters = Object.entries(click[key] ?? {}).flatMap(
    ([name, written]) => clickParameter(check, { name, written }, { ...place, path: [...path, key, name] }) ?? [],
  );
  return { page: open, parameters };
}

function clickParameter(
  check: DashboardCheck,
  { name, written }: { name: string; written: unknown },
  { path, records }: ClickPlace,
): RowColumn | undefined {
  const { fields } = check.around;
  const field = fields.find((one) => one.name === name);
  if (field === undefined) {
    const hint =
      didYouMean(
        name,
        fields.map((one) => one.name),
      ) ?? 'Declare it under `params:` of the dashboard.';
    const message = `the dashboard has no parameter '${name}'`;
    check.report({ path, code: 'unknown_parameter', message, hint, atKey: true });
    return undefined;
  }
  const value = check.value(written, { path, records, expects: field.type });
  return value && { name, type: field.type, value };
}
