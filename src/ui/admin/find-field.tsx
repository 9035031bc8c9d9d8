import { TextInput } from '@mantine/core';
import { useSearchParams } from 'react-router';
import lists from '../lists/lists.module.css';
import { useChoose } from '../lists/filters.tsx';

/** Finds in a list while one types; what was typed stands in the address. */
export function FindField({ label, name = 'find' }: { readonly label: string; readonly name?: string }) {
  const [search] = useSearchParams();
  const choose = useChoose();
  return (
    <TextInput
      className={lists.filter}
      aria-label={label}
      placeholder={label}
      type="search"
      value={search.get(name) ?? ''}
      onChange={({ currentTarget }) => choose(name, currentTarget.value)}
    />
  );
}

/** True where one of the texts holds what was typed. */
export function isFound(texts: readonly (string | undefined)[], typed: string | null): boolean {
  const wanted = (typed ?? '').trim().toLowerCase();
  return wanted === '' || texts.some((text) => text?.toLowerCase().includes(wanted) === true);
}
