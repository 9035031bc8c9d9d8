import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ApiError } from './api/client.ts';
import { sessionQuery } from './api/queries.ts';
import { cssVariables, theme } from './look/theme.ts';
import { Pages } from './pages.tsx';
import { Notices } from './shell/notices.tsx';

const MOST_TRIES = 2;

/** Only what another try can mend is tried again. */
function isWorthAnotherTry(failures: number, error: Error): boolean {
  const status = error instanceof ApiError ? error.status : 0;
  return failures < MOST_TRIES && (status === 0 || status >= 500);
}

/** A session that ended shows anywhere; asking who is signed in leads to signing in. */
function noticeEnd(error: Error): void {
  const isRefused = error instanceof ApiError && error.status === 401;
  const { queryKey } = sessionQuery;
  if (isRefused && queries.getQueryState(queryKey)?.status === 'success') void queries.invalidateQueries({ queryKey });
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEnd }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: { retry: isWorthAnotherTry, staleTime: 2_000, gcTime: 30 * 60_000, refetchOnWindowFocus: true },
  },
});

/** The pages. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Pages />
        <Notices />
      </QueryClientProvider>
    </MantineProvider>
  );
}
