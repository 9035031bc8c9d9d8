import { IconClock } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Panel } from '../shell/page.tsx';
import { Incident } from './incident.tsx';
import classes from './instance.module.css';

type Instance = Schemas['Instance'];

/** What the server does about an instance by itself: what waits, and what failed for good. */
export function WorkPanel({ instance }: { readonly instance: Instance }) {
  const incidents = instance.work.filter(({ state }) => state === 'incident');
  const waiting = instance.work.filter(({ state, kind }) => state === 'waiting' && kind !== 'timer');
  return (
    <>
      {incidents.length > 0 && (
        <Panel title="Incidents">
          {incidents.map((work) => (
            <Incident key={work.id} work={work} />
          ))}
        </Panel>
      )}
      {instance.timers.length + waiting.length > 0 && (
        <Panel title="By itself">
          <ul className={classes.waiting}>
            {instance.timers.map(({ event, at }) => (
              <li key={`${event} ${at}`}>
                <IconClock size={16} aria-hidden />
                <span>
                  {event} <Instant at={at} />
                </span>
              </li>
            ))}
            {waiting.map((work) => (
              <Waiting key={work.id} work={work} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Waiting({ work }: { readonly work: Schemas['WorkflowWork'] }) {
  const { what, attempts, dueAt, problem } = work;
  return (
    <li>
      <IconClock size={16} aria-hidden />
      <span>
        {what} <Instant at={dueAt} />
        {attempts > 0 && <span className="soft"> after {attempts === 1 ? 'one try' : `${attempts} tries`}</span>}
        {problem !== undefined && <span className={classes.second}>{problem.message}</span>}
      </span>
    </li>
  );
}
