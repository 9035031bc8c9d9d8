import { Select, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { cellWords } from '../format/cell-words.ts';
import { useLocale } from '../format/locale.tsx';
import type { Parameters } from './address.ts';
import classes from './dashboards.module.css';
import type { Picture, View } from './use-view.ts';

type Control = Schemas['Control'];

interface ControlBarProps {
  readonly dashboard: Schemas['Dashboard'];
  readonly view: View | undefined;
  /** What is chosen now. */
  readonly parameters: Parameters;
  readonly choose: (changes: Parameters) => void;
}

/** The fields above the pages. */
export function ControlBar({ dashboard, view, parameters, choose }: ControlBarProps) {
  if (dashboard.controls.length === 0) return null;
  return (
    <div className={classes.controls}>
      {dashboard.controls.map((control, index) => {
        const field = dashboard.parameters.find(({ name }) => name === control.parameter);
        const common = {
          control,
          kind: field?.kind ?? 'text',
          value: parameters[control.parameter],
          choose: (value: unknown) => choose({ [control.parameter]: value }),
        };
        if (control.type !== 'select') return <WrittenControl key={control.parameter} {...common} />;
        return <SelectControl key={control.parameter} {...common} picture={view?.picture('control', index)} />;
      })}
    </div>
  );
}

interface ControlProps {
  readonly control: Control;
  readonly kind: string;
  readonly value: unknown;
  readonly choose: (value: unknown) => void;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Options by their text, which is what stands in the address too. */
function useOptions({ control, kind, value }: ControlProps, picture: Picture | undefined): readonly Option[] {
  const writing = useLocale();
  const columns = picture?.content?.columns ?? [];
  const rows = picture?.content?.rows ?? [];
  const fixed = (control.options ?? []).map((one) => ({
    value: String(one),
    label: cellWords(one, { type: kind }, writing),
  }));
  const found = rows.map(([one, label]) => ({
    value: String(one),
    label: cellWords(label ?? one, { type: columns[1]?.type ?? kind }, writing),
  }));
  const known = [...fixed, ...found];
  // What is chosen is shown, also where it is none of the options (any more).
  const chosen = value === undefined || value === null ? undefined : String(value);
  if (chosen === undefined || known.some((one) => one.value === chosen)) return known;
  return [...known, { value: chosen, label: chosen }];
}

function SelectControl(props: ControlProps & { readonly picture: Picture | undefined }) {
  const { control, value, choose, picture } = props;
  const options = useOptions(props, picture);
  return (
    <Select
      label={control.label}
      data={[...options]}
      value={value === undefined || value === null ? null : String(value)}
      onChange={(chosen) => choose(chosen)}
      placeholder="All"
      clearable
      searchable={options.length > 8}
      error={picture?.state === 'failed' ? picture.problem?.message : undefined}
      nothingFoundMessage="Nothing fits"
      className={classes.control}
    />
  );
}

/** Typed words are taken when the field is left or Enter is pressed. */
function WrittenControl({ control, value, choose }: ControlProps) {
  const known = value === undefined || value === null ? '' : String(value);
  const [text, setText] = useState(known);
  useEffect(() => setText(known), [known]);
  const take = (given = text): void => {
    if (given !== known) choose(given === '' ? null : given);
  };
  const isDate = control.type === 'date';
  return (
    <TextInput
      label={control.label}
      type={isDate ? 'date' : 'text'}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        if (isDate) take(event.currentTarget.value);
      }}
      onBlur={() => take()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
      className={classes.control}
    />
  );
}
