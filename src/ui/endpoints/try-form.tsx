import { Button, Textarea, TextInput } from '@mantine/core';
import { IconRefresh, IconSend } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { ApiError, type Problem, type Schemas } from '../api/client.ts';
import { FormFields, Refused } from '../forms/form-fields.tsx';
import forms from '../forms/forms.module.css';
import { useForm } from '../forms/use-form.ts';
import classes from './endpoints.module.css';
import type { useTrial } from './endpoint-queries.ts';
import { bodyFields, knownOf, readProblem, sentBody } from './trial.ts';

type Endpoint = Schemas['Endpoint'];

interface TryFormProps {
  readonly endpoint: Endpoint;
  readonly trial: ReturnType<typeof useTrial>;
}

type Way = 'fields' | 'json';

/** What the endpoint answered is for the form what a refusal is elsewhere: it belongs at the fields. */
function refusalOf({ data, error }: TryFormProps['trial']): Error | null {
  if (error !== null) return error;
  const problem: Problem | undefined = data === undefined ? undefined : readProblem(data.body);
  return problem === undefined ? null : new ApiError(problem, problem.detail);
}

/** The parts of a call as a form: of its path, query and headers, and the body by its fields or as JSON. */
export function TryForm({ endpoint, trial }: TryFormProps) {
  const { method, input, exampleBody = '' } = endpoint;
  const takesBody = method !== 'GET' && method !== 'DELETE';
  const fields = bodyFields(endpoint);
  const parts = useParts(endpoint);
  const [way, setWay] = useState<Way>(input === undefined ? 'json' : 'fields');
  const [text, setText] = useState(exampleBody);
  const form = useForm({ fields, known: knownOf(exampleBody), error: refusalOf(trial), forget: trial.reset });
  const turn = (next: Way): void => {
    if (next === way) return;
    const taken = next === 'json' ? form.take() : undefined;
    if (taken !== undefined) setText(sentBody(taken));
    setWay(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = way === 'json' ? text : takenBody(form.take());
    if (takesBody && body === undefined) return;
    trial.mutate({ ...parts.values, ...(takesBody && body !== undefined && body !== '' ? { body } : {}) });
  };
  return (
    <form className={forms.form} onSubmit={submit} noValidate aria-label="Try it">
      <PartFields endpoint={endpoint} parts={parts} />
      {takesBody && input !== undefined && <Ways way={way} choose={turn} />}
      {takesBody && way === 'fields' && <FormFields form={form} emptyWords="left out" />}
      {takesBody && way === 'json' && (
        <Textarea
          className={classes.editor ?? ''}
          label="Body"
          description="JSON, sent as it stands"
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          autosize
          minRows={4}
          maxRows={18}
          spellCheck={false}
        />
      )}
      {trial.error !== null && form.isRefusedAsWhole && <Refused error={trial.error} />}
      <div className={forms.buttons}>
        <Button
          type="submit"
          mih="var(--target)"
          leftSection={<IconSend size={15} aria-hidden />}
          loading={trial.isPending}
        >
          Send {method}
        </Button>
        {endpoint.runAs !== undefined && <span className="soft">as {endpoint.runAs}</span>}
      </div>
    </form>
  );
}

const takenBody = (taken: Readonly<Record<string, unknown>> | undefined): string | undefined =>
  taken === undefined ? undefined : sentBody(taken);

function Ways({ way, choose }: { readonly way: Way; readonly choose: (way: Way) => void }) {
  return (
    <fieldset className={classes.ways}>
      <legend className="hidden">The body</legend>
      <button type="button" aria-pressed={way === 'fields'} onClick={() => choose('fields')}>
        By its fields
      </button>
      <button type="button" aria-pressed={way === 'json'} onClick={() => choose('json')}>
        As JSON
      </button>
    </fieldset>
  );
}

type Kind = 'path' | 'query' | 'headers';

interface Parts {
  readonly values: Readonly<Record<Kind, Record<string, string>>>;
  change(kind: Kind, name: string, value: string): void;
}

/** What stands beside the body; what is left empty is not sent. */
function useParts(endpoint: Endpoint): Parts {
  const [values, setValues] = useState<Record<Kind, Record<string, string>>>(() => ({
    path: Object.fromEntries(endpoint.parameters.map((name) => [name, name])),
    query: {},
    headers: Object.fromEntries(
      Object.entries(endpoint.exampleHeaders).map(([name, value]) => [name, isKey(name, endpoint) ? newKey() : value]),
    ),
  }));
  const withoutEmpty = (part: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(part).filter(([, value]) => value !== ''));
  return {
    values: { path: values.path, query: withoutEmpty(values.query), headers: withoutEmpty(values.headers) },
    change: (kind, name, value) => setValues((before) => ({ ...before, [kind]: { ...before[kind], [name]: value } })),
  };
}

/** What tells a delivery from others: by chance, as another system would make one. */
function newKey(): string {
  return `try-${[...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

const isKey = (name: string, { idempotency }: Endpoint): boolean =>
  idempotency?.key.toLowerCase().includes(`'${name.toLowerCase()}'`) === true;

function PartFields({ endpoint, parts }: { readonly endpoint: Endpoint; readonly parts: Parts }) {
  const { parameters, query, headers } = endpoint;
  const named: readonly (readonly [Kind, string, string])[] = [
    ...parameters.map((name) => ['path', name, 'In the path.'] as const),
    ...query.map((name) => ['query', name, 'In the query.'] as const),
    ...headers.map((name) => ['headers', name.toLowerCase(), headerWords(name, endpoint)] as const),
  ];
  return named.map(([kind, name, words]) => (
    <TextInput
      key={`${kind} ${name}`}
      label={name}
      description={words}
      value={parts.values[kind][name] ?? ''}
      onChange={({ currentTarget }) => parts.change(kind, name, currentTarget.value)}
      spellCheck={false}
      {...(kind === 'headers' && isKey(name, endpoint)
        ? { rightSection: <NewKey take={(key) => parts.change(kind, name, key)} /> }
        : {})}
    />
  ));
}

function NewKey({ take }: { readonly take: (key: string) => void }) {
  return (
    <button
      type="button"
      className={classes.newKey}
      aria-label="New key"
      title="New key"
      onClick={() => take(newKey())}
    >
      <IconRefresh size={16} aria-hidden />
    </button>
  );
}

const headerWords = (name: string, endpoint: Endpoint): string =>
  isKey(name, endpoint) ? 'A header; the same again is a repeat of the delivery.' : 'A header.';
