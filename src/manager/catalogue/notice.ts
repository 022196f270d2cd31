import type { LoadedState } from './channel-view';
import { say, sayAll, type Said, type Sentence } from '../../contract/text/said';

/** Why the list may be older or shorter than wished, in one sentence; null when all is well. */
export function describeNotice(
  view: LoadedState,
  about: { isOffline: boolean; isLocal: boolean; channelProblem: Said | null },
): Said | null {
  const reasons: Sentence[] = [...view.problems, ...(about.channelProblem === null ? [] : [about.channelProblem])];
  const why = sayAll(reasons);
  if (view.asOfMs === null) {
    if (about.isOffline)
      return say`There is no kept copy of the catalogue, and network_mode = offline forbids to fetch one.`;
    if (about.isLocal) return say`There is no kept copy of the catalogue yet.`;
    if (reasons.length === 0) return say`There is no catalogue yet: it is still being fetched.`;
    return say`There is no catalogue yet: ${why}`;
  }
  if (reasons.length === 0) return null;
  if (view.problems.length === 0) return why;
  const day = new Date(view.asOfMs).toISOString().slice(0, 10);
  const age = say`Parts of the catalogue could not be refreshed; what is shown was kept on ${day}.`;
  return sayAll([age, why]);
}
