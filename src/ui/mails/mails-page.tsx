import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { NavLink, useParams, Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { mailsQuery } from '../api/queries.ts';
import { Instant } from '../format/instant.tsx';
import { Mark } from '../runs/outcome.tsx';
import { Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { faceOfMail } from './mail-face.ts';
import { MailPreview } from './mail-preview.tsx';
import classes from './mails.module.css';

type Mail = Schemas['MailSummary'];

/** Mails that went out, and those that would have gone out had a mail server been set. */
export function MailsPage() {
  const { mail: chosen } = useParams();
  const query = useQuery(mailsQuery());
  return (
    <Page title="Mails" {...(chosen === undefined ? {} : { above: { to: '/mails', name: 'All mails' } })}>
      <Answer query={query} rows={8}>
        {({ mails }) => (mails.length === 0 ? <NoMails /> : <Panes mails={mails} chosen={chosen} />)}
      </Answer>
    </Page>
  );
}

function NoMails() {
  return (
    <Panel>
      <Empty title="No mail yet." action={<Link to="/jobs">See the jobs</Link>}>
        Mails that chains send stand here. Where no mail server is set they are kept and shown, and not sent.
      </Empty>
    </Panel>
  );
}

/** The list and the mail beside it; on a phone one after the other. */
function Panes({ mails, chosen }: { readonly mails: readonly Mail[]; readonly chosen: string | undefined }) {
  const isNarrow = useMediaQuery('(max-width: 860px)') ?? false;
  const shown = chosen ?? (isNarrow ? undefined : mails[0]?.id);
  const mail = mails.find(({ id }) => id === shown);
  return (
    <div className={classes.panes}>
      {(!isNarrow || shown === undefined) && (
        <Panel title="The newest" aside={`${mails.length} of ${mails.length}`}>
          <ul className={classes.list}>
            {mails.map((one) => (
              <li key={one.id}>
                <Item mail={one} isShown={one.id === shown} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {shown !== undefined && (
        <Panel label="The mail">
          {mail !== undefined && <Head mail={mail} />}
          <div className={classes.wide}>
            <MailPreview key={shown} mail={shown} />
          </div>
        </Panel>
      )}
    </div>
  );
}

function Item({ mail, isShown }: { readonly mail: Mail; readonly isShown: boolean }) {
  return (
    <NavLink
      className={classes.item}
      to={`/mails/${mail.id}`}
      {...(isShown ? { 'aria-current': 'page' as const } : {})}
    >
      <span className={classes.line}>
        <strong>{mail.subject}</strong>
        <Instant at={mail.at} />
      </span>
      <span className={classes.to}>to {mail.to}</span>
      <span className={classes.state}>
        <Mark face={faceOfMail(mail.state)} />
      </span>
    </NavLink>
  );
}

function Head({ mail }: { readonly mail: Mail }) {
  return (
    <div className={classes.head}>
      <h2>{mail.subject}</h2>
      <Facts
        facts={[
          ['To', mail.to],
          ['From', mail.from],
          ['When', <Instant key="when" at={mail.at} />],
          ['State', <Mark key="state" face={faceOfMail(mail.state)} />],
          mail.run === undefined
            ? undefined
            : [
                'Run',
                <Link key="run" to={`/runs/${mail.run}`}>
                  See the run
                </Link>,
              ],
          [
            'Message',
            <a key="source" href={`/api/v1/mails/${mail.id}/source`} download>
              Download .eml
            </a>,
          ],
        ]}
      />
      {mail.detail !== '' && <p className="soft">{mail.detail}</p>}
    </div>
  );
}
