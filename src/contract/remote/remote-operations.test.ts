import { expect, it } from 'vitest';
import { machinePathsIn } from '../machine-path';
import { managerOperations, type ManagerOperationName } from '../operations';
import { localOperations } from './remote-operations';
import { isTokenOperation } from '../token-operations';

it('of the core, what needs its own machine is all that no token opens, and what looks at a path of that machine', () => {
  const ofCore = localOperations.filter((name) => Object.hasOwn(managerOperations, name));
  const looksAtPath = (name: ManagerOperationName) =>
    !managerOperations[name].mutates &&
    machinePathsIn(managerOperations[name].input, { path: '/x', to: '/x' }).length > 0;
  const names = Object.keys(managerOperations) as ManagerOperationName[];
  const unopened = names.filter((name) => !isTokenOperation(name) || looksAtPath(name));
  expect([...ofCore].sort()).toEqual(unopened.sort());
});
