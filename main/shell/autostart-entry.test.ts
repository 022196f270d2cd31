import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAutostartCommand, writeAutostartEntry } from './autostart-entry';

const entry = (command: string[]) => writeAutostartEntry({ name: 'App', comment: 'Starts', command });
const execOf = (command: string[]) => /^Exec=(.*)$/mu.exec(entry(command))?.[1];

describe('an autostart entry', () => {
  it('leaves plain words alone', () => {
    expect(execOf(['/usr/bin/app', '--hidden'])).toBe('/usr/bin/app --hidden');
  });

  it('quotes what the specification reserves, and doubles each backslash after that', () => {
    expect(execOf(['/home/a b/app', '--hidden'])).toBe('"/home/a b/app" --hidden');
    expect(execOf(['/x/$HOME'])).toBe(String.raw`"/x/\\$HOME"`);
    expect(execOf(['/x/a"b'])).toBe(String.raw`"/x/a\\"b"`);
    expect(execOf(['/x/a\\b'])).toBe(String.raw`"/x/a\\\\b"`);
    expect(execOf(['/x/100%/app'])).toBe('/x/100%%/app');
  });

  it('keeps an entry on one line, whatever the path', () => {
    expect(entry(['/x/a\nHidden=true']).split('\n')).toHaveLength(9);
  });

  it('is read back whatever Unicode calls the end of a line', () => {
    const command = ['/x/\u2028a', '\u2029', 'b\u0085', '\v\f'];
    expect(readAutostartCommand(entry(command))).toEqual(command);
  });

  it('is read back word for word', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(words, (command) => {
        expect(readAutostartCommand(entry(command))).toEqual(command);
      }),
    );
  });
});

describe('readAutostartCommand', () => {
  const text = entry(['/usr/bin/app']);

  it('passes over what the desktop does', () => {
    expect(readAutostartCommand(`${text}Hidden=true\n`)).toBeNull();
    expect(readAutostartCommand(text.replace('enabled=true', 'enabled=false'))).toBeNull();
    expect(readAutostartCommand('')).toBeNull();
    expect(readAutostartCommand('[Desktop Entry]\nExec=\n')).toBeNull();
  });

  it('reads the group of the entry alone', () => {
    expect(readAutostartCommand(`${text}[Desktop Action x]\nHidden=true\nExec=other\n`)).toEqual(['/usr/bin/app']);
  });
});
