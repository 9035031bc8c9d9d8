/**
 * What a widget shows, as it goes to those who look. Which outcome shows what is read from the outcome table. Invariant:
 * inner detail of a failure (its message, its run) is for those who may see the run, and for nobody else.
 */
import { MillraceError, toMillraceError } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Env } from '../expression/closure.ts';
import type { DatasetAnswer } from '../model/dataset-query.ts';
import { outcomeTable, type Picture } from '../model/outcome-table.ts';
import type { RunProblem } from '../model/run.ts';
import type { Value } from '../model/value.ts';
import { type JsonValue, toJson } from '../model/value-codec.ts';
import type { ValueType } from '../model/value-type.ts';
import type { CheckedWidget, RowColumn } from './checked-dashboard.ts';
import { drawRows } from './draw-rows.ts';

/** The faces of a widget. `waiting`: a parameter that its dataset needs was not chosen yet. */
export const pictureStates = [
  'loading',
  'waiting',
  'rows',
  'empty',
  'issues',
  'sign-in',
  'no-access',
  'not-found',
  'failed',
] as const;

/** One of the faces. */
export type PictureState = (typeof pictureStates)[number];

/** What is drawn. */
export interface PictureContent {
  readonly columns: readonly { readonly name: string; readonly type: ValueType['kind'] }[];
  readonly rows: readonly (readonly JsonValue[])[];
  /** Where a click on the row of the same place leads: parameters by name. */
  readonly targets?: readonly Readonly<Record<string, JsonValue>>[];
  readonly text?: string;
  /** How many rows there are, of which the first are shown. */
  readonly total: number;
}

/** A failure as it may be told. */
export interface PictureProblem {
  readonly message: string;
  readonly hint?: string;
  readonly run?: string;
}

/** What a widget shows. */
export interface WidgetPicture {
  readonly state: PictureState;
  readonly content?: PictureContent;
  /** True where the dataset's limit cut the records that this is drawn from. */
  readonly cut?: boolean;
  /** When the records were read, in milliseconds since 1970. */
  readonly at?: number;
  /** Set where newer records could not be read, or are being read. */
  readonly stale?: { readonly since: number; readonly problem?: PictureProblem };
  readonly problem?: PictureProblem;
  /** While waiting: the parameters that are missing. */
  readonly missing?: readonly string[];
}

/** What a picture is drawn from. */
export interface Drawing {
  readonly widget: CheckedWidget;
  readonly answer: DatasetAnswer;
  readonly env: Env;
  /** True if the one who looks may see runs of the dataset. */
  readonly maySeeRuns: boolean;
  /** What was shown before. */
  readonly before?: WidgetPicture | undefined;
  /** Draws the rows, or finds them drawn already. */
  readonly content?: () => PictureContent;
}

const faces: Readonly<Record<Picture, PictureState>> = {
  rows: 'rows',
  'cut rows': 'rows',
  'no data': 'rows',
  issues: 'issues',
  'sign in': 'sign-in',
  'no access': 'no-access',
  'not found': 'not-found',
  'last good': 'failed',
  failed: 'failed',
  none: 'failed',
};

/** The picture of an answer. */
export function pictureOf(drawing: Drawing): WidgetPicture {
  const { answer, before, maySeeRuns } = drawing;
  const meaning = outcomeTable[answer.outcome].picture;
  const told = problemOf(answer.outcome, answer.problem, { run: answer.run, maySeeRuns });
  if (meaning === 'last good' && before?.state === 'rows') {
    return { ...before, stale: { since: before.stale?.since ?? answer.at, problem: told } };
  }
  const face = faces[meaning];
  if (face !== 'rows') return { state: face, problem: told };
  try {
    return goodPicture(drawing, (drawing.content ?? (() => contentOf(drawing)))());
  } catch (thrown) {
    const error = toMillraceError(thrown);
    const state = faces[outcomeTable[error.outcome].picture];
    // An expression of the dashboard failed: that is no inner detail of anybody's run.
    const message = thrown instanceof MillraceError ? error.message : 'This could not be drawn.';
    return { state: state === 'rows' ? 'failed' : state, at: answer.at, problem: { message, ...hintOf(error.hint) } };
  }
}

function goodPicture({ widget, answer, maySeeRuns }: Drawing, content: PictureContent): WidgetPicture {
  const { stale, at, run } = answer;
  const isEmpty =
    widget.type !== 'text' &&
    (content.rows.length === 0 || (widget.type === 'number' && content.rows[0]?.[0] === null));
  const mark =
    stale === undefined
      ? {}
      : {
          stale: {
            since: stale.since,
            ...(stale.problem && { problem: problemOf('upstream', stale.problem, { run, maySeeRuns }) }),
          },
        };
  return { state: isEmpty ? 'empty' : 'rows', content, at, ...(answer.truncated && { cut: true }), ...mark };
}

/** Draws the rows of a widget that has a dataset. */
export function contentOf({ widget, answer, env }: Pick<Drawing, 'widget' | 'answer' | 'env'>): PictureContent {
  const { rows: plan, click, text } = widget;
  if (plan === undefined) return textContent(widget, env);
  const clicks = click?.parameters ?? [];
  const extras = [...clicks.map(({ value }) => value), ...(text === undefined ? [] : [text])];
  const { rows, total } = drawRows(plan, answer.records, { extras, env });
  const written = text === undefined ? undefined : rows[0]?.extras[clicks.length];
  return {
    columns: plan.columns.map(({ name, type }) => ({ name, type: type.kind })),
    rows: rows.map(({ cells }) => plan.columns.map(({ type }, index) => toJson(cells[index], type))),
    ...(click && { targets: rows.map((row) => targetOf(clicks, row.extras)) }),
    ...(typeof written === 'string' && { text: written }),
    total,
  };
}

function targetOf(clicks: readonly RowColumn[], values: readonly Value[]): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(clicks.map(({ name, type }, index) => [name, toJson(values[index], type)]));
}

/** The words of a text without a dataset. */
export function textContent({ text }: CheckedWidget, env: Env): PictureContent {
  const written = text?.evaluate({}, env);
  return { columns: [], rows: [], text: typeof written === 'string' ? written : '', total: 0 };
}

function problemOf(
  outcome: Outcome,
  problem: RunProblem | undefined,
  { run, maySeeRuns }: { run: string | undefined; maySeeRuns: boolean },
): PictureProblem {
  const plain = `${capital(outcomeTable[outcome].meaning)}.`;
  const isTheirs = outcomeTable[outcome].picture === 'issues';
  if (!maySeeRuns && !isTheirs) return { message: plain };
  return {
    message: problem?.message ?? plain,
    ...hintOf(problem?.hint),
    ...(run !== undefined && maySeeRuns && { run }),
  };
}

const hintOf = (hint: string | undefined): { hint?: string } => (hint === undefined ? {} : { hint });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
