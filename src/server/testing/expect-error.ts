import { expect } from 'vitest';
import { ErrorBody } from '../../contract/error-body';
import type { HttpReply } from './http-client';

/** Checks that an answer is an error body in words with this status and code, and answers the body. */
export function expectError(reply: HttpReply, status: number, code: string): Record<string, unknown> {
  expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  const body = ErrorBody.parse(JSON.parse(reply.body));
  expect({ status: reply.status, code: body.code }).toEqual({ status, code });
  expect(body.error).not.toBe('');
  expect(body.message).not.toBe('');
  return body;
}
