import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Instant } from '../format/instant.tsx';
import { Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import classes from './admin.module.css';
import { keysQuery } from './admin-queries.ts';

/** The keys that work with somebody's rights. */
export function KeysOf({ owner, name }: { readonly owner: string; readonly name: string }) {
  const query = useQuery(keysQuery(true));
  const make = <Link to={`/admin/new-key?owner=${encodeURIComponent(owner)}`}>Make a key</Link>;
  return (
    <Panel title="API keys that work" aside={make}>
      <Answer query={query} rows={2}>
        {({ keys }) => {
          const live = keys.filter((key) => key.owner === owner && key.state === 'live');
          return live.length === 0 ? (
            <Empty title={`No key has the rights of ${name}.`}>A key lets a program call the API in their name.</Empty>
          ) : (
            <ul className={classes.lines}>
              {live.map(({ id, name: called, expiresAt }) => (
                <li key={id}>
                  <Link to={`/admin/keys/${id}`}>{called}</Link>
                  <span className="soft">
                    expires <Instant at={expiresAt} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Panel>
  );
}
