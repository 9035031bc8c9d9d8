import { type Query, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';

/**
 * What follows a sign-in: one is where one wanted to go. Whose session had ended finds the page as it was left; nothing of
 * anybody else who was here before is kept.
 */
export function useSignedIn(): (session: Schemas['Session']) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return (session) => {
    const isBack = queries.getQueryData(sessionQuery.queryKey)?.id === session.id;
    const rest = { predicate: ({ queryKey: [noun] }: Query) => noun !== 'session' };
    // The session itself is looked at by this page: what it says is replaced, not taken away.
    if (!isBack) queries.removeQueries(rest);
    queries.setQueryData(sessionQuery.queryKey, session);
    if (isBack) void queries.invalidateQueries(rest);
    if (pathname === '/sign-in') void navigate('/', { replace: true });
  };
}
