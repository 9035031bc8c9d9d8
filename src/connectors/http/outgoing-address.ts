/**
 * Where requests may go. Link-local addresses are refused, the metadata services of clouds among them: what answers
 * there hands out the keys of the machine. The check is on the resolved address, at the moment of connecting, so that no
 * name can lead around it.
 */
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { MillraceError } from '../../core/errors.ts';

const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');
refused.addAddress('100.100.100.200', 'ipv4');
refused.addAddress('0.0.0.0', 'ipv4');
refused.addAddress('::', 'ipv6');

/** Throws `outgoing_refused` for an address that no request may go to; a name passes, its addresses are checked later. */
export function checkAddress(host: string): void {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family === 0 || !refused.check(address, family === 6 ? 'ipv6' : 'ipv4')) return;
  throw new MillraceError('outgoing_refused', `Requests to ${address} are not allowed.`, {
    hint: 'It is a link-local or metadata address; name a server that is meant to be called.',
  });
}

/** Resolves names like the system does, and refuses what {@link checkAddress} refuses. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    try {
      for (const { address } of addresses) checkAddress(address);
    } catch (refusal) {
      return callback(refusal as NodeJS.ErrnoException, '', 0);
    }
    const [first] = addresses;
    if (options.all === true) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family ?? 0);
  });
};
