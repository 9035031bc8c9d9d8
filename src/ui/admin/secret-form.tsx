import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { useSetSecret } from './admin-deeds.ts';

/** What the server takes as the name of a secret. */
const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

interface SecretFormProps {
  /** The secret; without one, its name is asked for too. */
  readonly name?: string;
  /** Secrets with a value, which would be erased. */
  readonly taken: readonly string[];
  readonly set: (name: string, version: number) => void;
}

/** Sets a secret. What was typed is not kept once it was taken, and a value that is replaced asks for the name. */
export function SecretForm({ name: given, taken, set }: SecretFormProps) {
  const [name, setName] = useState(given ?? '');
  const [value, setValue] = useState('');
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const deed = useSetSecret();
  const isNamed = namePattern.test(name.trim());
  const replaces = taken.includes(name.trim());
  const isConfirmed = !replaces || typed.trim() === name.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!isNamed || value === '' || !isConfirmed) return;
    const order = { name: name.trim(), value };
    deed.mutate(order, {
      onSuccess: ({ version }) => {
        setValue('');
        setTyped('');
        setTried(false);
        set(order.name, version);
      },
    });
  };
  return (
    <form
      className={forms.form}
      onSubmit={submit}
      noValidate
      aria-label={replaces ? `Replace ${name}` : 'Set a secret'}
    >
      {given === undefined && (
        <TextInput
          label="Name"
          description="Letters, digits and _, as in SHOP_PASSWORD."
          {...asWritten}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={isTried && !isNamed ? 'Letters, digits and _, beginning with a letter, at most 100.' : undefined}
        />
      )}
      <Value value={value} change={setValue} isMissing={isTried && value === ''} />
      {replaces && (
        <TextInput
          label={`Type ${name} to confirm`}
          description="The value before is erased for good."
          {...asWritten}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          error={isTried && !isConfirmed ? `This is not ${name}.` : undefined}
        />
      )}
      {deed.error !== null && <Refused error={deed.error} />}
      <div className={forms.buttons}>
        <Button type="submit" mih="var(--target)" loading={deed.isPending}>
          {replaces ? 'Replace' : 'Set'}
        </Button>
      </div>
    </form>
  );
}

const asWritten = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;

interface ValueProps {
  readonly value: string;
  readonly change: (value: string) => void;
  readonly isMissing: boolean;
}

/** Hidden while it is typed; a key of several lines is typed where it can be seen. */
function Value({ value, change, isMissing }: ValueProps) {
  const [isLong, setLong] = useState(false);
  const common = {
    ...{ label: 'Value', ...asWritten, value, error: isMissing ? 'The value that it is to have.' : undefined },
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => change(currentTarget.value),
  };
  return (
    <div>
      {isLong ? (
        <Textarea {...common} autosize minRows={4} maxRows={12} />
      ) : (
        <TextInput {...common} type="password" autoComplete="new-password" />
      )}
      <Button variant="subtle" size="compact-sm" mih="var(--target-small)" onClick={() => setLong(!isLong)}>
        {isLong ? 'It has one line' : 'It has several lines'}
      </Button>
    </div>
  );
}
