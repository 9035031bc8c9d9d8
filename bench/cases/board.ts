import { randomUUID } from 'node:crypto';
import { boardFiles } from '../../test/e2e/board-workspace.ts';
import { type EventReader, readEvents } from '../../test/http/event-reader.ts';
import { serve, type Served } from '../../test/http/served.ts';
import { defineCase } from '../define-case.ts';

const viewers = 50;
const changes = 30;

interface Viewer {
  readonly reader: EventReader;
  readonly view: string;
}

async function look(served: Served): Promise<Viewer> {
  const reader = await readEvents(served.address, { cookie: served.cookie });
  const view = randomUUID();
  const call = { method: 'PUT', body: { stream: reader.stream } };
  const { status } = await served.call(`/api/v1/dashboards/inventory/views/${view}`, call);
  if (status !== 200) throw new RangeError(`opening a view gave ${status}`);
  return { reader, view };
}

/** When a viewer saw this stock on the board. */
async function seen({ reader, view }: Viewer, stock: number): Promise<number> {
  const event = await reader.until(
    ({ name, data }) =>
      name === 'picture' && data.view === view && data.index === 1 && data.picture.content?.rows[0]?.[0] === stock,
  );
  return event.at;
}

const evaluations = async (served: Served): Promise<number> =>
  (await served.call('/api/v1/datasets/stock-levels')).body.figures.evaluations as number;

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/** A board on fifty screens. */
export const bench = defineCase({
  title: 'A change of the stock on fifty open boards',
  method: `${viewers} event streams look at one page of six widgets over one dataset. ${changes} times a chain is run by the API that
writes one document under the dataset's tag. Timed from the call of the API (so the run itself is within) to the new picture on
each stream; the server, its runners and all readers share the machine.`,
  async run() {
    const served = await serve(boardFiles);
    const all: Viewer[] = [];
    try {
      for (let at = 0; at < viewers; at++) all.push(await look(served));
      await Promise.all(all.map((viewer) => seen(viewer, 276)));
      const before = await evaluations(served);
      const delays: number[] = [];
      for (let change = 1; change <= changes; change++) {
        const start = performance.now();
        const run = served.run('stock', 'SetLevel', {
          parameters: { product: 'Sencha', warehouse: 'SIN', level: change },
        });
        const times = await Promise.all(all.map((viewer) => seen(viewer, 276 + change)));
        delays.push(...times.map((at) => at - start));
        await run;
      }
      return [
        { what: 'change to picture, p95', value: quantile(delays, 0.95) / 1000, unit: 's', target: 1 },
        { what: 'change to picture, median', value: quantile(delays, 0.5) / 1000, unit: 's' },
        {
          what: 'evaluations for each change',
          value: ((await evaluations(served)) - before) / changes,
          unit: 'x',
          target: 1,
        },
      ];
    } finally {
      for (const { reader } of all) reader.close();
      await served.close();
    }
  },
});
