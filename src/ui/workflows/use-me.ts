import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';

/** The id of who looks. */
export function useMe(): string | undefined {
  return useQuery(sessionQuery).data?.id;
}

/** Whether who looks holds a privilege; what they press is checked by the server all the same. */
export function useMay(privilege: string): boolean {
  return useQuery(sessionQuery).data?.privileges.includes(privilege) === true;
}
