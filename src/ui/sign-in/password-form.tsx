import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf } from '../api/client.ts';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import classes from './sign-in.module.css';
import { useSignedIn } from './use-signed-in.ts';

/** Signs in with name and password. */
export function PasswordForm() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const signedIn = useSignedIn();
  const signIn = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/session', { body: { name: name.trim(), password } })),
    onSuccess: signedIn,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== '' && password !== '') signIn.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        error={isTried && name.trim() === '' ? 'The name with which you sign in.' : undefined}
      />
      <TextInput
        label="Password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        error={isTried && password === '' ? 'Your password.' : undefined}
      />
      {signIn.error !== null && <Refused error={signIn.error} />}
      <div className={forms.buttons}>
        <Button type="submit" mih="var(--target)" loading={signIn.isPending}>
          Sign in
        </Button>
      </div>
    </form>
  );
}
