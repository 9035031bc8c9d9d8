import { Button } from '@mantine/core';
import type { FormEvent } from 'react';
import type { Schemas } from '../api/client.ts';
import { FormFields, Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { type Form, useForm } from '../forms/use-form.ts';
import classes from './instance.module.css';
import { sentence } from './sentence.ts';
import { useSent } from './use-sent.ts';
import type { SightOf } from './use-sight.ts';
import { useSend } from './workflow-deeds.ts';

type Instance = Schemas['Instance'];

interface EventFormProps {
  readonly event: Schemas['PossibleEvent'];
  readonly sight: SightOf<Instance>;
  /** False where the instance has moved on: what was typed stays, but cannot be sent. */
  readonly isPossible: boolean;
  readonly close: (() => void) | undefined;
  readonly sent: () => void;
}

/** The form of an event. What was typed stays after an error, and while the instance changes. */
export function EventForm({ event, sight, isPossible, close, sent }: EventFormProps) {
  const { name, label = name } = event;
  const send = useSend(sight.seen.id);
  const tell = useSent(sight.seen);
  const inner = useForm({ fields: event.form, known: event.known, error: send.error, forget: send.reset });
  const form: Form = {
    ...inner,
    change(field, value) {
      // From the first letter on, it counts what was seen when it was typed.
      sight.hold();
      inner.change(field, value);
    },
  };
  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    const input = form.take();
    if (input === undefined || !isPossible || sight.isOld) return;
    sight.hold();
    const onSuccess = (): void => {
      sent();
      tell(event);
    };
    send.mutate({ name, input, version: sight.seen.version }, { onSuccess });
  };
  return (
    <form className={classes.inner} onSubmit={submit} noValidate aria-label={sentence(label)}>
      <FormFields form={form} />
      {send.error !== null && form.isRefusedAsWhole && !sight.isOld && <Refused error={send.error} />}
      {!isPossible && (
        <p className="soft" role="status">
          “{sentence(label)}” is no longer possible. What you typed is still here, to be copied.
        </p>
      )}
      <div className={forms.buttons}>
        <Button type="submit" mih="var(--target)" loading={send.isPending} disabled={!isPossible || sight.isOld}>
          {sentence(label)}
        </Button>
        {close !== undefined && (
          <Button variant="default" mih="var(--target)" onClick={close}>
            Not now
          </Button>
        )}
      </div>
    </form>
  );
}
