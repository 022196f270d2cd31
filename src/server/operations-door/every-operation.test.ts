import { afterAll, beforeAll, expect, it } from 'vitest';
import { toWordedBody } from '../../contract/errors';
import { dispatch, operations, type OperationName } from '../../contract/operations';
import { isTokenOperation } from '../../contract/token-operations';
import { readingQuestions } from '../../manager/testing/reading-questions';
import { connectDoor, doorToken, type DoorClient } from '../testing/door-client';
import { openDoor, type Door } from '../testing/door';
import { same } from '../testing/same-outcome';

let door: Door;
let client: DoorClient;
beforeAll(async () => {
  door = await openDoor({ isToken: (text) => text === doorToken });
  client = await connectDoor(door.server.port);
});
afterAll(() => door.server.close());

/** Nobody answers there. */
const questions: Partial<Record<OperationName, readonly object[]>> = readingQuestions('http://127.0.0.1:9/x');
const cases = (Object.keys(operations) as OperationName[]).flatMap((name) =>
  (questions[name] ?? [{}]).map((input) => [name, input] as const),
);

async function direct(name: OperationName, input: object): Promise<object> {
  try {
    return { ok: true, value: await dispatch(door.core.operations, { name, input, context: { caller: 'token' } }) };
  } catch (error) {
    return { ok: false, error: toWordedBody(error) };
  }
}

async function byRequest(name: OperationName, input: object): Promise<object> {
  const headers = { authorization: `Bearer ${doorToken}`, 'content-type': 'application/json' };
  const reply = await door.ask('POST', `/v2/operations/${name}`, { headers, body: JSON.stringify(input) });
  const body = JSON.parse(reply.body) as unknown;
  return reply.status === 200 ? { ok: true, value: body } : { ok: false, error: body };
}

async function bySocket(name: OperationName, input: object): Promise<object> {
  const { id: _id, ...outcome } = await client.call(name, input);
  return outcome;
}

// What is asked is written in every row, so that a new operation is compared without a word here.
it.each(cases)('%s %j has one outcome by a call, by a request and by the socket', async (name, input) => {
  const ways = [await byRequest(name, input), await bySocket(name, input)];
  if (!isTokenOperation(name)) {
    for (const outcome of ways) expect(outcome).toMatchObject({ ok: false, error: { code: 'not-trusted' } });
    return;
  }
  const wanted = same(await direct(name, input));
  expect(ways.map(same)).toEqual([wanted, wanted]);
});
