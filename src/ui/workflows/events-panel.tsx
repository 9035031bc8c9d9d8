import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { Panel } from '../shell/page.tsx';
import { ChangeNotice } from './change-notice.tsx';
import { EventForm } from './event-form.tsx';
import classes from './instance.module.css';
import { sentence } from './sentence.ts';
import { useSent } from './use-sent.ts';
import { type SightOf, useSight } from './use-sight.ts';
import { useSend } from './workflow-deeds.ts';

type Instance = Schemas['Instance'];
type Event = Schemas['PossibleEvent'];

/** What one can do with an instance now: a button for each event, and its form where it asks for something. */
export function EventsPanel({ instance }: { readonly instance: Instance }) {
  const sight = useSight(instance);
  const allowed = instance.events.filter((event) => event.allowed);
  const [chosen, setChosen] = useState<Event>();
  // A form that was begun stays, whatever becomes of the instance meanwhile.
  const only = allowed.length === 1 && (allowed[0]?.form.length ?? 0) > 0 ? allowed[0] : undefined;
  const open = chosen ?? only;
  const close = (): void => {
    setChosen(undefined);
    sight.release();
  };
  return (
    <Panel title="What you can do">
      <div className={classes.doing}>
        {sight.isOld && <ChangeNotice sight={sight} now={instance} />}
        {allowed.length === 0 && open === undefined && <NothingToDo instance={instance} />}
        {(allowed.length > 1 || only === undefined) && (
          <Choices events={allowed} sight={sight} open={open} choose={setChosen} close={close} />
        )}
        {open !== undefined && (
          <EventForm
            key={open.name}
            event={open}
            sight={sight}
            isPossible={allowed.some(({ name }) => name === open.name)}
            close={only === undefined ? close : undefined}
            sent={close}
          />
        )}
        <Refusals events={instance.events} />
      </div>
    </Panel>
  );
}

interface ChoicesProps {
  readonly events: readonly Event[];
  readonly sight: SightOf<Instance>;
  readonly open: Event | undefined;
  choose(event: Event): void;
  close(): void;
}

function Choices({ events, sight, open, choose, close }: ChoicesProps) {
  const send = useSend(sight.seen.id);
  const sent = useSent(sight.seen);
  const press = (event: Event): void => {
    if (open?.name === event.name) close();
    else if (event.form.length > 0) choose(event);
    else
      send.mutate(
        { name: event.name, input: {}, version: sight.seen.version },
        { onSuccess: () => sent(event), onError: () => sight.hold() },
      );
  };
  return (
    <>
      <div className={forms.buttons}>
        {events.map((event, at) => (
          <Button
            key={event.name}
            mih="var(--target)"
            variant={at === 0 && open === undefined ? 'filled' : 'default'}
            aria-expanded={event.form.length > 0 ? open?.name === event.name : undefined}
            data-active={open?.name === event.name || undefined}
            loading={send.isPending && send.variables.name === event.name}
            disabled={send.isPending || (sight.isOld && event.form.length === 0)}
            onClick={() => press(event)}
          >
            {sentence(event.label ?? event.name)}
          </Button>
        ))}
      </div>
      {send.error !== null && <Refused error={send.error} />}
    </>
  );
}

function NothingToDo({ instance }: { readonly instance: Instance }) {
  return instance.final ? (
    <p>
      <strong>It has ended.</strong> Nothing further can happen to it.
    </p>
  ) : (
    <p>
      <strong>Nothing for you at the moment.</strong> What happens next is up to others, or to a timer.
    </p>
  );
}

/** What others could do, and why one may not oneself. */
function Refusals({ events }: { readonly events: readonly Event[] }) {
  const refused = events.filter((event) => !event.allowed);
  if (refused.length === 0) return null;
  return (
    <ul className={classes.refusals} aria-label="What you may not do">
      {refused.map(({ name, label = name, why }) => (
        <li key={name}>
          <strong>{sentence(label)}</strong> {why ?? 'is for others.'}
        </li>
      ))}
    </ul>
  );
}
