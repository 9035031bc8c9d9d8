/** How alerts and their messages look: always as colour, shape and word. */
import {
  IconAlertTriangleFilled,
  IconBell,
  IconBellOff,
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconClock,
  IconHourglass,
  IconInbox,
} from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import type { Face } from '../runs/outcome.tsx';

type Alert = Schemas['Alert'];
type Message = Schemas['AlertMessage'];

const kinds: Readonly<Record<Alert['kind'], Face>> = {
  failed: { tone: 'bad', shape: IconCircleXFilled, word: 'failed' },
  late: { tone: 'warning', shape: IconClock, word: 'late' },
  silent: { tone: 'warning', shape: IconBellOff, word: 'silent' },
  dead: { tone: 'bad', shape: IconAlertTriangleFilled, word: 'dead' },
};

/** What is wrong. */
export function faceOfAlert({ kind, state }: Pick<Alert, 'kind' | 'state'>): Face {
  if (state === 'pending') return { tone: 'neutral', shape: IconHourglass, word: `${kinds[kind].word}, not told yet` };
  return kinds[kind];
}

const events: Readonly<Record<Message['event'], string>> = {
  began: 'began',
  reminded: 'goes on',
  ended: 'ended',
  withdrawn: 'withdrawn',
};

/** What a message tells. */
export function faceOfEvent({ kind, event }: Pick<Message, 'kind' | 'event'>): Face {
  const word = `${kinds[kind].word}: ${events[event]}`;
  if (event === 'ended') return { tone: 'good', shape: IconCircleCheckFilled, word };
  if (event === 'withdrawn') return { tone: 'neutral', shape: IconBellOff, word };
  return { ...kinds[kind], word };
}

const states: Readonly<Record<Message['state'], Face>> = {
  waiting: { tone: 'neutral', shape: IconClock, word: 'on its way' },
  sent: { tone: 'good', shape: IconCircleCheckFilled, word: 'sent' },
  kept: { tone: 'neutral', shape: IconInbox, word: 'kept here, not sent' },
  failed: { tone: 'bad', shape: IconCircleXFilled, word: 'given up' },
};

/** How a message stands; one that was tried in vain is more than on its way. */
export function faceOfMessage({ state, attempts, detail }: Pick<Message, 'state' | 'attempts' | 'detail'>): Face {
  if (state === 'waiting' && attempts > 0 && detail !== '')
    return { tone: 'warning', shape: IconAlertTriangleFilled, word: 'could not leave yet' };
  return states[state];
}

/** How a firing stands. */
export function faceOfFiring({ endedAt, ending }: Pick<Schemas['AlertFiring'], 'endedAt' | 'ending'>): Face {
  if (endedAt === undefined) return { tone: 'bad', shape: IconBell, word: 'fires' };
  if (ending === 'withdrawn') return { tone: 'neutral', shape: IconBellOff, word: 'withdrawn' };
  return { tone: 'good', shape: IconCircleCheckFilled, word: 'well again' };
}
