import { describe, expect, it } from 'vitest';
import { composeArguments, readRequest } from './request.mjs';

const official = { dist: '/electron', version: '45.5.0', isOfficial: true };
const fallback = { dist: '/old', version: '33.2.1', isOfficial: false };
const read = (text) => readRequest(text.split(' ').filter(Boolean), 'linux');

describe('what a package is asked for', () => {
  it('takes system and targets apart from the words of electron-builder', () => {
    const asked = read('--linux AppImage deb tar.gz -c.extraMetadata.version=0.9.0 --x64');
    expect(asked).toEqual({
      system: 'linux',
      targets: ['AppImage', 'deb', 'tar.gz'],
      isFast: false,
      others: ['-c.extraMetadata.version=0.9.0', '--x64'],
    });
  });

  it('is for this system when none is named', () => {
    expect(read('--dir')).toMatchObject({ system: 'linux', targets: [], others: ['--dir'] });
    expect(readRequest([], 'darwin').system).toBe('mac');
    expect(readRequest([], 'win32').system).toBe('win');
  });

  it('is for one system', () => {
    expect(() => read('--linux deb --win nsis')).toThrow('One system at a time.');
  });
});

describe('the arguments of electron-builder', () => {
  it('are the configuration alone with the official Electron', () => {
    const args = composeArguments(readRequest(['--mac'], 'darwin'), official);
    expect(args).toEqual(['--config', 'electron-builder.yml', '--publish', 'never', '--mac']);
  });

  it('name the configuration of Linux there', () => {
    expect(composeArguments(read(''), official)).toContain('scripts/package/linux.yml');
  });

  it('say in every name that a stand-in made it', () => {
    const args = composeArguments(read('--linux deb'), fallback);
    expect(args).toContain('-c.artifactName=${name}-${version}-stand-in-${arch}.${ext}');
    expect(args).toContain('-c.electronDist=/old');
    expect(composeArguments(read('--linux deb'), official).join(' ')).not.toMatch(/stand-in|electronDist/);
  });

  it('make what can be made where nothing was named, and the folder alone where that was asked for', () => {
    expect(composeArguments(read(''), fallback).join(' ')).toContain('--linux AppImage deb tar.gz -c.');
    expect(composeArguments(read('--dir'), fallback).join(' ')).toContain('--linux -c.');
  });

  it('leave the last word to the person', () => {
    const args = composeArguments(read('-c.artifactName=mine.deb'), fallback);
    expect(args.at(-1)).toBe('-c.artifactName=mine.deb');
  });

  it('refuse what the stand-in tools cannot make', () => {
    expect(() => composeArguments(read('--linux rpm deb'), fallback)).toThrow('rpm cannot be made here');
    expect(() => composeArguments(read('--win'), fallback)).toThrow('a package for Windows cannot be made here');
  });

  it('are quick for tests', () => {
    expect(composeArguments(read('--fast'), fallback)).toContain('-c.compression=store');
  });
});
