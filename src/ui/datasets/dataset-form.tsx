import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Schemas } from '../api/client.ts';
import type { Parameters } from '../dashboards/address.ts';
import { FormFieldInput } from '../forms/form-field.tsx';
import { standsIn } from '../forms/form-values.ts';
import forms from '../forms/forms.module.css';
import { type Form, useForm } from '../forms/use-form.ts';
import { Panel } from '../shell/page.tsx';
import { choicesQuery } from './dataset-queries.ts';

type Dataset = Schemas['Dataset'];
type Field = Dataset['parameters'][number];

interface DatasetFormProps {
  readonly dataset: Dataset;
  readonly parameters: Parameters;
  readonly error: Error | null;
  readonly ask: (parameters: Parameters) => void;
}

/** The parameters of a dataset, as a form. */
export function DatasetForm({ dataset, parameters, error, ask }: DatasetFormProps) {
  const fields = dataset.parameters;
  // What was asked last stays until the next answer; its faults go when something else is asked.
  const form = useForm({ fields, known: parameters, error, forget: () => undefined });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const taken = form.take();
    if (taken === undefined) return;
    ask({ ...Object.fromEntries(Object.keys(parameters).map((name) => [name, null])), ...taken });
  };
  if (fields.length === 0) return null;
  return (
    <Panel title="Parameters">
      <form className={forms.form} onSubmit={submit} noValidate>
        {fields.map((field) =>
          field.choices ? (
            <ChoiceField key={field.name} dataset={dataset.name} field={field} form={form} />
          ) : (
            <FormFieldInput
              key={field.name}
              field={field}
              value={standsIn(field, form.values)}
              change={(value) => form.change(field.name, value)}
              fault={form.fault(field)}
              emptyWords="all"
            />
          ),
        )}
        <Button type="submit" mih="var(--target)" w="fit-content" disabled={!dataset.runnable}>
          Show
        </Button>
      </form>
    </Panel>
  );
}

/** A parameter whose values are records of another dataset. */
function ChoiceField({
  dataset,
  field,
  form,
}: {
  readonly dataset: string;
  readonly field: Field;
  readonly form: Form;
}) {
  const query = useQuery(choicesQuery(dataset, field.name));
  const value = standsIn(field, form.values);
  const found = (query.data?.choices ?? []).map((choice) => ({ value: String(choice.value), label: choice.label }));
  const chosen = typeof value === 'string' ? value : '';
  const isKnown = chosen === '' || found.some((one) => one.value === chosen);
  return (
    <Select
      label={field.label ?? field.name}
      description={field.description ?? field.help}
      data={isKnown ? found : [...found, { value: chosen, label: chosen }]}
      value={chosen === '' ? null : chosen}
      onChange={(next) => form.change(field.name, next ?? '')}
      error={form.fault(field) ?? query.error?.message}
      required={!field.optional}
      withAsterisk={!field.optional}
      placeholder={query.isPending ? 'Loading' : field.optional ? 'All' : 'Choose'}
      searchable={found.length > 8}
      clearable
    />
  );
}
