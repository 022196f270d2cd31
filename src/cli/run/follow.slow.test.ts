import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCuttableLine, type CuttableLine } from '../../../e2e/cuttable-line';
import { dispatch } from '../../contract/operations';
import { doorToken } from '../../server/testing/door-client';
import { disableTask, openDoor, type Door } from '../../server/testing/door';
import { connectCore } from '../core/running-core';
import { followQueue } from './follow';

const quiet = { show: () => undefined, clear: () => undefined };

const order = (uiId: string) =>
  dispatch<'queue.order'>(door.core.operations, {
    name: 'queue.order',
    input: { tasks: [disableTask(uiId)], rows: [] },
    context: { caller: 'person' },
  });

let door: Door;
let line: CuttableLine;

beforeAll(async () => {
  door = await openDoor({ isToken: (text) => text === doorToken });
  line = await openCuttableLine(`http://127.0.0.1:${door.server.port}`);
});
afterAll(async () => {
  await line.close();
  await door.server.close();
});

it('what ended while the line was cut is heard when it is back', async () => {
  const core = connectCore({ address: line.address, token: doorToken });
  const follower = await followQueue(core, quiet);
  line.block();
  line.cut();
  await order('absent');
  const ended = follower.untilEnded('absent');
  line.mend();
  expect((await ended).ui_id).toBe('absent');
  follower.end();
});

it('where too much was told meanwhile, the queue is read', async () => {
  const core = connectCore({ address: line.address, token: doorToken });
  const follower = await followQueue(core, quiet);
  line.block();
  line.cut();
  await order('forgotten');
  for (let told = 0; told < 3000; told += 1)
    door.core.emit({ name: 'cmd-catalogue-changed', payload: { asOf: String(told) } });
  const ended = follower.untilEnded('forgotten');
  line.mend();
  expect((await ended).ui_id).toBe('forgotten');
  follower.end();
});
