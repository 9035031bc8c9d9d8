import { IconBan, IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { type Face, Mark } from '../runs/outcome.tsx';

const faces: Readonly<Record<Schemas['AuditEntry']['result'], Face>> = {
  done: { tone: 'good', shape: IconCircleCheckFilled, word: 'done' },
  refused: { tone: 'warning', shape: IconBan, word: 'refused' },
  failed: { tone: 'bad', shape: IconCircleXFilled, word: 'failed' },
};

/** How something that was tried came out. */
export function ResultMark({ result }: { readonly result: Schemas['AuditEntry']['result'] }) {
  return <Mark face={faces[result]} />;
}
