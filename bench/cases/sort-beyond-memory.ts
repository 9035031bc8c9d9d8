import { MillraceError } from '../../src/core/errors.ts';
import { defineCase } from '../define-case.ts';
import { chainOf, runApart } from '../run-apart.ts';

const rows = 20_000_000;
const memory = 256;

/** A full cycle of keys in no order, so that every record has to move. */
const text = chainOf(`
- uses: records
  with:
    generate: ${rows}
    compute:
      id: index
      key: index * 7919 % 20000003
      name: "'customer-' || index % 1000000"
      price: index * 0.25
- uses: sort
  with: { by: [key] }
- uses: derive
  with: { compute: { early: key < 10 } }
`);

/** What does not fit into the memory of a run by far. */
export const bench = defineCase({
  title: `Sort of ${rows / 1e6}M records with a ${memory} MB budget`,
  method: `${rows} records of two integers, a text and a number are made in a runner process (not read by DuckDB), sorted by a key in no order with \`memory: ${memory}mb\`, and handed on as records. Memory is the peak of the runner, with all that a process of Node takes by itself.`,
  async run(folder) {
    const { end, seconds, peak, idle } = await runApart({ text, folder, memory: memory * 2 ** 20 });
    if (end.records !== rows) throw new MillraceError('internal', `${end.records} records: ${end.problem?.message}`);
    return [
      { what: 'made and sorted', value: seconds, unit: 's' },
      { what: 'peak memory of the runner', value: peak, unit: 'MB', target: 768 },
      { what: 'the runner before it', value: idle, unit: 'MB' },
    ];
  },
});
