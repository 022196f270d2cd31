import { AppError } from '../../contract/errors';
import type { NetworkMode } from '../../contract/settings';
import { msg, type Message } from '../../contract/text/message';

/** Refuses to ask anybody where the person forbade it; the message says who was not asked, and why. Throws `network-failed`. */
export function refuseOffline(mode: NetworkMode, message: Message): void {
  if (mode !== 'offline') return;
  throw new AppError('network-failed', message, {
    remedy: msg`Set network_mode = public in user/__manager/config.ini to ask.`,
  });
}
