import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import { Filter, FilterBar } from '../lists/filters.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { useMay, useMe } from '../workflows/use-me.ts';
import { keysQuery } from './admin-queries.ts';
import { FindField, isFound } from './find-field.tsx';
import { KeyTable } from './key-table.tsx';

type Key = Schemas['ApiKey'];

/** API keys: everybody's for who may manage them, else one's own. */
export function KeysPage() {
  const seesAll = useMay('admin:users');
  const query = useQuery(keysQuery(seesAll));
  return (
    <Page
      title="Keys"
      below={seesAll ? 'What programs call the API with, in somebody’s name.' : 'What your programs call the API with.'}
      actions={<MakeKey />}
    >
      <Panel label="API keys">
        <Answer query={query} rows={6}>
          {({ keys }) => (keys.length === 0 ? <NoKeys /> : <Keys keys={keys} seesAll={seesAll} />)}
        </Answer>
      </Panel>
    </Page>
  );
}

function MakeKey() {
  return (
    <Button component={Link} to="/admin/new-key" mih="var(--target)" leftSection={<IconKey size={16} aria-hidden />}>
      Make a key
    </Button>
  );
}

function NoKeys() {
  return (
    <Empty title="No keys yet." action={<MakeKey />}>
      A program signs its calls with a key: it has the rights of a person or of a service account, or some of them, and
      ends by itself.
    </Empty>
  );
}

function useMatches(keys: readonly Key[]): readonly Key[] {
  const [search] = useSearchParams();
  const state = search.get('is');
  const owner = search.get('owner');
  return keys.filter(
    (key) =>
      isFound([key.name, key.owner, key.start], search.get('find')) &&
      (state === null || key.state === state) &&
      (owner === null || key.owner === owner),
  );
}

function Keys({ keys, seesAll }: { readonly keys: readonly Key[]; readonly seesAll: boolean }) {
  const matches = useMatches(keys);
  const me = useMe();
  const owners = [...new Set(keys.map(({ owner }) => owner))]
    .sort()
    .map((owner) => ({ value: owner, label: owner === me ? `${owner} (you)` : owner }));
  return (
    <>
      <FilterBar
        shown={
          <>
            <Count value={matches.length} /> of <Count value={keys.length} />
          </>
        }
      >
        <FindField label="Find by name" />
        <Filter name="is" label="Any state" choices={['live', 'expired', 'revoked']} />
        {seesAll && <Filter name="owner" label="Anybody’s rights" choices={owners} />}
      </FilterBar>
      {matches.length === 0 ? (
        <Empty title="No key is like that." action={<Link to="/admin/keys">Show all keys</Link>} />
      ) : (
        <KeyTable keys={matches} label="API keys" />
      )}
    </>
  );
}
