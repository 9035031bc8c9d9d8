import { TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useChoose } from '../lists/filters.tsx';
import lists from '../lists/lists.module.css';

/** A filter that is written, and taken by Enter or when one goes on: the server is not asked for every letter. */
export function WrittenFilter({ name, label }: { readonly name: string; readonly label: string }) {
  const [search] = useSearchParams();
  const choose = useChoose();
  const asked = search.get(name) ?? '';
  const [typed, setTyped] = useState(asked);
  useEffect(() => setTyped(asked), [asked]);
  const take = (): void => {
    if (typed.trim() !== asked) choose(name, typed.trim());
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') take();
  };
  return (
    <TextInput
      className={lists.filter}
      aria-label={label}
      placeholder={label}
      type="search"
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={press}
      onBlur={take}
    />
  );
}
