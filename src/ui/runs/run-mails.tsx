import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/client.ts';
import { mailsQuery } from '../api/queries.ts';
import { MailCard } from '../mails/mail-card.tsx';
import { Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';

/** The mails of a run, as cards that open in place. */
export function RunMails({ run }: { readonly run: Schemas['Run'] }) {
  const query = useQuery(mailsQuery(run.id));
  return (
    <Panel title="Mails">
      <Answer query={query} rows={2}>
        {({ mails }) =>
          mails.length === 0 ? (
            <Empty title={run.state === 'ended' ? 'It sent no mail.' : 'No mail yet.'} />
          ) : (
            <ul>
              {mails.map((mail) => (
                <MailCard key={mail.id} mail={mail} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
