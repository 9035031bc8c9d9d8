import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { Facts, Panel } from '../shell/page.tsx';
import classes from './instance.module.css';
import { holderWords } from './task-words.ts';
import { useMe } from './use-me.ts';
import { useTaskDeed } from './workflow-deeds.ts';
import { DueMark } from './workflow-standing.tsx';

type Task = Schemas['Task'];
type Deed = Task['may'][number];

/** Who has to act, until when, and how it is handed on. */
export function TaskPanel({ task }: { readonly task: Task }) {
  const { role, claimedBy, assignee, dueAt, may } = task;
  const me = useMe();
  return (
    <Panel title="Task">
      <div className={classes.doing}>
        <Facts
          facts={[
            ['To be done by', holderWords(task, me)],
            role === undefined || (claimedBy === undefined && assignee === undefined)
              ? undefined
              : ['For the role', role],
            dueAt === undefined ? undefined : ['Until', <DueMark key="due" at={dueAt} />],
          ]}
        />
        {may.length > 0 && <TaskDeeds task={task} />}
      </div>
    </Panel>
  );
}

const words: Readonly<Record<Deed, string>> = {
  claim: 'Claim',
  release: 'Give back',
  delegate: 'Hand on',
  reassign: 'Reassign',
};

/** Buttons for what one may do with a task; handing on asks to whom. */
export function TaskDeeds({ task }: { readonly task: Task }) {
  const deed = useTaskDeed();
  const [giving, setGiving] = useState<Deed>();
  const press = (what: Deed): void => {
    if (what === 'delegate' || what === 'reassign') setGiving(giving === what ? undefined : what);
    else deed.mutate({ task: task.id, what });
  };
  const give = (to: string): void => {
    if (giving !== undefined)
      deed.mutate({ task: task.id, what: giving, to }, { onSuccess: () => setGiving(undefined) });
  };
  return (
    <>
      <div className={forms.buttons}>
        {task.may.map((what) => (
          <Button
            key={what}
            size="xs"
            mih="var(--target-small)"
            variant="default"
            aria-label={`${words[what]}: ${task.label}`}
            aria-expanded={what === 'delegate' || what === 'reassign' ? giving === what : undefined}
            loading={deed.isPending && deed.variables.what === what}
            onClick={() => press(what)}
          >
            {words[what]}
          </Button>
        ))}
      </div>
      {deed.error !== null && <Refused error={deed.error} />}
      {giving !== undefined && <Giving what={giving} isPending={deed.isPending} give={give} />}
    </>
  );
}

interface GivingProps {
  readonly what: Deed;
  readonly isPending: boolean;
  give(to: string): void;
}

function Giving({ what, isPending, give }: GivingProps) {
  const [to, setTo] = useState('');
  const [isTried, setTried] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (to.trim() !== '') give(to.trim());
  };
  return (
    <form className={classes.inner} onSubmit={submit} noValidate aria-label={words[what]}>
      <TextInput
        label="To whom"
        description="The name with which they sign in"
        required
        autoComplete="off"
        value={to}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
        error={isTried && to.trim() === '' ? 'Say to whom.' : undefined}
      />
      <div className={forms.buttons}>
        <Button type="submit" mih="var(--target)" loading={isPending}>
          {words[what]}
        </Button>
      </div>
    </form>
  );
}
