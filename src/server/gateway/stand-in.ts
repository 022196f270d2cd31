import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerDirectly } from '../http/raw-answer';
import { answerError } from '../http/respond';
import { answerStartingPage, wantsPage } from './starting-page';
import { unreachable } from './unreachable';

/** Answers for a ComfyUI that does not: a page for people, an error in words for programs. */
export function standIn(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else answerDirectly(response, wantsPage(request) ? answerStartingPage(request) : answerError(unreachable()));
}
