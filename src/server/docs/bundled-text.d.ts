/** The text of a file, put into the bundle when the app is built. */
declare module '*?raw' {
  const text: string;
  // eslint-disable-next-line no-restricted-exports -- what a bundler makes of such an import is a default export
  export default text;
}
