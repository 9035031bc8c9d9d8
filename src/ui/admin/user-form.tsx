import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { FormFields, Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import type { FormField } from '../forms/form-values.ts';
import { faultsBelow, serverFaults } from '../forms/server-faults.ts';
import { useForm } from '../forms/use-form.ts';
import { Answer } from '../states/states.tsx';
import { attributesQuery, rolesQuery } from './admin-queries.ts';
import { CheckList } from './check-list.tsx';

/** A field of text. */
const textField = (name: string, label: string, more: Partial<FormField> = {}): FormField => ({
  ...{ name, label, type: 'text', kind: 'text', optional: true },
  ...more,
});

const idField = textField('id', 'Sign-in name', {
  optional: false,
  max: 100,
  pattern: '[a-z0-9][a-z0-9._@+\\-]*',
  help: 'Lower-case letters, digits and . _ @ + -; it stays for good.',
});
const nameField = textField('name', 'Name', { max: 200, help: 'What people call them.' });
const emailField = textField('email', 'E-mail', { max: 254 });

/** What a form of a user gives. */
export interface UserInput {
  readonly details: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly roles: readonly string[];
}

interface UserFormProps {
  /** The user as they are; without one, somebody new. */
  readonly user?: Schemas['User'];
  readonly verb: string;
  readonly sent: { readonly error: Error | null; readonly isPending: boolean; reset(): void };
  readonly send: (input: UserInput) => void;
}

/** What is known of a user, and their roles: from what the workspace declares. */
export function UserForm(props: UserFormProps) {
  const attributes = useQuery(attributesQuery);
  const roles = useQuery(rolesQuery);
  return (
    <Answer query={attributes} rows={6}>
      {(declared) => (
        <Answer query={roles} rows={6}>
          {({ roles: known }) => <Known {...props} attributes={declared.attributes} roles={known} />}
        </Answer>
      )}
    </Answer>
  );
}

interface KnownProps extends UserFormProps {
  readonly attributes: readonly FormField[];
  readonly roles: readonly Schemas['Role'][];
}

function Known({ user, verb, sent, send, attributes: fields, roles }: KnownProps) {
  const { error, reset: forget } = sent;
  const [given, setGiven] = useState<readonly string[]>();
  const chosen = given ?? user?.roles ?? [];
  const details = useForm({
    fields: user === undefined ? [idField, nameField, emailField] : [{ ...nameField, optional: false }, emailField],
    known: user === undefined ? {} : { name: user.name, email: user.email },
    error,
    forget,
  });
  const attributes = useForm({
    fields,
    known: user?.attributes ?? {},
    error: faultsBelow(error, 'attributes'),
    forget,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const taken = { details: details.take(), attributes: attributes.take() };
    if (taken.details === undefined || taken.attributes === undefined) return;
    send({ details: taken.details, attributes: taken.attributes, roles: chosen });
  };
  const roleFault = serverFaults(error).get('roles');
  const isElsewhere = roleFault === undefined && faultsBelow(error, 'attributes') === null;
  const isSame = !details.isTouched && !attributes.isTouched && given === undefined;
  return (
    <form className={forms.form} onSubmit={submit} noValidate aria-label={verb}>
      <FormFields form={details} />
      <FormFields form={attributes} />
      <CheckList
        legend="Roles"
        choices={roles.map(({ name, description }) => ({ name, words: description }))}
        chosen={chosen}
        change={(next) => {
          setGiven(next);
          if (error !== null) forget();
        }}
        fault={roleFault}
      />
      {error !== null && details.isRefusedAsWhole && isElsewhere && <Refused error={error} />}
      <div className={forms.buttons}>
        <Button type="submit" mih="var(--target)" loading={sent.isPending} disabled={user !== undefined && isSame}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
