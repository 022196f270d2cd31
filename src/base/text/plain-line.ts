import { stripVTControlCharacters } from 'node:util';

/** Orders to a terminal with a text in them, such as titles and links, up to their end; Node's own pattern leaves those with a blank in it. */
const orders = /\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?/g;
/** Everything that is neither a sign nor a tabulator. */
const controls = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;
const anyControl = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;

/**
 * What a terminal would leave of one line that a program printed: without colours, titles and links, and of a line that overwrote itself
 * (a progress bar) what it said last. Every line that is shown or read goes through here.
 */
export function plainLine(line: string): string {
  if (!anyControl.test(line)) return line;
  const states = stripVTControlCharacters(line.replace(orders, '')).split('\r');
  return (states.findLast((state) => state !== '') ?? '').replace(controls, '');
}
