import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ApiError } from '../api/client.ts';
import { Panel } from '../shell/page.tsx';
import { Answer } from '../states/states.tsx';
import { Incident } from './incident.tsx';
import { placeOfInstance } from './instance-place.ts';
import { incidentsQuery } from './workflow-queries.ts';

/** What failed for good in a workflow, for those who may mend it. */
export function IncidentList({ workflow }: { readonly workflow: string }) {
  const query = useQuery(incidentsQuery(workflow));
  // Others see on the instance itself that something failed.
  if (query.error instanceof ApiError && query.error.status === 403) return null;
  return (
    <Panel title="Incidents">
      <Answer query={query} rows={3}>
        {({ incidents }) => (
          <ul>
            {incidents.map((work) => (
              <li key={work.id}>
                <Incident
                  work={work}
                  place={
                    work.instance !== undefined && (
                      <Link to={placeOfInstance({ workflow, id: work.instance })}>See the instance</Link>
                    )
                  }
                />
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}
