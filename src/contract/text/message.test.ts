import { describe, expect, it } from 'vitest';
import { causeOf, mapMessage, msg, joinMessages, packMessage, formatMessage, wordsOf } from './message';
import { listMessage } from './message-list';
import { translateSentence } from './translate';

describe('a sentence that can be said in every language', () => {
  it('is spelled in English with its values in their places', () => {
    expect(formatMessage(msg`Port ${8188} cannot be used: ${'it is taken'}.`)).toBe(
      'Port 8188 cannot be used: it is taken.',
    );
    expect(formatMessage(msg`Nothing was changed.`)).toBe('Nothing was changed.');
    expect(formatMessage('as it came')).toBe('as it came');
  });

  it('is said in another order, and its parts in the same language', () => {
    const german: Record<string, string> = {
      '{0} was not changed: {1}': '{1} Deshalb blieb {0}, wie es war.',
      '{0} is no port.': '{0} ist kein Port.',
    };
    const message = msg`${'port'} was not changed: ${msg`${99999} is no port.`}`;
    expect(formatMessage(message, (english) => german[english] ?? english)).toBe(
      '99999 ist kein Port. Deshalb blieb port, wie es war.',
    );
    expect(formatMessage(message)).toBe('port was not changed: 99999 is no port.');
  });

  it('leaves what looks like a place in a value as it is', () => {
    expect(formatMessage(msg`The folder ${'{1}'} of ${'B'} is gone.`)).toBe('The folder {1} of B is gone.');
  });

  it('says several sentences one after the other', () => {
    expect(formatMessage(joinMessages([msg`One.`, 'Two.']))).toBe('One. Two.');
  });

  it('names a pack as programs do, and by its title where one is known', () => {
    const message = msg`"${packMessage('Demo-Upscaler')}" asks for ${'Demo-Upscaler'}.`;
    const titleOf = (name: string): string => (name === 'Demo-Upscaler' ? 'Demo Upscaler' : name);
    expect(formatMessage(message)).toBe('"Demo-Upscaler" asks for Demo-Upscaler.');
    expect(translateSentence({}, message)).toBe('"Demo-Upscaler" asks for Demo-Upscaler.');
    expect(translateSentence({}, message, titleOf)).toBe('"Demo Upscaler" asks for Demo-Upscaler.');
    // What travels and what is kept stays what it is, and ComfyUI is no pack.
    expect(
      translateSentence(
        {},
        mapMessage(JSON.parse(JSON.stringify(message)), (text) => text),
        titleOf,
      ),
    ).toContain('"Demo Upscaler"');
    expect(translateSentence({}, msg`${packMessage('ComfyUI')} asks.`, () => 'a pack')).toBe('ComfyUI asks.');
  });

  it('has a short cause beside what it says of a failure, which travels with it', () => {
    const words = { message: msg`The install.py of ${'A'} failed: ${'no compiler'}.`, shortCause: 'no compiler' };
    const read = wordsOf(JSON.parse(JSON.stringify({ words })));
    expect(read && formatMessage(causeOf(read))).toBe('no compiler');
    expect(formatMessage(causeOf({ message: msg`Cloning failed.\n${'fatal: no'}` }))).toBe('Cloning failed.');
  });

  it('says things in a row, with the comma of the language', () => {
    const message = msg`They are ${listMessage(['numpy', 'torch', msg`none`])}.`;
    expect(formatMessage(message)).toBe('They are numpy, torch, none.');
    const chinese = { 'They are {0}.': '有 {0}。', '{0}, {1}': '{0}、{1}', none: '无' };
    expect(translateSentence(chinese, message)).toBe('有 numpy、torch、无。');
    expect(formatMessage(listMessage(['alone']))).toBe('alone');
  });
});
