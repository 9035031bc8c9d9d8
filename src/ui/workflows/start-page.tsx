import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { FormFields, Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { useForm } from '../forms/use-form.ts';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { eventLabel } from './diagram-of.ts';
import classes from './instance.module.css';
import { sentence } from './sentence.ts';
import { useStart } from './workflow-deeds.ts';
import { workflowQuery } from './workflow-queries.ts';

type Workflow = Schemas['Workflow'];

/** The form that starts an instance. */
export function StartPage() {
  const { workflow: name = '' } = useParams();
  const query = useQuery(workflowQuery(name));
  const label = query.data?.label ?? name;
  return (
    <Page title={label} above={{ to: `/workflows/${name}`, name: `Workflows / ${label}` }}>
      <div className={classes.narrow}>
        <Panel label={`Start: ${label}`}>
          <Answer query={query} rows={5}>
            {(workflow) => <StartForm key={workflow.name} workflow={workflow} />}
          </Answer>
        </Panel>
      </div>
    </Page>
  );
}

function StartForm({ workflow }: { readonly workflow: Workflow }) {
  const { name, description, form: fields, mayStart, enabled, problem } = workflow;
  const navigate = useNavigate();
  const start = useStart(name);
  const form = useForm({ fields, error: start.error, forget: start.reset });
  if (problem !== undefined) return <Empty title="It cannot be started before it is corrected.">{problem}</Empty>;
  if (!enabled) return <Empty title="It is disabled.">Its definition says `enabled: false`.</Empty>;
  if (!mayStart)
    return <Empty title="You may not start this.">Who may stands in `roles: start` of the workflow.</Empty>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const input = form.take();
    if (input === undefined) return;
    start.mutate(input, {
      onSuccess: ({ instance }) =>
        void navigate(instance === undefined ? `/workflows/${name}` : `/workflows/${name}/${instance.id}`),
    });
  };
  return (
    <form className={forms.form} onSubmit={submit} noValidate>
      {description !== undefined && <p className="soft">{description}</p>}
      <FormFields form={form} />
      {fields.length === 0 && <p className="soft">It asks for nothing.</p>}
      {start.error !== null && form.isRefusedAsWhole && <Refused error={start.error} />}
      <div className={forms.buttons}>
        <Button type="submit" mih="var(--target)" loading={start.isPending}>
          {sentence(eventLabel(workflow, workflow.start))}
        </Button>
      </div>
    </form>
  );
}
