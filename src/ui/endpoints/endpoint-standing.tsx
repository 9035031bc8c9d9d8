/** How endpoints and deliveries stand: always as colour, shape and word. */
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconClock,
  IconPlayerPauseFilled,
} from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { type Face, Mark, OutcomeMark } from '../runs/outcome.tsx';

type Endpoint = Pick<Schemas['EndpointSummary'], 'enabled' | 'runnable'>;
type Delivery = Pick<Schemas['DeliverySummary'], 'state' | 'outcome'>;

function faceOfEndpoint({ enabled, runnable }: Endpoint): Face {
  if (!runnable) return { tone: 'bad', shape: IconCircleXFilled, word: 'has errors' };
  return enabled
    ? { tone: 'good', shape: IconCircleCheckFilled, word: 'open' }
    : { tone: 'neutral', shape: IconPlayerPauseFilled, word: 'switched off' };
}

/** Whether calls are taken. */
export function EndpointStanding({ endpoint }: { readonly endpoint: Endpoint }) {
  return <Mark face={faceOfEndpoint(endpoint)} />;
}

const ignored: Face = { tone: 'neutral', shape: IconCircleDashed, word: 'ignored' };
const accepted: Face = { tone: 'running', shape: IconClock, word: 'accepted' };

/** What became of a delivery. */
export function DeliveryMark({ delivery, large = false }: { readonly delivery: Delivery; readonly large?: boolean }) {
  const { state, outcome } = delivery;
  if (state === 'ignored') return <Mark face={ignored} large={large} title="It did not concern this endpoint." />;
  if (state === 'accepted') return <Mark face={accepted} large={large} title="It was stored; its run goes on." />;
  return <OutcomeMark run={{ state: 'ended', ...(outcome === undefined ? {} : { outcome }) }} large={large} />;
}
