import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { FormFields, Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import type { FormField } from '../forms/form-values.ts';
import { serverFaults } from '../forms/server-faults.ts';
import { useForm } from '../forms/use-form.ts';
import { Answer } from '../states/states.tsx';
import { useMay, useMe } from '../workflows/use-me.ts';
import { useMakeKey } from './admin-deeds.ts';
import { privilegesQuery, servicesQuery, usersQuery } from './admin-queries.ts';
import { CheckList } from './check-list.tsx';

const fields: readonly FormField[] = [
  { name: 'name', label: 'Name', type: 'text', kind: 'text', optional: false, max: 100, help: 'What it is for.' },
  {
    ...{ name: 'days', label: 'Days until it ends', type: 'integer', kind: 'integer', optional: false },
    options: [7, 30, 90, 180, 365, 730],
  },
];

interface KeyFormProps {
  readonly made: (made: { readonly key: Schemas['ApiKey']; readonly token: string }) => void;
}

/** What a key is for, whose rights it has, and which of them. */
export function KeyForm({ made }: KeyFormProps) {
  const query = useQuery(privilegesQuery);
  return (
    <Answer query={query} rows={8}>
      {({ privileges }) => <Known made={made} privileges={privileges} />}
    </Answer>
  );
}

interface KnownProps extends KeyFormProps {
  readonly privileges: readonly { readonly name: string; readonly allows: string }[];
}

function Known({ made, privileges }: KnownProps) {
  const [search] = useSearchParams();
  const make = useMakeKey();
  const me = useMe() ?? '';
  const [owner, setOwner] = useState(search.get('owner') ?? me);
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const form = useForm({ fields, known: { days: 90 }, error: make.error, forget: make.reset });
  const faults = serverFaults(make.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const input = form.take();
    if (input === undefined) return;
    const limits = scopes.length === 0 ? {} : { scopes: [...scopes] };
    const order = { ...(input as { name: string }), ...limits, ...(owner === me ? {} : { owner }) };
    make.mutate(order, { onSuccess: made });
  };
  return (
    <form className={forms.form} onSubmit={submit} noValidate aria-label="Make a key">
      <FormFields form={form} />
      {useMay('admin:users') && <OwnerField {...{ owner, me, setOwner }} fault={faults.get('owner')} />}
      <CheckList
        legend="What it may do"
        help="Of what its owner may do, only this. With nothing ticked, all of it."
        choices={privileges.map(({ name, allows }) => ({ name, words: allows }))}
        chosen={scopes}
        change={setScopes}
        fault={faults.get('scopes')}
      />
      {make.error !== null && form.isRefusedAsWhole && !faults.has('owner') && !faults.has('scopes') && (
        <Refused error={make.error} />
      )}
      <div className={forms.buttons}>
        <Button type="submit" mih="var(--target)" loading={make.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  );
}

interface OwnerFieldProps {
  readonly owner: string;
  readonly me: string;
  readonly setOwner: (owner: string) => void;
  readonly fault: string | undefined;
}

/** Whose rights the key has: one's own, those of a service account, or those of somebody whom one manages. */
function OwnerField({ owner, me, setOwner, fault }: OwnerFieldProps) {
  const users = useQuery(usersQuery).data?.users ?? [];
  const services = useQuery(servicesQuery).data?.services ?? [];
  const others = users.filter(({ id, enabled }) => id !== me && enabled);
  return (
    <Select
      label="Whose rights"
      description="A program that belongs to nobody in particular is better off with a service account."
      data={[
        { group: 'You', items: [{ value: me, label: me }] },
        { group: 'Service accounts', items: services.map(({ id, name }) => ({ value: id, label: name })) },
        { group: 'Users', items: others.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })) },
      ]}
      value={owner}
      onChange={(chosen) => setOwner(chosen ?? me)}
      searchable
      allowDeselect={false}
      error={fault}
    />
  );
}
