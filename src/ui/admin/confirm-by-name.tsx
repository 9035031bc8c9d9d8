import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import classes from './admin.module.css';

interface ConfirmByNameProps {
  /** What is pressed, as `Delete SHOP_TOKEN`. */
  readonly verb: string;
  /** What must be typed. */
  readonly name: string;
  /** What will be lost. */
  readonly children: ReactNode;
  readonly deed: { readonly error: Error | null; readonly isPending: boolean };
  readonly go: () => void;
  readonly close: () => void;
}

/** What cannot be undone: says what will be lost, and asks for the name. */
export function ConfirmByName({ verb, name, children, deed, go, close }: ConfirmByNameProps) {
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const isRight = typed.trim() === name;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (isRight) go();
  };
  return (
    <form className={forms.form} onSubmit={submit} noValidate aria-label={`${verb} ${name}`}>
      <div>{children}</div>
      <TextInput
        label={
          <>
            Type <code>{name}</code> to confirm
          </>
        }
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        error={isTried && !isRight ? `This is not ${name}.` : undefined}
      />
      {deed.error !== null && <Refused error={deed.error} />}
      <div className={forms.buttons}>
        <Button type="submit" variant="default" className={classes.danger} mih="var(--target)" loading={deed.isPending}>
          {verb} {name}
        </Button>
        <Button variant="default" mih="var(--target)" onClick={close}>
          Not now
        </Button>
      </div>
    </form>
  );
}
