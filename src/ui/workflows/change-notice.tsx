import { Button } from '@mantine/core';
import type { Schemas } from '../api/client.ts';
import { useLocale } from '../format/locale.tsx';
import forms from '../forms/forms.module.css';
import classes from './instance.module.css';
import { holderWords } from './task-words.ts';
import type { SightOf } from './use-sight.ts';
import { type Sight, whatChanged } from './what-changed.ts';

type Instance = Schemas['Instance'];

const sightOf = (instance: Instance, withPrivate: boolean): Sight => ({
  state: instance.stateLabel,
  holder: instance.task === undefined ? undefined : holderWords(instance.task),
  data: { ...instance.public, ...(withPrivate && instance.private) },
});

/** Says what became different since one began to type; nothing is sent before it was seen. */
export function ChangeNotice({ sight, now }: { readonly sight: SightOf<Instance>; readonly now: Instance }) {
  const locale = useLocale();
  const fields = [...now.fields.public, ...(now.fields.private ?? [])];
  // Whoever has decided sees what is private no longer: it did not become nothing.
  const both = sight.seen.private !== undefined && now.private !== undefined;
  const differences = whatChanged(sightOf(sight.seen, both), sightOf(now, both), { ...locale, fields });
  return (
    <div className={classes.changed} role="alert">
      <strong>This has changed since you looked.</strong>
      {differences.length === 0 ? (
        <p>Something was done to it that left what is shown here as it was; the history tells it.</p>
      ) : (
        <dl>
          {differences.map(({ about, before, now: after }) => (
            <div key={about}>
              <dt>{about}</dt>
              <dd>
                <del>{before}</del> <span aria-hidden>→</span> <ins>{after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className={forms.buttons}>
        <Button size="xs" mih="var(--target-small)" variant="default" onClick={sight.accept}>
          Seen, go on
        </Button>
      </div>
    </div>
  );
}
