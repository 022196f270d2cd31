// What moves a terminal's cursor, writes to its title or clipboard, or turns the order of letters around. Line ends and tabs stay.
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A text with each sign that a terminal would obey written as it is in JSON (`\u009b`): names, descriptions and logs come from strangers. JSON stays valid and
 * loses nothing, for such a sign stands in its strings alone.
 */
export const printable = (text: string): string =>
  text.replaceAll(obeyed, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
