import { IconCircleCheckFilled, IconCircleXFilled, IconClock, IconInbox } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import type { Face } from '../runs/outcome.tsx';

const faces: Readonly<Record<Schemas['MailSummary']['state'], Face>> = {
  pending: { tone: 'neutral', shape: IconClock, word: 'on its way' },
  sent: { tone: 'good', shape: IconCircleCheckFilled, word: 'sent' },
  kept: { tone: 'neutral', shape: IconInbox, word: 'kept here, not sent' },
  failed: { tone: 'bad', shape: IconCircleXFilled, word: 'not sent' },
};

/** How a mail stands. */
export function faceOfMail(state: Schemas['MailSummary']['state']): Face {
  return faces[state];
}
