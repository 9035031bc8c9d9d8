import { Button } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import type { FormEvent } from 'react';
import type { Schemas } from '../api/client.ts';
import { FormFields, Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { useForm } from '../forms/use-form.ts';
import { useRunChain } from '../runs/start-run.ts';
import { Panel } from '../shell/page.tsx';

type Chain = Schemas['Chain'];

/** The form that runs a chain: a field for each parameter, made from its declaration. */
export function RunPanel({ chain }: { readonly chain: Chain }) {
  const run = useRunChain();
  const form = useForm({ fields: chain.parameters, error: run.error, forget: run.reset });
  const start = (dryRun: boolean): void => {
    const parameters = form.take();
    if (parameters === undefined) return;
    const short = chain.name.slice(chain.chainset.length + 1);
    run.mutate({ chainset: chain.chainset, chain: short, parameters, dryRun });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    start(false);
  };
  return (
    <Panel title="Run it">
      <form className={forms.form} onSubmit={submit} noValidate>
        <FormFields form={form} emptyWords="empty" />
        {chain.parameters.length === 0 && <p className="soft">It takes no parameters.</p>}
        {run.error !== null && form.isRefusedAsWhole && <Refused error={run.error} />}
        {!chain.runnable && <NotRunnable chain={chain} />}
        <div className={forms.buttons}>
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

function NotRunnable({ chain }: { readonly chain: Chain }) {
  if (chain.errors > 0) return <p className="soft">Correct its errors first; then it can run.</p>;
  return <p className="soft">It takes records, so it is called by others: by a chain, or by the API with `input`.</p>;
}
