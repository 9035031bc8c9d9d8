import { useNavigate } from 'react-router';
import { Page, Panel } from '../shell/page.tsx';
import classes from './admin.module.css';
import { type NewUser, useAddUser } from './admin-deeds.ts';
import { UserForm, type UserInput } from './user-form.tsx';

/** Adds somebody. */
export function NewUserPage() {
  const add = useAddUser();
  const navigate = useNavigate();
  const send = ({ details, attributes, roles }: UserInput): void => {
    const order = { ...details, attributes, roles: [...roles] } as NewUser;
    add.mutate(order, { onSuccess: ({ id }) => void navigate(`/admin/users/${encodeURIComponent(id)}`) });
  };
  return (
    <Page
      title="Add a user"
      above={{ to: '/admin/users', name: 'Users' }}
      below="They come in by a link that you make next, and then choose a password."
    >
      <div className={classes.narrow}>
        <Panel label="Add a user">
          <UserForm verb="Add" sent={add} send={send} />
        </Panel>
      </div>
    </Page>
  );
}
