/** A test as the table of a dashboard that somebody looks at once. */
import { MillraceError } from '../../core/errors.ts';
import type { View } from '../../dashboard/dashboard-service.ts';
import { lookOnce } from '../../dashboard/look-once.ts';
import type { PictureContent, PictureState, WidgetPicture } from '../../dashboard/picture.ts';
import { outcomeTable, type Picture } from '../../model/outcome-table.ts';
import { compareRows, type WantedRows } from './compare-rows.ts';
import type { OpenAdapters } from './open-adapters.ts';
import type { Trial } from './trial-file.ts';
import { compareOutcome, wantedRows } from './wanted.ts';
import { type Difference, differ, type Tried } from './ways.ts';
import { sentValues } from './written-values.ts';

/** How long to wait for a picture, in milliseconds. */
const patience = 300_000;

/** The face of a widget that shows what the table says, where nothing was shown before. */
const faces: Readonly<Record<Picture, PictureState>> = {
  rows: 'rows',
  'cut rows': 'rows',
  'no data': 'empty',
  issues: 'issues',
  'sign in': 'sign-in',
  'no access': 'no-access',
  'not found': 'not-found',
  'last good': 'failed',
  failed: 'failed',
  none: 'failed',
};

/** Passes the test on stage through its dashboard. */
export async function passDashboard(
  trial: Trial,
  open: OpenAdapters,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const { tried } = trial;
  const { outcome } = tried.run.end;
  const view = await look(trial, open, signal);
  // What is wrong with parameters is said when the page is opened, before there are pictures.
  if (view instanceof MillraceError) return compareOutcome(outcome, { outcome: view.outcome, problem: view });
  const picture = view.pictures[0]?.picture ?? { state: 'loading' };
  const face = faceDifferences(tried, picture);
  if (face.length > 0 || picture.content === undefined) return face;
  const most = view.page.widgets[0]?.rows?.most ?? Number.POSITIVE_INFINITY;
  return [
    ...differ('cut', `${outcome === 'truncated'}`, `${picture.cut ?? false}`),
    ...compareContent(wantedRows(tried), picture.content, most),
  ];
}

async function look(
  { tried: { chain, request }, name }: Trial,
  { dashboards, stage }: OpenAdapters,
  signal: AbortSignal,
): Promise<Omit<View, 'close'> | MillraceError> {
  const fields = chain.parameters.map(({ field }) => field);
  const order = { dashboard: name, parameters: sentValues(request.parameters, fields), principal: stage.caller };
  try {
    return await lookOnce(dashboards, order, { clock: stage.clock, within: patience, signal });
  } catch (thrown) {
    if (thrown instanceof MillraceError && thrown.code !== 'internal') return thrown;
    throw thrown;
  }
}

function faceDifferences({ run }: Tried, { state, problem }: WidgetPicture): readonly Difference[] {
  const wanted = faces[outcomeTable[run.end.outcome].picture];
  return differ('picture', wanted, wanted === state || problem === undefined ? state : `${state} (${problem.message})`);
}

/** Rows as they go to those who look: lists of cells below named columns, no more than a table shows. */
function compareContent(wanted: WantedRows, content: PictureContent, most: number): readonly Difference[] {
  const { columns, rows, total } = JSON.parse(JSON.stringify(content)) as PictureContent;
  const names = columns.map(({ name }) => name);
  const shown = wanted.records.slice(0, most);
  const counts = differ('total', `${wanted.records.length}`, `${total}`);
  const titles = differ('columns', wanted.shape.map(({ name }) => name).join(', '), names.join(', '));
  // Which rows are the first is not defined where the order is not.
  if (!wanted.ordered && shown.length < wanted.records.length) return [...counts, ...titles];
  const records = rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at]])));
  return [...counts, ...titles, ...compareRows({ ...wanted, records: shown }, records)];
}
