/** A runner process that says of every run that something of it was left behind which nothing could stop. */
import type { FromRunner } from './runner-protocol.ts';

const tell = (message: FromRunner): void => void process.send?.(message);

process.on('message', () =>
  tell({
    kind: 'end',
    spent: true,
    end: { outcome: 'cancelled', records: 0, rejected: 0, steps: [], duration: 0 },
  }),
);
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });
