/** How users, keys and secrets stand: as colour, shape and word. */
import {
  IconBan,
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconClock,
  IconKeyOff,
  IconServer,
} from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { type Face, Mark } from '../runs/outcome.tsx';

function faceOfUser({ enabled, hasPassword, signedInAt }: Schemas['User']): Face {
  if (!enabled) return { tone: 'neutral', shape: IconBan, word: 'disabled' };
  if (!hasPassword && signedInAt === undefined) return { tone: 'warning', shape: IconClock, word: 'new' };
  return { tone: 'good', shape: IconCircleCheckFilled, word: 'enabled' };
}

/** Whether a user may sign in. */
export function UserMark({ user }: { readonly user: Schemas['User'] }) {
  return <Mark face={faceOfUser(user)} />;
}

const faces: Readonly<Record<Schemas['ApiKey']['state'], Face>> = {
  live: { tone: 'good', shape: IconCircleCheckFilled, word: 'live' },
  expired: { tone: 'neutral', shape: IconClock, word: 'expired' },
  revoked: { tone: 'neutral', shape: IconBan, word: 'revoked' },
};

/** Whether a key works. */
export function KeyMark({ state }: Pick<Schemas['ApiKey'], 'state'>) {
  return <Mark face={faces[state]} />;
}

function faceOfSecret({ place, readable }: Schemas['Secret']): Face {
  if (!readable) return { tone: 'bad', shape: IconKeyOff, word: 'not readable' };
  if (place === 'none') return { tone: 'bad', shape: IconCircleXFilled, word: 'missing' };
  if (place === 'store') return { tone: 'good', shape: IconCircleCheckFilled, word: 'set' };
  return { tone: 'good', shape: IconServer, word: place === 'file' ? 'from a file' : 'from the environment' };
}

/** Whether a secret has a value, and where from. */
export function SecretMark({ secret }: { readonly secret: Schemas['Secret'] }) {
  return <Mark face={faceOfSecret(secret)} />;
}
