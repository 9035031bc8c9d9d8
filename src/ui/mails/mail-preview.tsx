/** What a mail says. Its HTML is shown where no script runs and nothing is loaded from elsewhere. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { mailQuery } from '../api/queries.ts';
import { bytes } from '../format/amount.ts';
import { useLocale } from '../format/locale.tsx';
import cards from '../runs/cards.module.css';
import { Answer } from '../states/states.tsx';
import classes from './mails.module.css';

type Mail = Schemas['Mail'];
type View = 'html' | 'text' | 'headers';

const names: Readonly<Record<View, string>> = { html: 'As mail', text: 'As text', headers: 'Headers' };

/** A mail in full. */
export function MailPreview({ mail }: { readonly mail: string }) {
  const query = useQuery(mailQuery(mail));
  return <Answer query={query}>{(found) => <Views mail={found} />}</Answer>;
}

function Views({ mail }: { readonly mail: Mail }) {
  const views: readonly View[] = [...(mail.html === undefined ? [] : ['html' as const]), 'text', 'headers'];
  const [chosen, choose] = useState<View>(views[0] ?? 'text');
  return (
    <>
      <fieldset className={cards.sheets}>
        <legend className="hidden">How the mail is shown</legend>
        {views.map((view) => (
          <button key={view} type="button" aria-pressed={view === chosen} onClick={() => choose(view)}>
            {names[view]}
          </button>
        ))}
      </fieldset>
      {chosen === 'html' && <Html html={mail.html ?? ''} />}
      {chosen === 'text' && <pre className={classes.text}>{mail.text ?? 'This mail has no text.'}</pre>}
      {chosen === 'headers' && <Headers mail={mail} />}
      {mail.parts.length > 0 && <Parts mail={mail} />}
    </>
  );
}

/** Mails are made for a white page. Links open nothing: a preview is for looking. */
function Html({ html }: { readonly html: string }) {
  const style =
    '<style>body{font:14px/1.5 system-ui,sans-serif;margin:16px;color:#15212b;background:#fff}table{border-collapse:collapse}</style>';
  return (
    <iframe
      className={classes.html}
      title="The mail"
      sandbox=""
      srcDoc={`<!doctype html><meta charset="utf-8">${style}${html}`}
    />
  );
}

function Headers({ mail }: { readonly mail: Mail }) {
  return (
    <dl className={classes.headers}>
      {mail.headers.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Parts({ mail }: { readonly mail: Mail }) {
  const { locale } = useLocale();
  return (
    <ul className={classes.parts} aria-label="Attachments">
      {mail.parts.map(({ name, size }) => (
        <li key={name}>
          {name} <span>{bytes(size, locale)}</span>
        </li>
      ))}
    </ul>
  );
}
