import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Empty } from '../states/states.tsx';
import { Page, Panel } from './page.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page title="There is nothing here">
      <Panel>
        <Empty
          title="This address leads nowhere."
          action={
            <Button component={Link} to="/" variant="default">
              Go home
            </Button>
          }
        >
          It may have been mistyped, or what it led to was renamed or removed. Ctrl K finds anything by name.
        </Empty>
      </Panel>
    </Page>
  );
}
