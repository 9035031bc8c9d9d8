import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf } from '../api/client.ts';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { serverFaults } from '../forms/server-faults.ts';
import { notify } from '../shell/notices.tsx';
import { Panel } from '../shell/page.tsx';

const nothing = { current: '', password: '', again: '' };

function useSetPassword(done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ current, password }: { readonly current: string; readonly password: string }) =>
      dataOf(api.PUT('/api/v1/session/password', { body: { password, ...(current === '' ? {} : { current }) } })),
    onSuccess: () => {
      done();
      notify({ title: 'Your password is set', message: 'Your other sessions ended.', tone: 'neutral' });
      void queries.invalidateQueries({ queryKey: ['account'] });
    },
  });
}

/** Sets one's own password: the first one, after a link, or another one. */
export function PasswordPanel() {
  const [typed, setTyped] = useState(nothing);
  const [isTried, setTried] = useState(false);
  const set = useSetPassword(() => {
    setTyped(nothing);
    setTried(false);
  });
  const faults = serverFaults(set.error);
  const isSame = typed.password === typed.again;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (typed.password !== '' && isSame) set.mutate(typed);
  };
  const input = (name: keyof typeof nothing, label: string) => ({
    ...{ label, type: 'password', value: typed[name] },
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
      setTyped({ ...typed, [name]: currentTarget.value });
      if (set.error !== null) set.reset();
    },
  });
  const missing = isTried && typed.password === '' ? 'The password that you want.' : undefined;
  return (
    <Panel title="Password">
      <form className={forms.form} onSubmit={submit} noValidate aria-label="Set your password">
        <TextInput
          {...input('current', 'Password until now')}
          description="Left empty: you have none yet, or came in by a link just now."
          autoComplete="current-password"
          error={faults.get('current')}
        />
        <TextInput
          {...input('password', 'New password')}
          description="A few words that nobody expects together are easy to keep in mind."
          autoComplete="new-password"
          error={faults.get('password') ?? missing}
        />
        <TextInput
          {...input('again', 'The same again')}
          autoComplete="new-password"
          error={isTried && !isSame ? 'This is not the same.' : undefined}
        />
        {set.error !== null && faults.size === 0 && <Refused error={set.error} />}
        <div className={forms.buttons}>
          <Button type="submit" mih="var(--target)" loading={set.isPending}>
            Set the password
          </Button>
        </div>
      </form>
    </Panel>
  );
}
