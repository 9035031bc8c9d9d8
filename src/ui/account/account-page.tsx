import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import admin from '../admin/admin.module.css';
import { keysQuery } from '../admin/admin-queries.ts';
import { KeyTable } from '../admin/key-table.tsx';
import { sessionQuery } from '../api/queries.ts';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { useMe } from '../workflows/use-me.ts';
import { OwnSessions } from './own-sessions.tsx';
import { PasswordPanel } from './password-panel.tsx';

/** One's own account: password, where one is signed in, keys. */
export function AccountPage() {
  const session = useQuery(sessionQuery);
  return (
    <Page title="Your account">
      <Answer query={session} rows={6}>
        {({ id, name, roles }) => (
          <>
            <div className={admin.facts}>
              <Facts
                facts={[
                  ['Name', name],
                  ['Sign-in name', <code key="id">{id}</code>],
                  ['Roles', roles.length === 0 ? 'none' : roles.join(', ')],
                ]}
              />
            </div>
            <Columns
              main={
                <>
                  <OwnSessions />
                  <OwnKeys />
                </>
              }
              side={<PasswordPanel />}
            />
          </>
        )}
      </Answer>
    </Page>
  );
}

function OwnKeys() {
  const query = useQuery(keysQuery(false));
  const me = useMe();
  return (
    <Panel title="Your API keys" aside={<Link to="/admin/new-key">Make a key</Link>}>
      <Answer query={query} rows={2}>
        {({ keys }) => {
          const own = keys.filter(({ owner }) => owner === me);
          return own.length === 0 ? (
            <Empty title="You have no keys.">A key lets a program of yours call the API in your name.</Empty>
          ) : (
            <KeyTable keys={own} label="Your API keys" />
          );
        }}
      </Answer>
    </Panel>
  );
}
