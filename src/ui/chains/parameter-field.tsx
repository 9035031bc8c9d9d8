import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { Schemas } from '../api/client.ts';
import { defaultWords, isJson, isTextList } from './parameter-values.ts';

type Field = Schemas['Field'];
type FieldValue = string | readonly string[];

interface ParameterFieldProps {
  readonly field: Field;
  readonly value: FieldValue;
  readonly change: (value: FieldValue) => void;
  readonly fault: string | undefined;
}

/** What stands beside the name: what it is for, and what an empty field means. */
function descriptionOf(field: Field): string {
  const words = [field.description, field.help].filter((part) => part !== undefined);
  const fallback = defaultWords(field);
  if (fallback !== '') words.push(`Left empty: ${fallback}`);
  return words.join(' · ');
}

/** A field for a parameter, by its type. */
export function ParameterField({ field, value, change, fault }: ParameterFieldProps) {
  const common = {
    label: field.label ?? field.name,
    description: descriptionOf(field),
    error: fault,
    required: !field.optional,
    withAsterisk: !field.optional,
  };
  const text = typeof value === 'string' ? value : '';
  const choices = field.kind === 'boolean' ? ['true', 'false'] : field.options?.map(String);
  if (choices !== undefined && field.kind !== 'list') {
    return (
      <Select
        {...common}
        data={choices}
        value={text === '' ? null : text}
        onChange={(chosen) => change(chosen ?? '')}
        clearable
        placeholder="Choose"
      />
    );
  }
  if (isTextList(field)) {
    return (
      <TagsInput
        {...common}
        data={choices ?? []}
        value={typeof value === 'string' ? [] : [...value]}
        onChange={change}
        placeholder={value.length === 0 ? 'Type and press Enter' : ''}
        acceptValueOnBlur
      />
    );
  }
  const onChange = (event: { currentTarget: { value: string } }): void => change(event.currentTarget.value);
  if (isJson(field))
    return (
      <Textarea {...common} value={text} onChange={onChange} autosize minRows={2} placeholder={`JSON: ${field.type}`} />
    );
  return <TextInput {...common} value={text} onChange={onChange} {...inputOf(field)} />;
}

/** How the browser helps with a type. */
function inputOf({ kind, sensitive, type }: Field) {
  if (sensitive === true) return { type: 'password', autoComplete: 'off' };
  if (kind === 'date') return { type: 'date' };
  if (kind === 'integer' || kind === 'number' || kind === 'decimal')
    return { inputMode: 'decimal' as const, placeholder: type };
  return { placeholder: type };
}
