/** The text of a file, put into the bundle when the app is built. */
declare module '*?raw' {
  const text: string;
  export = text;
}
