import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import forms from '../forms/forms.module.css';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { useMay } from '../workflows/use-me.ts';
import classes from './admin.module.css';
import { connectionsQuery } from './admin-queries.ts';
import { Address } from './connection-address.tsx';
import { TestButton } from './connection-test.tsx';
import { Uses } from './definition-link.tsx';
import { FromFile } from './from-file.tsx';
import { History } from './history.tsx';

type Connection = Schemas['Connection'];

/** A connection: where it leads to, what uses it, what may be seen through it. */
export function ConnectionPage() {
  const { connection: name = '' } = useParams();
  const query = useQuery(connectionsQuery);
  const found = query.data?.connections.find((connection) => connection.name === name);
  return (
    <Page title={name} above={{ to: '/admin/connections', name: 'Connections' }}>
      <Answer query={query} rows={6}>
        {() =>
          found === undefined ? (
            <Empty
              title={`There is no connection ${name}.`}
              action={<Link to="/admin/connections">Show all connections</Link>}
            />
          ) : (
            <ConnectionBody connection={found} />
          )
        }
      </Answer>
    </Page>
  );
}

function ConnectionBody({ connection }: { readonly connection: Connection }) {
  const { name, type, description, file, usedBy, use, secrets, policies } = connection;
  return (
    <>
      {description !== undefined && <p className={classes.description}>{description}</p>}
      <div className={classes.facts}>
        <Facts
          facts={[
            ['Type', type],
            ['Where', <Address key="where" connection={connection} />],
            ['Secrets', <Secrets key="secrets" names={secrets} />],
            ['May be named by', use === undefined ? 'every definition' : `definitions of ${use.join(', ')}`],
          ]}
        />
      </div>
      <FromFile kind="connection" file={file} />
      <div className={classes.stack}>
        <Columns
          main={
            <>
              <Panel title="Used by">
                {usedBy.length === 0 ? <Empty title="No definition names it." /> : <Uses of={usedBy} />}
              </Panel>
              <Policies policies={policies} />
            </>
          }
          side={
            <Panel title="Does it answer?">
              <div className={forms.form}>
                <TestButton connection={name} primary />
              </div>
            </Panel>
          }
        />
        <History kind="connection" name={name} />
      </div>
    </>
  );
}

function Secrets({ names }: { readonly names: readonly string[] }) {
  const mayOpen = useMay('admin:secrets');
  if (names.length === 0) return 'none';
  return (
    <span className={classes.tags}>
      {names.map((name) =>
        mayOpen ? (
          <Link key={name} to={`/admin/secrets/${name}`}>
            {name}
          </Link>
        ) : (
          <code key={name}>{name}</code>
        ),
      )}
    </span>
  );
}

function Policies({ policies }: { readonly policies: Connection['policies'] }) {
  return (
    <Panel title="Policies on it">
      {policies.length === 0 ? (
        <Empty title="Whoever may use a definition sees everything that it reads.">
          A document with <code>kind: policy</code> says which rows and columns of a table or collection people may see.
        </Empty>
      ) : (
        <ul className={classes.lines}>
          {policies.map((policy) => (
            <li key={policy.name}>
              <PolicyWords policy={policy} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function PolicyWords({ policy }: { readonly policy: Connection['policies'][number] }) {
  const { name, description, source, rows, mask, file } = policy;
  return (
    <>
      <strong>{name}</strong>
      {description !== undefined && <span className="soft">{description}</span>}
      {rows !== undefined && (
        <span>
          Of <code>{source}</code> only the records where <code>{rows}</code>
        </span>
      )}
      {Object.entries(mask).map(([column, shown]) => (
        <span key={column}>
          <code>{column}</code> only where <code>{shown}</code>
        </span>
      ))}
      <span className="soft">
        in <code>{file}</code>
      </span>
    </>
  );
}
