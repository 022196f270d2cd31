import type { Emitter } from '../../base/async/emitter';
import type { Logger } from '../../base/log';
import { AppError, sentenceOf, toWordedBody } from '../../contract/errors';
import type { AppEvent, EventPayload } from '../../contract/events';
import type { LockedCoreOptions } from './locked-core';

interface HeldFolderOptions {
  events: Pick<Emitter<AppEvent>, 'emit'>;
  log: Pick<Logger, 'warn' | 'error'>;
  /** Closes the folder in the list of what is open; its core closes by itself. */
  close: (folder: string) => Promise<void>;
}

/** Says in log and window that another app has a folder, or may have it. */
export function tellHeldFolder(
  folder: string,
  { events, log, close }: HeldFolderOptions,
): Pick<LockedCoreOptions, 'onWait' | 'onLost'> {
  const tell = (state: EventPayload<'cmd-folder-held'>['state'], error: AppError): void => {
    log.warn(sentenceOf(error), { folder });
    events.emit({ name: 'cmd-folder-held', payload: { folder, state, error: toWordedBody(error) } });
  };
  return {
    onWait: (message) => tell('waiting', new AppError('installation-in-use', message)),
    onLost: (error) => {
      tell('lost', error);
      close(folder).catch((reason: unknown) => log.error('A folder that was lost could not be closed.', { reason }));
    },
  };
}
