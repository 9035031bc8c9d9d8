/** Signs a call as its endpoint wants it: for those who try it from its page. */
import { createHmac } from 'node:crypto';
import { payloadOf, type SignatureRule, type SignedCall } from './signature.ts';

/** The headers that show that the call is genuine; `now` is in milliseconds since 1970. */
export function signatureHeaders(
  rule: SignatureRule,
  call: SignedCall,
  { secret, now }: { readonly secret: string; readonly now: number },
): Readonly<Record<string, string>> {
  const time = String(Math.floor(now / 1000));
  const payload = payloadOf(rule.payload, call, time);
  const signature = createHmac(rule.algorithm, secret).update(payload).digest(rule.encoding);
  if (rule.form === 'pairs') return { [rule.header]: `t=${time},v1=${signature}` };
  const timed = rule.timestamp === undefined ? {} : { [rule.timestamp]: time };
  return { ...timed, [rule.header]: rule.prefix + signature };
}
