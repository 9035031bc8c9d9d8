import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import forms from '../forms/forms.module.css';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { useMay } from '../workflows/use-me.ts';
import { useRevokeKey } from './admin-deeds.ts';
import classes from './admin.module.css';
import { keysQuery } from './admin-queries.ts';
import { ConfirmByName } from './confirm-by-name.tsx';
import { DefinitionLink } from './definition-link.tsx';
import { History } from './history.tsx';
import { PrivilegeList } from './privilege-list.tsx';
import { KeyMark } from './standings.tsx';

type Key = Schemas['ApiKey'];

/** An API key: whose rights it has, how long, when it was used. */
export function KeyPage() {
  const { key: id } = useParams();
  const query = useQuery(keysQuery(useMay('admin:users')));
  const found = query.data?.keys.find((key) => key.id === id);
  return (
    <Page title={found?.name ?? 'Key'} above={{ to: '/admin/keys', name: 'Keys' }}>
      <Answer query={query} rows={6}>
        {() => (found === undefined ? <NoKey /> : <KeyBody of={found} />)}
      </Answer>
    </Page>
  );
}

function NoKey() {
  return (
    <Empty title="There is no such key." action={<Link to="/admin/keys">Show all keys</Link>}>
      Or it is somebody else’s: those with the privilege admin:users see all.
    </Empty>
  );
}

function Owner({ owner }: { readonly owner: string }) {
  const service = /^service:(.+)$/.exec(owner)?.[1];
  return service === undefined ? (
    <DefinitionLink kind="user" name={owner} />
  ) : (
    <DefinitionLink kind="service" name={service} />
  );
}

function KeyBody({ of }: { readonly of: Key }) {
  const { owner, start, state, createdAt, createdBy, expiresAt, usedAt, usedFrom, revokedAt, scopes } = of;
  return (
    <>
      <div className={classes.facts}>
        <Facts
          facts={[
            ['State', <KeyMark key="state" state={state} />],
            ['Rights of', <Owner key="owner" owner={owner} />],
            ['Begins with', <code key="start">{start}</code>],
            ['Made', <Made key="made" at={createdAt} by={createdBy} />],
            state === 'revoked' ? undefined : ['Expires', <Instant key="expires" at={expiresAt} />],
            revokedAt === undefined ? undefined : ['Revoked', <Instant key="revoked" at={revokedAt} />],
            ['Last used', usedAt === undefined ? 'never' : <Used key="used" at={usedAt} from={usedFrom} />],
          ]}
        />
      </div>
      <div className={classes.stack}>
        <Columns
          main={
            <Panel title="What it may do">
              {scopes === undefined ? (
                <p className={classes.note}>Everything that its owner may do, as it is at the time.</p>
              ) : (
                <PrivilegeList names={scopes} />
              )}
            </Panel>
          }
          side={state === 'live' ? <Revoke of={of} /> : <p className="soft">It does not work any more.</p>}
        />
        <History kind="key" name={of.name} />
      </div>
    </>
  );
}

function Made({ at, by }: { readonly at: string; readonly by: string }) {
  return (
    <>
      <Instant at={at} /> by {by}
    </>
  );
}

function Used({ at, from }: { readonly at: string; readonly from: string | undefined }) {
  return (
    <>
      <Instant at={at} />
      {from !== undefined && ` from ${from}`}
    </>
  );
}

function Revoke({ of: { id, name } }: { readonly of: Key }) {
  const [isAsked, setAsked] = useState(false);
  const revoke = useRevokeKey(id);
  return (
    <Panel title="Revoke it">
      {isAsked ? (
        <ConfirmByName verb="Revoke" name={name} deed={revoke} go={() => revoke.mutate()} close={() => setAsked(false)}>
          Whatever calls with this key is refused from now on. It cannot be made to work again.
        </ConfirmByName>
      ) : (
        <div className={forms.form}>
          <p className="soft">It got into the wrong hands, or nothing needs it any more.</p>
          <div className={forms.buttons}>
            <Button variant="default" mih="var(--target)" onClick={() => setAsked(true)}>
              Revoke
            </Button>
          </div>
        </div>
      )}
    </Panel>
  );
}
