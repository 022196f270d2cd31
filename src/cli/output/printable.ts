// What moves a terminal's cursor, or writes to its title or clipboard, begins with one of these. Line ends and tabs stay.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/** A text without what a terminal would obey: names, descriptions and logs come from strangers. */
export const printable = (text: string): string => text.replaceAll(controls, '');
