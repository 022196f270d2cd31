import { type Place, places } from '../navigation/location';

const isMac = /mac/iu.test(navigator.userAgent);
const mod = isMac ? '⌘' : 'ctrl';

/** Keys that are pressed together. */
export type KeyChord = readonly string[];

/** Opens the palette. */
export const paletteChord: KeyChord = [mod, 'K'];

/** The shortcuts by where they work: the name of each, and the chords that do it. Those of packs stand with their acts. */
export const shortcutGroups = [
  {
    name: 'everywhere',
    shortcuts: [
      { name: 'palette', chords: [paletteChord] },
      { name: 'search', chords: [['/'], [mod, 'F']] },
      { name: 'places', chords: [[mod, `1 … ${places.length}`]] },
      { name: 'installations', chords: [[mod, 'shift', '1 … 9']] },
      {
        name: 'back',
        chords: [
          ['alt', '←'],
          ['alt', '→'],
        ],
      },
      { name: 'undo', chords: [[mod, 'Z']] },
      { name: 'paste', chords: [[mod, 'V']] },
      { name: 'news', chords: [['alt', 'T']] },
      { name: 'close', chords: [['escape']] },
      { name: 'sheet', chords: [['?']] },
    ],
  },
  { name: 'log', shortcuts: [{ name: 'hits', chords: [['F3'], ['shift', 'F3']] }] },
  {
    name: 'lists',
    shortcuts: [
      { name: 'move', chords: [['↑'], ['↓']] },
      { name: 'open', chords: [['enter']] },
      { name: 'menu', chords: [['shift', 'F10']] },
      { name: 'check', chords: [['space']] },
      { name: 'checkRange', chords: [['shift', '↓']] },
      { name: 'checkAll', chords: [[mod, 'A']] },
    ],
  },
] as const satisfies readonly {
  name: string;
  shortcuts: readonly { name: string; chords: readonly KeyChord[] }[];
}[];

/** The keys that lead to a place. */
export function chordOfPlace(place: Place): KeyChord {
  return [mod, String(places.indexOf(place) + 1)];
}
