import { Button } from '@mantine/core';
import { IconDownload, IconEye, IconMail } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import cards from '../runs/cards.module.css';
import { Mark } from '../runs/outcome.tsx';
import { Loading } from '../states/states.tsx';
import { faceOfMail } from './mail-face.ts';

const MailPreview = lazy(async () => ({ default: (await import('./mail-preview.tsx')).MailPreview }));

/** A mail as a card that opens in place. */
export function MailCard({ mail }: { readonly mail: Schemas['MailSummary'] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={cards.card}>
      <div className={cards.top}>
        <IconMail size={26} stroke={1.5} aria-hidden className={cards.icon} />
        <div className={cards.what}>
          <strong>{mail.subject}</strong>
          <span>to {mail.to}</span>
        </div>
      </div>
      <div>
        <Mark face={faceOfMail(mail.state)} />
      </div>
      <div className={cards.doing}>
        <Button
          size="compact-sm"
          mih="var(--target-small)"
          variant={isOpen ? 'light' : 'default'}
          leftSection={<IconEye size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
          aria-expanded={isOpen}
        >
          {isOpen ? 'Close the mail' : 'Read the mail'}
        </Button>
        <Button
          component="a"
          href={`/api/v1/mails/${mail.id}/source`}
          download
          size="compact-sm"
          mih="var(--target-small)"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          .eml
        </Button>
      </div>
      {isOpen && (
        <div className={cards.preview}>
          <Suspense fallback={<Loading />}>
            <MailPreview mail={mail.id} />
          </Suspense>
        </div>
      )}
    </li>
  );
}
