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

/** What is typed, what is wrong with it, and how it is sent: it is not kept once it was taken. */
function useSecretInput({ name: given, taken, set }: SecretFormProps) {
  const [input, setInput] = useState({ name: given ?? '', value: '', typed: '' });
  const [isTried, setTried] = useState(false);
  const deed = useSetSecret();
  const name = input.name.trim();
  const replaces = taken.includes(name);
  const isNamed = namePattern.test(name);
  const isConfirmed = !replaces || input.typed.trim() === name;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!isNamed || input.value === '' || !isConfirmed) return;
    const onSuccess = ({ version }: { readonly version: number }): void => {
      setInput({ ...input, value: '', typed: '' });
      setTried(false);
      set(name, version);
    };
    deed.mutate({ name, value: input.value }, { onSuccess });
  };
  return {
    ...{ input, deed, submit, name, replaces },
    change: (part: Partial<typeof input>) => setInput({ ...input, ...part }),
    faults: {
      name: isTried && !isNamed ? 'Letters, digits and _, beginning with a letter, at most 100.' : undefined,
      value: isTried && input.value === '' ? 'The value that it is to have.' : undefined,
      typed: isTried && !isConfirmed ? `This is not ${name}.` : undefined,
    },
  };
}

/** Sets a secret; one that has a value already asks for its name, since that value is lost. */
export function SecretForm(props: SecretFormProps) {
  const { input, change, faults, deed, submit, name, replaces } = useSecretInput(props);
  return (
    <form
      className={forms.form}
      onSubmit={submit}
      noValidate
      aria-label={replaces ? `Replace ${name}` : 'Set a secret'}
    >
      {props.name === undefined && (
        <TextInput
          label="Name"
          description="Letters, digits and _, as in SHOP_PASSWORD."
          {...asWritten}
          value={input.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          error={faults.name}
        />
      )}
      <Value value={input.value} change={(value) => change({ value })} fault={faults.value} />
      {replaces && input.value !== '' && (
        <TextInput
          label={
            <>
              Type <code>{name}</code> to confirm
            </>
          }
          description="The value before is erased for good."
          {...asWritten}
          value={input.typed}
          onChange={({ currentTarget }) => change({ typed: currentTarget.value })}
          error={faults.typed}
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
  readonly fault: string | undefined;
}

/** Hidden while it is typed; a key of several lines is typed where it can be seen. */
function Value({ value, change, fault }: ValueProps) {
  const [isLong, setLong] = useState(false);
  const common = {
    ...{ label: 'Value', ...asWritten, value, error: fault },
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
