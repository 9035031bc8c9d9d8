import { useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Page, Panel } from '../shell/page.tsx';
import classes from './admin.module.css';
import { KeyForm } from './key-form.tsx';
import { ShownOnce } from './shown-once.tsx';

interface Made {
  readonly key: Schemas['ApiKey'];
  readonly token: string;
}

/** Makes a key, and shows it this one time. */
export function NewKeyPage() {
  const [made, setMade] = useState<Made>();
  return (
    <Page title="Make a key" above={{ to: '/admin/keys', name: 'Keys' }}>
      <div className={classes.narrow}>
        {made === undefined ? (
          <Panel label="Make a key">
            <KeyForm made={setMade} />
          </Panel>
        ) : (
          <Shown made={made} />
        )}
      </div>
    </Page>
  );
}

function Shown({ made: { key, token } }: { readonly made: Made }) {
  return (
    <Panel title={`${key.name} is made`}>
      <ShownOnce label="The key" value={token}>
        It is shown only now: nobody can see it again. Send it as <code>Authorization: Bearer …</code>. It works until{' '}
        <Instant at={key.expiresAt} />.
      </ShownOnce>
      <p className={classes.note}>
        <Link to={`/admin/keys/${key.id}`}>I have kept it: show what it may do</Link>
      </p>
    </Panel>
  );
}
