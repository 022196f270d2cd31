import type { FastifyInstance } from 'fastify';
import { answerJson } from './respond';
import { prefixes, send } from './mount';

/** What `/healthz` says. */
export interface Health {
  version: string;
  /** Whether a ComfyUI folder is open. */
  isOpen: boolean;
  /** State of the ComfyUI behind the door; null: there is none. */
  comfyui: string | null;
}

/** Answers whoever watches over this program that it lives, without a token: it says nothing of the machine. */
export function mountHealth(app: FastifyInstance, read: () => Health): void {
  for (const prefix of prefixes) {
    app.get(`${prefix}/healthz`, async (_request, reply) => send(reply, answerJson({ status: 'ok', ...read() })));
  }
}
