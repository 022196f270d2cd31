import { describe, expect, it } from 'vitest';
import { mapSaid, say, sayAll, sayPack, spell } from './said';
import { sayList } from './said-list';
import { tellIn } from './tell';

describe('a sentence that can be said in every language', () => {
  it('is spelled in English with its values in their places', () => {
    expect(spell(say`Port ${8188} cannot be used: ${'it is taken'}.`)).toBe('Port 8188 cannot be used: it is taken.');
    expect(spell(say`Nothing was changed.`)).toBe('Nothing was changed.');
    expect(spell('as it came')).toBe('as it came');
  });

  it('is said in another order, and its parts in the same language', () => {
    const german: Record<string, string> = {
      '{0} was not changed: {1}': '{1} Deshalb blieb {0}, wie es war.',
      '{0} is no port.': '{0} ist kein Port.',
    };
    const said = say`${'port'} was not changed: ${say`${99999} is no port.`}`;
    expect(spell(said, (english) => german[english] ?? english)).toBe(
      '99999 ist kein Port. Deshalb blieb port, wie es war.',
    );
    expect(spell(said)).toBe('port was not changed: 99999 is no port.');
  });

  it('leaves what looks like a place in a value as it is', () => {
    expect(spell(say`The folder ${'{1}'} of ${'B'} is gone.`)).toBe('The folder {1} of B is gone.');
  });

  it('says several sentences one after the other', () => {
    expect(spell(sayAll([say`One.`, 'Two.']))).toBe('One. Two.');
  });

  it('names a pack as programs do, and by its title where one is known', () => {
    const said = say`"${sayPack('Demo-Upscaler')}" asks for ${'Demo-Upscaler'}.`;
    const titleOf = (name: string): string => (name === 'Demo-Upscaler' ? 'Demo Upscaler' : name);
    expect(spell(said)).toBe('"Demo-Upscaler" asks for Demo-Upscaler.');
    expect(tellIn({}, said)).toBe('"Demo-Upscaler" asks for Demo-Upscaler.');
    expect(tellIn({}, said, titleOf)).toBe('"Demo Upscaler" asks for Demo-Upscaler.');
    // What travels and what is kept stays what it is, and ComfyUI is no pack.
    expect(
      tellIn(
        {},
        mapSaid(JSON.parse(JSON.stringify(said)), (text) => text),
        titleOf,
      ),
    ).toContain('"Demo Upscaler"');
    expect(tellIn({}, say`${sayPack('ComfyUI')} asks.`, () => 'a pack')).toBe('ComfyUI asks.');
  });

  it('says things in a row, with the comma of the language', () => {
    const said = say`They are ${sayList(['numpy', 'torch', say`none`])}.`;
    expect(spell(said)).toBe('They are numpy, torch, none.');
    const chinese = { 'They are {0}.': '有 {0}。', '{0}, {1}': '{0}、{1}', none: '无' };
    expect(tellIn(chinese, said)).toBe('有 numpy、torch、无。');
    expect(spell(sayList(['alone']))).toBe('alone');
  });
});
