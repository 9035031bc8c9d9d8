import { useId } from 'react';
import { ApiError } from '../api/client.ts';
import { FormFieldInput } from './form-field.tsx';
import { standsIn } from './form-values.ts';
import classes from './forms.module.css';
import type { Form } from './use-form.ts';

/** The inputs of a form, one for each field. */
export function FormFields({ form, emptyWords }: { readonly form: Form; readonly emptyWords?: string }) {
  return form.fields.map((field) => (
    <FormFieldInput
      key={field.name}
      field={field}
      value={standsIn(field, form.values)}
      change={(value) => form.change(field.name, value)}
      fault={form.fault(field)}
      {...(emptyWords === undefined ? {} : { emptyWords })}
    />
  ));
}

/** Why the server did not take it, where that belongs to no field. */
export function Refused({ error }: { readonly error: Error }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  const id = useId();
  return (
    <div className={classes.refused} role="alert" aria-labelledby={id}>
      <strong id={id}>{error.message}</strong>
      {problem?.hint !== undefined && <p>{problem.hint}</p>}
      {problem?.issues?.map(({ path, message }) => (
        <p key={`${path} ${message}`}>
          {path !== '' && <code>{path}</code>} {message}
        </p>
      ))}
    </div>
  );
}
