import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { defaultWords, type FieldValue, type FormField, isJson, isTextList } from './form-values.ts';

interface FormFieldInputProps {
  readonly field: FormField;
  readonly value: FieldValue;
  readonly change: (value: FieldValue) => void;
  readonly fault: string | undefined;
  /** What an empty field means, where it has no default: `empty` for parameters, nothing for forms of people. */
  readonly emptyWords?: string;
}

type InputProps = FormFieldInputProps & { readonly common: ReturnType<typeof commonOf> };

/** What stands beside the name: what it is for, and what an empty field means. */
function descriptionOf(field: FormField, emptyWords: string | undefined): string | undefined {
  const words = [field.description, field.help].filter((part) => part !== undefined);
  const fallback = defaultWords(field) || (field.optional ? emptyWords : undefined);
  if (fallback !== undefined && fallback !== '') words.push(`Left empty: ${fallback}`);
  return words.length === 0 ? undefined : words.join(' · ');
}

function commonOf({ field, fault, emptyWords }: FormFieldInputProps) {
  return {
    label: field.label ?? field.name,
    description: descriptionOf(field, emptyWords),
    error: fault,
    required: !field.optional,
    withAsterisk: !field.optional,
  };
}

const truths = [
  { value: 'true', label: 'yes' },
  { value: 'false', label: 'no' },
];

/** The input of a field, by its type. */
export function FormFieldInput(props: FormFieldInputProps) {
  const { field } = props;
  const common = commonOf(props);
  if (isTextList(field)) return <ListInput {...props} common={common} />;
  if (field.kind === 'boolean' || (field.options !== undefined && field.kind !== 'list'))
    return <ChoiceInput {...props} common={common} />;
  return <WrittenInput {...props} common={common} />;
}

function ChoiceInput({ field, value, change, common }: InputProps) {
  const choices = field.options?.map(String);
  return (
    <Select
      {...common}
      data={choices ?? truths}
      value={typeof value === 'string' && value !== '' ? value : null}
      onChange={(chosen) => change(chosen ?? '')}
      clearable
      placeholder="Choose"
    />
  );
}

function ListInput({ field, value, change, common }: InputProps) {
  return (
    <TagsInput
      {...common}
      data={field.options?.map(String) ?? []}
      value={typeof value === 'string' ? [] : [...value]}
      onChange={change}
      placeholder={value.length === 0 ? 'Type and press Enter' : ''}
      acceptValueOnBlur
    />
  );
}

function WrittenInput({ field, value, change, common }: InputProps) {
  const text = typeof value === 'string' ? value : '';
  const onChange = (event: { currentTarget: { value: string } }): void => change(event.currentTarget.value);
  const { lines = 1 } = field;
  if (isJson(field))
    return (
      <Textarea {...common} value={text} onChange={onChange} autosize minRows={2} placeholder={`JSON: ${field.type}`} />
    );
  if (lines > 1)
    return <Textarea {...common} value={text} onChange={onChange} autosize minRows={lines} maxRows={lines * 4} />;
  return <TextInput {...common} value={text} onChange={onChange} {...inputOf(field)} />;
}

/** How the browser helps with a type. */
function inputOf({ kind, sensitive, type, min, max }: FormField) {
  if (sensitive === true) return { type: 'password', autoComplete: 'off' };
  if (kind === 'date') return { type: 'date', min, max };
  if (kind === 'time') return { type: 'time' };
  if (kind === 'integer' || kind === 'number' || kind === 'decimal')
    return { inputMode: 'decimal' as const, placeholder: type };
  return kind === 'text' ? {} : { placeholder: type };
}
