/** Filters of lists; what is chosen stands in the address. */
import { Button, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import classes from './lists.module.css';

/** The filters of a list, and how much of it is shown. */
export function FilterBar({ children, shown }: { readonly children: ReactNode; readonly shown: ReactNode }) {
  return (
    <div className={classes.filters}>
      {children}
      <span className={classes.shown} aria-live="polite">
        {shown}
      </span>
    </div>
  );
}

/** Sets a part of the address, or takes it away; the rest stays. */
export function useChoose(): (name: string, value: string | null) => void {
  const [, setSearch] = useSearchParams();
  return (name, value) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null || value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { preventScrollReset: true },
    );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

interface FilterProps {
  /** What it is called in the address. */
  readonly name: string;
  readonly label: string;
  readonly choices: readonly (string | Choice)[];
}

/** A choice among some. */
export function Filter({ name, label, choices }: FilterProps) {
  const [search] = useSearchParams();
  const choose = useChoose();
  return (
    <Select
      className={classes.filter}
      aria-label={label}
      placeholder={label}
      data={withChosen(choices, search.get(name))}
      value={search.get(name)}
      onChange={(value) => choose(name, value)}
      clearable
      searchable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
    />
  );
}

/** What the address asks for stays a choice, also where it is gone or not known yet. */
function withChosen(choices: readonly (string | Choice)[], chosen: string | null): (string | Choice)[] {
  const values = choices.map((choice) => (typeof choice === 'string' ? choice : choice.value));
  return chosen === null || values.includes(chosen) ? [...choices] : [...choices, chosen];
}

interface MoreProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): Promise<unknown>;
  };
}

/** The next page of a list, where there is one. */
export function ShowMore({ query }: MoreProps) {
  if (!query.hasNextPage) return null;
  return (
    <div className={classes.more}>
      <Button
        variant="default"
        mih="var(--target)"
        loading={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        Show more
      </Button>
    </div>
  );
}
