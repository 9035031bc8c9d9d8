import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import { FilterBar } from '../lists/filters.tsx';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { secretsQuery } from './admin-queries.ts';
import { FindField, isFound } from './find-field.tsx';
import { SecretMark } from './standings.tsx';

type Secret = Schemas['Secret'];

/** Secrets that are stored, or that definitions ask for. No page shows a value. */
export function SecretsPage() {
  const query = useQuery(secretsQuery);
  return (
    <Page
      title="Secrets"
      below="Passwords and keys of other systems. They are used, and never shown."
      actions={query.data !== undefined && <AddSecret />}
    >
      <Panel label="Secrets">
        <Answer query={query} rows={6}>
          {({ secrets }) => (secrets.length === 0 ? <NoSecrets /> : <Secrets secrets={secrets} />)}
        </Answer>
      </Panel>
    </Page>
  );
}

function AddSecret() {
  return (
    <Button
      component={Link}
      to="/admin/new-secret"
      mih="var(--target)"
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      Set a secret
    </Button>
  );
}

function NoSecrets() {
  return (
    <Empty title="No secrets yet." action={<AddSecret />}>
      A definition names a secret as <code>{'${secret.SHOP_PASSWORD}'}</code>; its value is set here, encrypted, and
      never leaves the server.
    </Empty>
  );
}

function Secrets({ secrets }: { readonly secrets: readonly Secret[] }) {
  const [search] = useSearchParams();
  const matches = secrets.filter(({ name, usedBy }) => isFound([name, ...usedBy], search.get('find')));
  return (
    <>
      <FilterBar
        shown={
          <>
            <Count value={matches.length} /> of <Count value={secrets.length} />
          </>
        }
      >
        <FindField label="Find by name" />
      </FilterBar>
      {matches.length === 0 ? (
        <Empty title="No secret is like that." action={<Link to="/admin/secrets">Show all secrets</Link>} />
      ) : (
        <SecretTable secrets={matches} />
      )}
    </>
  );
}

function SecretTable({ secrets }: { readonly secrets: readonly Secret[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Secrets">
        <thead>
          <tr>
            <th>Secret</th>
            <th className={table.notSmall}>Used by</th>
            <th className={table.notSmall}>State</th>
            <th className={`${table.right} ${table.notSmall}`}>Set</th>
          </tr>
        </thead>
        <tbody>
          {secrets.map((secret) => (
            <SecretRow key={secret.name} secret={secret} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SecretRow({ secret }: { readonly secret: Secret }) {
  const { name, usedBy, current } = secret;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/admin/secrets/${name}`}>
          {name}
        </Link>
        <span className={`${table.onlySmall} ${table.line}`}>
          <SecretMark secret={secret} />
          {usedBy.join(', ')}
        </span>
      </td>
      <td className={table.notSmall}>
        {usedBy.length === 0 ? <span className="soft">nothing</span> : usedBy.join(', ')}
      </td>
      <td className={table.notSmall}>
        <SecretMark secret={secret} />
      </td>
      <td className={`${table.right} ${table.notSmall} ${table.above}`}>
        {current === undefined ? <span className="soft">–</span> : <Instant at={current.at} />}
        {current !== undefined && <span className={table.second}>by {current.by.name}</span>}
      </td>
    </tr>
  );
}
