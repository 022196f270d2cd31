import { expect, it } from 'vitest';
import { composeSbom, packageUrl } from './sbom.mjs';

const app = { name: 'app', version: '1.0.0', licence: 'MIT', builtAt: '2026-11-28T00:00:00.000Z' };
const included = [
  { name: 'x', version: '2.0.0', licence: '(MIT OR Apache-2.0)' },
  { name: '@a/b', version: '1.2.3', licence: 'MIT' },
  { name: 'y', version: '1.0.0' },
];

it('a package is named by its address, whose scope is written as addresses are', () => {
  expect(packageUrl('@a/b', '1.2.3')).toBe('pkg:npm/%40a/b@1.2.3');
});

it('the list has each package in one order, its licence in the form it has, and what holds them all', () => {
  const sbom = composeSbom(app, included);
  const names = ['pkg:npm/%40a/b@1.2.3', 'pkg:npm/x@2.0.0', 'pkg:npm/y@1.0.0'];
  expect(sbom.components.map(({ purl }) => purl)).toEqual(names);
  expect(sbom.components.map(({ licenses }) => licenses)).toEqual([
    [{ license: { id: 'MIT' } }],
    [{ expression: '(MIT OR Apache-2.0)' }],
    undefined,
  ]);
  expect(sbom.dependencies).toEqual([{ ref: 'pkg:npm/app@1.0.0', dependsOn: names }]);
  expect(sbom.metadata).toMatchObject({ timestamp: app.builtAt, component: { type: 'application', name: 'app' } });
  expect(composeSbom(app, [...included].reverse())).toEqual(sbom);
});
