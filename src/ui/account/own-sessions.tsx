import { Button } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import table from '../look/table.module.css';
import { showFailure } from '../runs/start-run.ts';
import { Panel } from '../shell/page.tsx';
import { Answer } from '../states/states.tsx';
import { deviceOf } from './device-of.ts';

const ownSessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/sessions', { signal })),
});

/** Where one is signed in; every session but this one can be ended here. */
export function OwnSessions() {
  const query = useQuery(ownSessionsQuery);
  return (
    <Panel title="Where you are signed in">
      <Answer query={query} rows={2}>
        {({ sessions }) => (
          <div className={table.scroll}>
            <table className={table.table} aria-label="Where you are signed in">
              <thead>
                <tr>
                  <th>Browser</th>
                  <th className={table.notSmall}>Signed in</th>
                  <th className={table.notSmall}>Last seen</th>
                  <th className={table.tight}>
                    <span className="hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {sessions.map((session) => (
                  <SessionRow key={session.id} session={session} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Answer>
    </Panel>
  );
}

function SessionRow({ session }: { readonly session: Schemas['OwnSession'] }) {
  const { current, method, createdAt, seenAt, address, agent } = session;
  const device = deviceOf(agent);
  return (
    <tr>
      <td>
        {device}
        {current && ', this one'}
        <span className={table.second}>
          by {method}
          {address !== undefined && `, from ${address}`}
        </span>
        <span className={`${table.onlySmall} ${table.line}`}>
          last seen <Instant at={seenAt} />
        </span>
      </td>
      <td className={table.notSmall}>
        <Instant at={createdAt} />
      </td>
      <td className={table.notSmall}>
        <Instant at={seenAt} />
      </td>
      <td className={table.tight}>{!current && <End session={session} device={device} />}</td>
    </tr>
  );
}

function End({ session, device }: { readonly session: Schemas['OwnSession']; readonly device: string }) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => dataOf(api.DELETE('/api/v1/sessions/{session}', { params: { path: { session: session.id } } })),
    onError: (error) => showFailure('The session was not ended', error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['account'] }),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      mih="var(--target-small)"
      loading={end.isPending}
      onClick={() => end.mutate()}
      aria-label={`Sign out: ${device}`}
    >
      Sign out
    </Button>
  );
}
