/** Locale and zone of the workspace, by which everything is written. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { workspaceQuery } from '../api/queries.ts';
import { count, countOf } from './amount.ts';

interface Locale {
  readonly locale: string;
  readonly zone: string;
}

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const LocaleContext = createContext<Locale>({ locale: 'en', zone: browserZone });

/** Takes locale and zone from the workspace, once it is known. */
export function LocaleProvider({ children }: { readonly children: ReactNode }) {
  const { data } = useQuery(workspaceQuery);
  const locale = data?.locale ?? 'en';
  const zone = data?.zone ?? browserZone;
  const value = useMemo(() => ({ locale, zone }), [locale, zone]);
  return <LocaleContext value={value}>{children}</LocaleContext>;
}

/** How numbers and times are written. */
export function useLocale(): Locale {
  return useContext(LocaleContext);
}

/** A count, grouped and of figures of equal width. */
export function Count({ value, noun }: { readonly value: number; readonly noun?: string }) {
  const { locale } = useLocale();
  return <span className="number">{noun === undefined ? count(value, locale) : countOf(value, noun, locale)}</span>;
}
