import { IconAlertTriangleFilled, IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { type Face, Mark } from '../runs/outcome.tsx';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function faceOf({ errors, warnings }: Pick<Schemas['ChainSummary'], 'errors' | 'warnings'>): Face {
  if (errors > 0) return { tone: 'bad', shape: IconCircleXFilled, word: plural(errors, 'error') };
  if (warnings > 0) return { tone: 'warning', shape: IconAlertTriangleFilled, word: plural(warnings, 'warning') };
  return { tone: 'good', shape: IconCircleCheckFilled, word: 'in order' };
}

/** Whether a chain is in order. */
export function ChainStanding({ chain }: { readonly chain: Pick<Schemas['ChainSummary'], 'errors' | 'warnings'> }) {
  return <Mark face={faceOf(chain)} />;
}
