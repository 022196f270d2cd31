import type { LoadedState } from './channel-view';
import { say, sayAll, spell } from '../../contract/text/said';

/** Why the list may be older or shorter than wished, in one sentence; null when all is well. */
export function describeNotice(
  view: LoadedState,
  about: { isOffline: boolean; isLocal: boolean; channelProblem: string | null },
): string | null {
  const why = [...view.problems, ...(about.channelProblem === null ? [] : [about.channelProblem])].join(' ');
  if (view.asOfMs === null) {
    if (about.isOffline)
      return spell(say`There is no kept copy of the catalogue, and network_mode = offline forbids to fetch one.`);
    if (about.isLocal) return spell(say`There is no kept copy of the catalogue yet.`);
    if (why === '') return spell(say`There is no catalogue yet: it is still being fetched.`);
    return spell(say`There is no catalogue yet: ${why}`);
  }
  if (why === '') return null;
  if (view.problems.length === 0) return why;
  const day = new Date(view.asOfMs).toISOString().slice(0, 10);
  const age = say`Parts of the catalogue could not be refreshed; what is shown was kept on ${day}.`;
  return spell(sayAll([age, why]));
}
