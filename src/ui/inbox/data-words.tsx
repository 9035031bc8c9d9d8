import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/client.ts';
import { useLocale } from '../format/locale.tsx';
import { isNothing, isStructured, valueWords } from '../forms/value-words.ts';
import { workflowQuery } from '../workflows/workflow-queries.ts';

const MOST_SHOWN = 4;

/** The first of what is known of a case, on one line: enough to tell one task from the next. */
export function DataWords({ task }: { readonly task: Schemas['Task'] }) {
  const reader = useLocale();
  const { data: workflow } = useQuery(workflowQuery(task.workflow));
  const fields = workflow?.public ?? Object.keys(task.public).map((name) => ({ name, label: name, kind: 'text' }));
  const words = fields
    .map((field) => ({ field, value: task.public[field.name] }))
    .filter(({ value }) => !isNothing(value) && !isStructured(value))
    .slice(0, MOST_SHOWN)
    .map(({ field, value }) => `${field.label ?? field.name} ${valueWords(value, field, reader)}`);
  return <>{words.length === 0 ? 'no data' : words.join(', ')}</>;
}
