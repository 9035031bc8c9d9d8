/** Places on the grid: inside of it, and no two on one cell. */
import { gridColumns } from '../model/definitions/dashboard-schema.ts';
import type { Fault } from '../model/definitions/schema-faults.ts';

/** A part of a page: its name for messages, and `[x, y, width, height]`. */
export interface Placed {
  readonly name: string;
  readonly at: readonly number[];
}

/** What is wrong with the places of a page's widgets; paths start at the list of widgets. */
export function layoutFaults(widgets: readonly Placed[]): readonly Fault[] {
  return widgets.flatMap(({ at }, index): Fault[] => {
    const path = [index, 'at'];
    const [x = 0, , width = 0, height = 0] = at;
    if (width === 0 || height === 0) {
      return [{ path, code: 'invalid_value', message: 'a widget is at least one column wide and one row high' }];
    }
    if (x + width > gridColumns) {
      const message = `it ends at column ${x + width}, but the grid has ${gridColumns}`;
      const hint = `Let x + width be at most ${gridColumns}.`;
      return [{ path, code: 'invalid_value', message, hint }];
    }
    const earlier = widgets.slice(0, index).find((other) => overlap(other.at, at));
    if (earlier === undefined) return [];
    return [
      {
        path,
        code: 'invalid_value',
        message: `it lies over ${earlier.name} at [${earlier.at.join(', ')}]`,
        hint: 'Move one of them.',
      },
    ];
  });
}

function overlap(
  [ax = 0, ay = 0, aw = 0, ah = 0]: readonly number[],
  [bx = 0, by = 0, bw = 0, bh = 0]: readonly number[],
) {
  return ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;
}
