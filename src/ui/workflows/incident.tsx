import { Button, Textarea } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import type { FormField } from '../forms/form-values.ts';
import { FormFields } from '../forms/form-fields.tsx';
import { useForm } from '../forms/use-form.ts';
import { ChainLink } from '../runs/chain-name.tsx';
import classes from './instance.module.css';
import { useMay } from './use-me.ts';
import { useRetryIncident, useSkipIncident } from './workflow-deeds.ts';

type Work = Schemas['WorkflowWork'];

interface IncidentProps {
  readonly work: Work;
  readonly place?: ReactNode;
}

/** Work that failed for good: what happened, and what one can do about it. */
export function Incident({ work, place }: IncidentProps) {
  const [doing, setDoing] = useState<'correct' | 'skip'>();
  const retry = useRetryIncident(work.id);
  const mayRepair = useMay('workflow:repair');
  const { problem, attempts, changedAt } = work;
  const turn = (what: 'correct' | 'skip') => () => setDoing(doing === what ? undefined : what);
  return (
    <div className={classes.incident}>
      <IconAlertTriangleFilled size={18} aria-hidden />
      <div>
        <h3>
          <What work={work} /> failed <Instant at={changedAt} />
        </h3>
        <p>
          {problem?.message ?? 'It failed.'} {problem?.hint}
        </p>
        <p className="soft">
          Tried {attempts === 1 ? 'once' : `${attempts} times`}. {place}
        </p>
        {retry.error !== null && doing !== 'correct' && <Refused error={retry.error} />}
        {!mayRepair && <p className="soft">Somebody with the privilege workflow:repair can mend it.</p>}
        <div className={forms.buttons} hidden={!mayRepair}>
          <Button size="xs" mih="var(--target-small)" onClick={() => retry.mutate({})} loading={retry.isPending}>
            Try again
          </Button>
          {Object.keys(work.parameters).length > 0 && (
            <Button size="xs" mih="var(--target-small)" variant="default" onClick={turn('correct')}>
              Correct its input
            </Button>
          )}
          <Button size="xs" mih="var(--target-small)" variant="default" onClick={turn('skip')}>
            Give it up
          </Button>
        </div>
        {doing === 'correct' && <Correction work={work} />}
        {doing === 'skip' && <GivingUp work={work} />}
      </div>
    </div>
  );
}

function What({ work }: { readonly work: Work }) {
  if (work.kind === 'action') return <ChainLink chain={work.what} />;
  return <>{work.kind === 'timer' ? `The timer ${work.what}` : `The event ${work.what}`}</>;
}

const kindOf = (value: unknown): string => {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'text' : 'any';
};

/** What it was given, as fields: its values say what they are, since the chain may have changed by now. */
function fieldsOf(parameters: Work['parameters']): readonly FormField[] {
  return Object.entries(parameters).map(([name, value]) => ({
    name,
    kind: kindOf(value),
    type: kindOf(value),
    optional: true,
  }));
}

function Correction({ work }: { readonly work: Work }) {
  const retry = useRetryIncident(work.id);
  const form = useForm({
    fields: fieldsOf(work.parameters),
    known: work.parameters,
    error: retry.error,
    forget: retry.reset,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const parameters = form.take();
    if (parameters !== undefined) retry.mutate(parameters);
  };
  return (
    <form className={classes.inner} onSubmit={submit} noValidate aria-label="Corrected input">
      <FormFields form={form} />
      {retry.error !== null && form.isRefusedAsWhole && <Refused error={retry.error} />}
      <div className={forms.buttons}>
        <Button type="submit" mih="var(--target)" loading={retry.isPending}>
          Try again with this
        </Button>
      </div>
    </form>
  );
}

function GivingUp({ work }: { readonly work: Work }) {
  const skip = useSkipIncident(work.id);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== '') skip.mutate(reason.trim());
  };
  return (
    <form className={classes.inner} onSubmit={submit} noValidate aria-label="Give it up">
      <p className="soft">
        What {work.what} would have done will not be done; the history says who decided that, and why.
      </p>
      <Textarea
        label="Why"
        required
        autosize
        minRows={2}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        error={isTried && reason.trim() === '' ? 'Say why: it stands in the history.' : undefined}
      />
      {skip.error !== null && <Refused error={skip.error} />}
      <div className={forms.buttons}>
        <Button type="submit" color="red" variant="default" mih="var(--target)" loading={skip.isPending}>
          Give up {work.what}
        </Button>
      </div>
    </form>
  );
}
