import { describe, expect, it } from 'vitest';
import { describeVersions, readVersions } from './electron-versions.mjs';

describe('the runtime of a run', () => {
  it('is asked for its versions', () => {
    expect(readVersions(process.execPath)).toEqual({ node: process.versions.node });
  });

  it('that does not start is told, with what to do', () => {
    expect(() => readVersions('/nowhere/electron')).toThrow(
      expect.objectContaining({ message: expect.stringContaining('does not start'), remedy: expect.anything() }),
    );
  });

  it('is named in one line, and the declared one beside it where that is another', () => {
    const versions = { electron: '33.2.1', chrome: '130.0.0.0', node: '20.18.1' };
    const line = `runtime: the app runs on Electron 33.2.1 (Chromium 130.0.0.0, Node 20.18.1)`;
    const end = `; tests and scripts on Node ${process.versions.node}`;
    expect(describeVersions(versions, '33.2.1')).toBe(`${line}${end}`);
    expect(describeVersions(versions, '45.5.0')).toBe(`${line}, where package.json declares 45.5.0${end}`);
  });
});
