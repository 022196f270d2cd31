import { expect, it } from 'vitest';
import { managerOperations } from '../operations';
import { localOperations } from './remote-operations';
import { isTokenOperation } from '../token-operations';

it('of the core, what needs its own machine is all that no token opens', () => {
  const ofCore = localOperations.filter((name) => Object.hasOwn(managerOperations, name));
  const unopened = Object.keys(managerOperations).filter((name) => !isTokenOperation(name));
  expect([...ofCore].sort()).toEqual(unopened.sort());
});
