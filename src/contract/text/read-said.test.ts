import { expect, it } from 'vitest';
import { createSaidReader } from './read-said';
import { say, spell } from './said';
import { tellIn } from './tell';

const german = {
  '{0} could not be reached: {1}.': '{0} war nicht zu erreichen: {1}.',
  'nothing listens there': 'dort antwortet nichts',
  'The catalogue is a copy.': 'Der Katalog ist eine Kopie.',
  '{0}: {1}.': '{0} – {1}.',
  'Older than {0}, so {0} stays here as it is.': 'Älter als {0}, daher bleibt {0} hier.',
  installed: 'installiert',
};

it('reads a spelled-out sentence back, with what stands in it', () => {
  const said = say`${'host.example:80'} could not be reached: ${say`nothing listens there`}.`;
  expect(tellIn(german, spell(said))).toBe('host.example:80 war nicht zu erreichen: dort antwortet nichts.');
  expect(tellIn(german, `The catalogue is a copy. ${spell(said)}`)).toBe(
    'Der Katalog ist eine Kopie. host.example:80 war nicht zu erreichen: dort antwortet nichts.',
  );
  // What an answer keeps as a text stays one in the sentence that is made of it.
  expect(tellIn(german, say`Nothing came: ${spell(said)}`)).toBe(
    'Nothing came: host.example:80 war nicht zu erreichen: dort antwortet nichts.',
  );
  expect(tellIn({ 'Left out: {0}.': 'Ausgelassen: {0}.' }, 'Left out: x.')).toBe('Ausgelassen: x.');
  expect(tellIn(german, 'Older than 2.0, so 2.0 stays here as it is.')).toBe('Älter als 2.0, daher bleibt 2.0 hier.');
});

it('leaves what is no sentence of ours as it came', () => {
  // A form of signs alone would be found in everything, and a value that is one word is a name.
  for (const text of ['error: no such host.', 'installed', 'fatal: a.\nb could not be reached: c.', 'x. y'])
    expect(tellIn({ ...german, installed: 'installed' }, text)).toBe(text);
  expect(tellIn(german, 'git said so. Older than 2.0, so 3.0 stays here as it is.')).toBe(
    'git said so. Older than 2.0, so 3.0 stays here as it is.',
  );
  expect(tellIn(german, 'installed could not be reached: installed.')).toBe(
    'installed war nicht zu erreichen: installed.',
  );
});

it('takes the form that says most by itself, and reads no text twice', () => {
  const read = createSaidReader(['It was {0} before the start.', 'It was {0} before the start of {1} by hand.']);
  const text = 'It was off before the start of ComfyUI by hand.';
  expect(read(text)).toEqual({
    english: 'It was {0} before the start of {1} by hand.',
    values: ['off', 'ComfyUI'],
  });
  expect(read(text)).toBe(read(text));
});
