import { toMillraceError } from '../core/errors.ts';
import type { Env } from '../expression/closure.ts';
import type { DatasetAnswer } from '../model/dataset-query.ts';
import { isSuccess, outcomeTable } from '../model/outcome-table.ts';
import { type JsonValue, toJson } from '../model/value-codec.ts';
import type { RowPlan } from './checked-dashboard.ts';
import { drawRows } from './draw-rows.ts';
import type { WidgetPicture } from './picture.ts';

/** The options of a select as rows of value and label, each value once. */
export function drawControl(plan: RowPlan, answer: DatasetAnswer, env: Env): WidgetPicture {
  if (!isSuccess(answer.outcome)) {
    return { state: 'failed', problem: { message: `No options: ${outcomeTable[answer.outcome].meaning}.` } };
  }
  try {
    const { rows, total } = drawRows(plan, answer.records, { extras: [], env });
    const byValue = new Map<string, readonly JsonValue[]>();
    for (const { cells } of rows) {
      const row = plan.columns.map(({ type }, index) => toJson(cells[index], type));
      const key = JSON.stringify(row[0] ?? null);
      if (row[0] !== null && !byValue.has(key)) byValue.set(key, row);
    }
    const columns = plan.columns.map(({ name, type }) => ({ name, type: type.kind }));
    return { state: 'rows', content: { columns, rows: [...byValue.values()], total } };
  } catch (thrown) {
    return { state: 'failed', problem: { message: toMillraceError(thrown).message } };
  }
}
