import type { Schemas } from '../api/client.ts';

/** Where a connection leads to, as far as it may be shown. */
export function Address({ connection }: { readonly connection: Schemas['Connection'] }) {
  const { address, secrets, type } = connection;
  if (address === 'file') return <span className="soft">nowhere: mails are kept and shown here</span>;
  if (address !== undefined) return <code>{address}</code>;
  if (secrets.length > 0) return <span className="soft">in the secret {secrets.join(', ')}</span>;
  return <span className="soft">{type === 'embedded' ? 'here, in the database of Millrace' : 'nowhere else'}</span>;
}
