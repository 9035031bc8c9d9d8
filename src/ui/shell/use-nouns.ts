import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';
import { type Noun, nouns } from './nouns.ts';

/** The nouns under which whoever looks finds something. */
export function useNouns(): readonly Noun[] {
  const held = useQuery(sessionQuery).data?.privileges ?? [];
  return nouns.filter(({ forAny }) => forAny === undefined || forAny.some((privilege) => held.includes(privilege)));
}
