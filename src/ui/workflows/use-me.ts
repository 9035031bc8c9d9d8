import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';

/** The id of who looks. */
export function useMe(): string | undefined {
  return useQuery(sessionQuery).data?.id;
}
