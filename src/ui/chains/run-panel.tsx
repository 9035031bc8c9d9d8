import { Button } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { ApiError, type Schemas } from '../api/client.ts';
import { useRunChain } from '../runs/start-run.ts';
import { Panel } from '../shell/page.tsx';
import classes from './chains.module.css';
import { emptyForm, faultOf, type FormValues, toParameters } from './parameter-values.ts';
import { ParameterField } from './parameter-field.tsx';

type Chain = Schemas['Chain'];

/** The form that runs a chain: a field for each parameter, made from its declaration. */
export function RunPanel({ chain }: { readonly chain: Chain }) {
  const [values, setValues] = useState<FormValues>(() => emptyForm(chain.parameters));
  const [isTried, setTried] = useState(false);
  const run = useRunChain();
  const start = (dryRun: boolean): void => {
    setTried(true);
    if (chain.parameters.some((field) => faultOf(field, values[field.name] ?? '') !== undefined)) return;
    const short = chain.name.slice(chain.chainset.length + 1);
    run.mutate({ chainset: chain.chainset, chain: short, parameters: toParameters(chain.parameters, values), dryRun });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    start(false);
  };
  const faults = serverFaults(run.error);
  const change = (name: string, value: FormValues[string]): void => {
    setValues({ ...values, [name]: value });
    if (run.isError) run.reset();
  };
  return (
    <Panel title="Run it">
      <form className={classes.form} onSubmit={submit} noValidate>
        {chain.parameters.map((field) => (
          <ParameterField
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            change={(value) => change(field.name, value)}
            fault={faults.get(field.name) ?? faultOf(field, values[field.name] ?? '', isTried)}
          />
        ))}
        {chain.parameters.length === 0 && <p className="soft">It takes no parameters.</p>}
        {run.error !== null && faults.size === 0 && <Refused error={run.error} />}
        {!chain.runnable && <NotRunnable chain={chain} />}
        <div className={classes.buttons}>
          <Button
            type="submit"
            mih="var(--target)"
            leftSection={<IconPlayerPlayFilled size={14} aria-hidden />}
            disabled={!chain.runnable}
            loading={run.isPending}
          >
            Run
          </Button>
          <Button
            variant="default"
            mih="var(--target)"
            disabled={!chain.runnable || run.isPending}
            onClick={() => start(true)}
            title="Everything but changes outside"
          >
            Dry run
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** The server's faults by parameter; its paths may begin with where parameters stand. */
function serverFaults(error: Error | null): ReadonlyMap<string, string> {
  const issues = (error instanceof ApiError ? error.problem?.issues : undefined) ?? [];
  return new Map(
    issues.map(({ path, message }) => [path.replace(/^param(eter)?s\./, '').split(/[.[]/)[0] ?? '', message]),
  );
}

function Refused({ error }: { readonly error: Error }) {
  const hint = error instanceof ApiError ? error.problem?.hint : undefined;
  return (
    <div className={classes.refused} role="alert">
      <strong>{error.message}</strong>
      {hint !== undefined && <p>{hint}</p>}
    </div>
  );
}

function NotRunnable({ chain }: { readonly chain: Chain }) {
  if (chain.errors > 0) return <p className="soft">Correct its errors first; then it can run.</p>;
  return <p className="soft">It takes records, so it is called by others: by a chain, or by the API with `input`.</p>;
}
