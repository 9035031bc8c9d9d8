import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { notify } from '../shell/notices.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { Answer } from '../states/states.tsx';
import classes from './admin.module.css';
import { secretsQuery } from './admin-queries.ts';
import { SecretForm } from './secret-form.tsx';

/** Sets a secret that is not there yet. */
export function NewSecretPage() {
  const navigate = useNavigate();
  const query = useQuery(secretsQuery);
  const set = (name: string): void => {
    notify({ title: `${name} is set`, message: 'What runs next uses it.', tone: 'neutral' });
    void navigate(`/admin/secrets/${name}`);
  };
  return (
    <Page title="Set a secret" above={{ to: '/admin/secrets', name: 'Secrets' }}>
      <div className={classes.narrow}>
        <Panel label="Set a secret">
          <Answer query={query} rows={4}>
            {({ secrets }) => (
              <SecretForm
                set={set}
                taken={secrets.flatMap(({ name, current }) => (current === undefined ? [] : [name]))}
              />
            )}
          </Answer>
        </Panel>
      </div>
    </Page>
  );
}
