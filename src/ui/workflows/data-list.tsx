import { useLocale } from '../format/locale.tsx';
import type { FormField } from '../forms/form-values.ts';
import { isNothing, isStructured, valueWords } from '../forms/value-words.ts';
import classes from './instance.module.css';

interface DataListProps {
  readonly fields: readonly FormField[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly label: string;
}

/** Data by field, as people read it; fields that are declared come first, in their order. */
export function DataList({ fields, data, label }: DataListProps) {
  const reader = useLocale();
  const declared = new Set(fields.map(({ name }) => name));
  const others = Object.keys(data).filter((name) => !declared.has(name));
  const all: readonly Pick<FormField, 'name' | 'label' | 'kind' | 'item'>[] = [
    ...fields,
    ...others.map((name) => ({ name, kind: '' })),
  ];
  return (
    <dl className={classes.data} aria-label={label}>
      {all.map((field) => {
        const value = data[field.name];
        return (
          <div key={field.name}>
            <dt>{field.label ?? field.name}</dt>
            <dd>
              {isNothing(value) ? (
                <span className="soft">–</span>
              ) : (
                <Value value={value} words={valueWords(value, field, reader)} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Value({ value, words }: { readonly value: unknown; readonly words: string }) {
  return isStructured(value) ? <pre>{words}</pre> : words;
}
