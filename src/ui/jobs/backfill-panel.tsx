import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { countOf } from '../format/amount.ts';
import { Planned } from '../format/instant.tsx';
import { useLocale } from '../format/locale.tsx';
import { Panel } from '../shell/page.tsx';
import { backfillPreviewQuery, type BackfillRange, useBackfill } from './job-queries.ts';
import classes from './jobs.module.css';

/** Asks for a range of past days, says what would run, and plans it. */
export function BackfillPanel({ job, close }: { readonly job: Schemas['Job']; readonly close: () => void }) {
  const [range, setRange] = useState<BackfillRange>({ from: '', to: '', again: false });
  const backfill = useBackfill(job.name);
  const preview = useQuery(backfillPreviewQuery(job.name, range));
  const isReady = preview.data !== undefined && preview.data.count > 0 && !preview.data.tooMany;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) backfill.mutate(range, { onSuccess: close });
  };
  return (
    <Panel title="Backfill" aside={job.zone}>
      <form className={forms.form} onSubmit={submit} aria-label={`Backfill ${job.name}`}>
        <p className="soft">
          Past instants run one after the other, behind what is planned; each with its own instant.
        </p>
        <div className={classes.range}>
          <TextInput
            type="date"
            label="First day"
            value={range.from}
            onChange={({ currentTarget }) => setRange({ ...range, from: currentTarget.value })}
          />
          <TextInput
            type="date"
            label="Last day"
            value={range.to}
            onChange={({ currentTarget }) => setRange({ ...range, to: currentTarget.value })}
          />
        </div>
        <label className={classes.again}>
          <input
            type="checkbox"
            checked={range.again}
            onChange={({ currentTarget }) => setRange({ ...range, again: currentTarget.checked })}
          />
          Also those that succeeded already
        </label>
        <div aria-live="polite">
          {preview.error !== null && <Refused error={preview.error} />}
          {preview.data !== undefined && <Said plan={preview.data} zone={job.zone} />}
        </div>
        <div className={forms.buttons}>
          <Button type="submit" mih="var(--target)" loading={backfill.isPending} disabled={!isReady}>
            Run these instants
          </Button>
          <Button variant="default" mih="var(--target)" onClick={close}>
            Not now
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface SaidProps {
  readonly plan: {
    readonly count: number;
    readonly existing: number;
    readonly tooMany: boolean;
    readonly instants: readonly {
      readonly planned: string;
      readonly runs: boolean;
      readonly state?: string | undefined;
    }[];
  };
  readonly zone: string;
}

function Said({ plan: { count, existing, tooMany, instants }, zone }: SaidProps) {
  const { locale } = useLocale();
  const last = instants.at(-1);
  if (tooMany) return <p>More than {countOf(count, 'instant', locale)} would run: take fewer days.</p>;
  if (instants[0] === undefined || last === undefined) return <p>No instants that have passed lie in these days.</p>;
  return (
    <p>
      <strong>{countOf(count, 'instant', locale)}</strong> would run
      {existing > 0 && `, ${existing} left alone: they succeeded, or are under way`}. The first is{' '}
      <Planned at={instants[0].planned} zone={zone} />, the last <Planned at={last.planned} zone={zone} />.
    </p>
  );
}
