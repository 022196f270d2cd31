import type { LoadedState } from './channel-view';
import { msg, joinMessages, type Message, type Sentence } from '../../contract/text/message';

/** Why the list may be older or shorter than wished, in one sentence; null when all is well. */
export function describeNotice(
  view: LoadedState,
  about: { isOffline: boolean; isLocal: boolean; channelProblem: Message | null },
): Message | null {
  const reasons: Sentence[] = [...view.problems, ...(about.channelProblem === null ? [] : [about.channelProblem])];
  const why = joinMessages(reasons);
  if (view.asOfMs === null) {
    if (about.isOffline)
      return msg`There is no saved copy of the catalogue, and network_mode = offline does not allow downloading one.`;
    if (about.isLocal) return msg`There is no saved copy of the catalogue yet.`;
    if (reasons.length === 0) return msg`There is no catalogue yet: it is still being downloaded.`;
    return msg`There is no catalogue yet: ${why}`;
  }
  if (reasons.length === 0) return null;
  if (view.problems.length === 0) return why;
  const day = new Date(view.asOfMs).toISOString().slice(0, 10);
  const age = msg`Parts of the catalogue could not be refreshed; the copy from ${day} is shown.`;
  return joinMessages([age, why]);
}
