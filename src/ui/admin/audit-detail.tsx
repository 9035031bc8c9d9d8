import type { ReactNode } from 'react';
import type { Schemas } from '../api/client.ts';
import { Count, useLocale } from '../format/locale.tsx';
import { exactTime } from '../format/time.ts';
import { changedValues, lineOf, wordsFor } from './changed-values.ts';
import { DefinitionLink } from './definition-link.tsx';

type Entry = Schemas['AuditEntry'];

/** Everything that an entry of the audit log says. */
export function AuditDetail({ entry }: { readonly entry: Entry }) {
  const { at, actor, action, object, seq, address } = entry;
  const { locale, zone } = useLocale();
  return (
    <dl>
      <Line name="Who">
        <DefinitionLink kind={actor.kind} name={actor.id} />
        {actor.name !== actor.id && `, ${actor.name}`}
        {address !== undefined && `, from ${address}`}
      </Line>
      <Line name="What">
        <code>{action}</code>
      </Line>
      <Line name="To what">
        <DefinitionLink {...object} />
      </Line>
      <Line name="When">
        {exactTime(Date.parse(at), zone, locale)} ({zone})
      </Line>
      <Changes entry={entry} />
      <Others entry={entry} />
      <Line name="Seal">
        {seq === undefined ? (
          'not sealed yet: that takes about a second'
        ) : (
          <>
            number <Count value={seq} /> in the chain
          </>
        )}
      </Line>
    </dl>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Changes({ entry }: { readonly entry: Entry }) {
  return changedValues(entry.detail).map(({ name, before, after }) => (
    <Line key={name} name={name}>
      before <b>{before}</b>, after <b>{after}</b>
    </Line>
  ));
}

/** What an entry says beside before and after. */
function Others({ entry: { detail } }: { readonly entry: Entry }) {
  const isTold = changedValues(detail).length > 0;
  return Object.entries(detail)
    .filter(([name]) => !isTold || (name !== 'from' && name !== 'to'))
    .map(([name, value]) => (
      <Line key={name} name={wordsFor(name)}>
        {lineOf(value)}
      </Line>
    ));
}
