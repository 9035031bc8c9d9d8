import { MillraceError } from '../core/errors.ts';

/** Somebody else has claimed the instance meanwhile; the attempt is over, and nothing of it is kept. */
export class LeaseLost extends MillraceError {
  constructor() {
    super('busy', 'It took so long that somebody else has gone on with the instance.', { hint: 'Send it again.' });
  }
}
