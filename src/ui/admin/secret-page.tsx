import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import forms from '../forms/forms.module.css';
import table from '../look/table.module.css';
import { notify } from '../shell/notices.tsx';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { useDeleteSecret } from './admin-deeds.ts';
import classes from './admin.module.css';
import { secretsQuery, versionsQuery } from './admin-queries.ts';
import { ConfirmByName } from './confirm-by-name.tsx';
import { Uses } from './definition-link.tsx';
import { SecretForm } from './secret-form.tsx';
import { SecretMark } from './standings.tsx';

type Secret = Schemas['Secret'];

/** A secret: what uses it, who set it when; a new value, or none any more. Its value is on no page. */
export function SecretPage() {
  const { secret: name = '' } = useParams();
  const query = useQuery(secretsQuery);
  const found = query.data?.secrets.find((secret) => secret.name === name);
  return (
    <Page title={name} above={{ to: '/admin/secrets', name: 'Secrets' }}>
      <Answer query={query} rows={6}>
        {() =>
          found === undefined ? (
            <Empty title={`There is no secret ${name}.`} action={<Link to="/admin/secrets">Show all secrets</Link>}>
              No definition asks for it, and none is stored under this name.
            </Empty>
          ) : (
            <SecretBody secret={found} />
          )
        }
      </Answer>
    </Page>
  );
}

const places: Readonly<Record<Secret['place'], string>> = {
  environment: 'an environment variable of the server, which holds over what is stored',
  file: 'a file that the environment names, which holds over what is stored',
  store: 'what is stored here, encrypted',
  none: 'nowhere: what uses it fails until it is set',
};

function SecretBody({ secret }: { readonly secret: Secret }) {
  const { name, place, usedBy, current, readable } = secret;
  return (
    <>
      <div className={classes.facts}>
        <Facts
          facts={[
            ['State', <SecretMark key="state" secret={secret} />],
            ['Its value comes from', places[place]],
            readable ? undefined : ['Stored', 'encrypted with another key than this server has; set it anew'],
          ]}
        />
      </div>
      <Columns
        main={
          <>
            <Panel title="Used by">
              {usedBy.length === 0 ? (
                <Empty title="No definition names it.">
                  Write <code>{`\${secret.${name}}`}</code> where a connection asks for a password or a key.
                </Empty>
              ) : (
                <Uses of={usedBy} />
              )}
            </Panel>
            <Versions name={name} />
          </>
        }
        side={
          <>
            <Panel title={current === undefined ? 'Set it' : 'Replace it'}>
              <SecretForm
                name={name}
                taken={current === undefined ? [] : [name]}
                set={(_name, version) =>
                  notify({
                    title: `${name} is set`,
                    message: `Version ${version}: what runs next uses it.`,
                    tone: 'neutral',
                  })
                }
              />
            </Panel>
            {current !== undefined && <Deletion secret={secret} />}
          </>
        }
      />
    </>
  );
}

function Versions({ name }: { readonly name: string }) {
  const query = useQuery(versionsQuery(name));
  return (
    <Panel title="Who set it when">
      <Answer query={query} rows={3}>
        {({ versions }) =>
          versions.length === 0 ? (
            <Empty title="Nobody has set it here yet." />
          ) : (
            <VersionTable versions={versions} name={name} />
          )
        }
      </Answer>
    </Panel>
  );
}

interface VersionTableProps {
  readonly versions: readonly Schemas['SecretVersion'][];
  readonly name: string;
}

function VersionTable({ versions, name }: VersionTableProps) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={`Versions of ${name}`}>
        <thead>
          <tr>
            <th>Version</th>
            <th className={table.notSmall}>By</th>
            <th>Set</th>
            <th>Value</th>
          </tr>
        </thead>
        <tbody>
          {versions.map(({ version, at, by, erasedAt }) => (
            <tr key={version}>
              <td>
                <Count value={version} />
              </td>
              <td className={table.notSmall}>{by.name}</td>
              <td>
                <Instant at={at} />
                <span className={`${table.onlySmall} ${table.line}`}>by {by.name}</span>
              </td>
              <td>{erasedAt === undefined ? 'kept' : <span className="soft">erased</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Deletion({ secret: { name, usedBy } }: { readonly secret: Secret }) {
  const [isAsked, setAsked] = useState(false);
  const erase = useDeleteSecret(name);
  const close = (): void => setAsked(false);
  return (
    <Panel title="Delete it">
      {isAsked ? (
        <ConfirmByName
          verb="Delete"
          name={name}
          deed={erase}
          go={() => erase.mutate(undefined, { onSuccess: close })}
          close={close}
        >
          <p>Its value is erased for good; who set it when stays.</p>
          {usedBy.length > 0 && <p>These fail until it is set again: {usedBy.join(', ')}.</p>}
        </ConfirmByName>
      ) : (
        <div className={forms.form}>
          <p className="soft">
            {usedBy.length === 0 ? 'No definition names it.' : `What uses it would fail: ${usedBy.join(', ')}.`}
          </p>
          <div className={forms.buttons}>
            <Button variant="default" mih="var(--target)" onClick={() => setAsked(true)}>
              Delete
            </Button>
          </div>
        </div>
      )}
    </Panel>
  );
}
