import { MantineProvider } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ApiError } from './api/client.ts';
import { cssVariables, theme } from './look/theme.ts';
import { Pages } from './pages.tsx';
import { Notices } from './shell/notices.tsx';

const MOST_TRIES = 2;

/** Only what another try can mend is tried again. */
function isWorthAnotherTry(failures: number, error: Error): boolean {
  const status = error instanceof ApiError ? error.status : 0;
  return failures < MOST_TRIES && (status === 0 || status >= 500);
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A session that ended shows anywhere; asking who is signed in leads to the sign-in page.
      const ended = error instanceof ApiError && error.status === 401 && query.queryKey[0] !== 'session';
      if (ended) void queries.resetQueries({ queryKey: ['session'] });
    },
  }),
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
