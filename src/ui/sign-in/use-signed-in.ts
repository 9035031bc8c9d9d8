import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';

/** What follows a sign-in: nothing of whoever was here before is kept, and one is where one wanted to go. */
export function useSignedIn(): (session: Schemas['Session']) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return (session) => {
    // The session itself is looked at by this page: what it says is replaced, not taken away.
    queries.removeQueries({ predicate: ({ queryKey: [noun] }) => noun !== 'session' });
    queries.setQueryData(sessionQuery.queryKey, session);
    if (pathname === '/sign-in') void navigate('/', { replace: true });
  };
}
